// On a bench: Frappe's form of a file reads the kind of a file that has none yet, and of a folder, and breaks off.
frappe.ui.form.on('File', {
  onload(form) {
    form.doc.file_type ??= '';
  },
});
