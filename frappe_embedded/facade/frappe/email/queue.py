from frappe_embedded.services.notify.delivery import flush
