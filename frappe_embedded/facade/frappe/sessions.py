from frappe_embedded.services.auth.csrf import get_csrf_token
from frappe_embedded.services.auth.sessions import clear_sessions
from frappe_embedded.services.auth.sessions import end_session as delete_session
