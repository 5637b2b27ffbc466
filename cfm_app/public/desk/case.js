// On a bench: a case of a restricted class is closed to whoever recorded it from the moment it is
// saved, so they leave its form. Every case has a class; one without it came back as a stub.
frappe.ui.form.on('Case', {
  setup(form) {
    // The steps are those of the procedure: see `fixed_rows` in the hooks.
    form.set_df_property('sop_steps', 'cannot_add_rows', true);
    form.set_df_property('sop_steps', 'cannot_delete_rows', true);
  },
  after_save(form) {
    // Frappe also comes here after a refusal whose answer carries no traceback: what was typed stays.
    if (!form.is_new() && !form.doc.sensitivity) window.location.assign(`/cfm/console?saved=${encodeURIComponent(form.doc.name)}`);
  },
});
