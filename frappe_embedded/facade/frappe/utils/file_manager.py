from frappe_embedded.files.file import save_file
