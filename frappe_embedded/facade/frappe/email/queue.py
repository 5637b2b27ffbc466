from frappe_embedded.notify.delivery import flush
