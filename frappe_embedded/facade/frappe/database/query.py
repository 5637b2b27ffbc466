from frappe_embedded.kernel.query.builder import get_query
