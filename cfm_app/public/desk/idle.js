// On a bench: locks a desk that nobody uses, or at once. The rest is the module that all pages share.
if (frappe.boot.cfm_idle) {
  import(frappe.boot.cfm_idle.script);
  frappe.request.on_error('SessionLockedError', () => dispatchEvent(new Event('session-locked', { cancelable: true })));
  $(document).on('toolbar_setup', () => {
    const { label, key } = frappe.boot.cfm_idle;
    const entry = $('<button class="dropdown-item" type="button" data-lock-now>').text(label).attr('aria-keyshortcuts', key);
    $('#toolbar-user').prepend(entry);
  });
}
