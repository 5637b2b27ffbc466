from frappe_embedded.auth.csrf import get_csrf_token
