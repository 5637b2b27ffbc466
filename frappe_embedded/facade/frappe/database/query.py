from frappe_embedded.query.builder import get_query
