from frappe_embedded.document.deletion import delete_doc
