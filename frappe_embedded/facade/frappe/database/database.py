from frappe_embedded.kernel.query.api import Database, savepoint
