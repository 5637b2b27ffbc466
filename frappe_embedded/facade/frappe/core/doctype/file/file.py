from frappe_embedded.files.file import File
