from frappe_embedded.services.collaborate.restoring import restore
