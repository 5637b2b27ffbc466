// On a bench: states, steps and roles are words of the language wherever a form or a table shows them, also to those
// who may not read the lists that they stand in.
for (const doctype of ['Workflow State', 'Workflow Action Master', 'Role']) {
  frappe.form.link_formatters[doctype] = (value) => __(value);
}
