// On a bench: whoever fills in a field with somebody's data can read why it is asked, under the field's own help.
{
  const { title, fields = {} } = frappe.boot.cfm_reasons ?? {};
  for (const [doctype, reasons] of Object.entries(fields)) {
    frappe.ui.form.on(doctype, {
      refresh(frm) {
        for (const [name, reason] of Object.entries(reasons)) {
          const wrapper = frm.fields_dict[name]?.$wrapper;
          wrapper?.attr('title', `${title} ${reason}`);
        }
      },
    });
  }
}
