from frappe_embedded.query.api import Database, savepoint
