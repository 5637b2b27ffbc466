// On a bench: states, steps and roles are words of the language wherever a form or a table shows them, also to those
// who may not read the lists that they stand in.
for (const doctype of ['Workflow State', 'Workflow Action Master', 'Role']) {
  frappe.form.link_formatters[doctype] = (value) => __(value);
}

// Frappe puts the time zone behind the help text of a moment before it looks for it, and does not look for the buttons
// of a DocType's actions at all.
{
  const moment = frappe.ui.form.ControlDatetime.prototype;
  const describe = moment.set_description;
  moment.set_description = function () {
    if (this.df.description) this.df.description = __(this.df.description);
    describe.call(this);
  };
  const form = frappe.ui.form.Form.prototype;
  const setUpActions = form.setup_doctype_actions;
  form.setup_doctype_actions = function () {
    for (const action of this.meta.actions ?? []) {
      action.label = __(action.label);
      if (action.group) action.group = __(action.group);
    }
    setUpActions.call(this);
  };
}
