from frappe_embedded.services.collaborate.restore import bulk_restore, restore
