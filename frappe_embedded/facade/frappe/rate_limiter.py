from frappe_embedded.auth.rate_limit import rate_limit
