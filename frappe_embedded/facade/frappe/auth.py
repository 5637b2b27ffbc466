from frappe_embedded.services.auth.cookies import Cookies as CookieManager
from frappe_embedded.services.auth.login import LoginManager
from frappe_embedded.web.http.api.handler import get_logged_user
