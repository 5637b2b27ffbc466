from frappe_embedded.services.collaborate.restore import restore
