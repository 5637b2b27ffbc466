from frappe_embedded.services.auth.csrf import get_csrf_token
