from frappe_embedded.services.files.file import save_file
