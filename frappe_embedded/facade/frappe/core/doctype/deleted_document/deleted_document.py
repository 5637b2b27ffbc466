from frappe_embedded.collaborate.restoring import bulk_restore, restore
