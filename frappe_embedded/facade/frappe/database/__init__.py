from frappe_embedded.query.api import savepoint
