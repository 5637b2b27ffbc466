// On a bench: the server asks for a fresh code of the second factor. It is given here; nothing typed is lost.
frappe.request.on_error('StepUpError', (answer) => {
  if (document.querySelector('.cfm-step-up')) return;
  const why = JSON.parse(answer._server_messages || '[]').map((each) => JSON.parse(each).message || '').join(' ');
  const intro = $('<p>').text(new DOMParser().parseFromString(why, 'text/html').body.textContent);
  if (!answer.asks_code) {
    frappe.msgprint({ title: __('Confirm that it is you'), message: intro.prop('outerHTML'), indicator: 'orange' });
    return;
  }
  const give = async (code) => {
    await frappe.xcall(answer.asks_code, { code });
    dialog.hide();
    const form = window.cur_frm;
    if (form?.is_dirty()) frappe.show_alert({ message: __('Confirmed. Save again: what you typed is still here.'), indicator: 'green' }, 15);
    else window.location.reload();
  };
  const dialog = new frappe.ui.Dialog({
    title: __('Confirm that it is you'),
    fields: [
      { fieldname: 'why', fieldtype: 'HTML', options: intro.prop('outerHTML') },
      {
        fieldname: 'code', fieldtype: 'Data', label: __('Code'), reqd: 1,
        description: __('The six digits that your authenticator app shows now, or one of your recovery codes.'),
      },
    ],
    primary_action_label: __('Confirm'),
    primary_action: ({ code }) => give(code),
  });
  if (answer.asks_passkey && window.PublicKeyCredential) {
    dialog.set_secondary_action_label(__('Use a passkey'));
    dialog.set_secondary_action(async () => {
      try {
        const { usePasskey } = await import('/assets/cfm_app/js/passkey.js');
        await give(await usePasskey(await frappe.xcall(answer.asks_passkey)));
      } catch (error) {
        if (error instanceof DOMException) frappe.msgprint(__('No passkey was given. Try again, or type a code.'));
      }
    });
  }
  dialog.$wrapper.addClass('cfm-step-up');
  dialog.show();
});
