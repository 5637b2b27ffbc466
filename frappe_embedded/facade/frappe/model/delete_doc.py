from frappe_embedded.kernel.document.deletion import delete_doc
