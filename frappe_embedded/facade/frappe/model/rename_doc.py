from frappe_embedded.kernel.document.renaming import rename_doc
