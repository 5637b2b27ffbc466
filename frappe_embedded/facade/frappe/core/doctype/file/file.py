from frappe_embedded.services.files.file import File
