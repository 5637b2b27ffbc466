from frappe_embedded.auth.cookies import Cookies as CookieManager
from frappe_embedded.auth.login import LoginManager
from frappe_embedded.http.api.handler import get_logged_user
