from frappe_embedded.services.collaborate.restoring import bulk_restore, restore
