// On a bench: the labels of the fields are read in the language of the user. The row that is opened holds the stored one.
frappe.ui.form.on('Customize Form', {
  setup() {
    frappe.meta.docfield_map['Customize Form Field'].label.formatter = (value) => frappe.utils.escape_html(__(value ?? ''));
  },
});
