from frappe_embedded.services.auth.rate_limit import rate_limit
