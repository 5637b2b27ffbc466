from frappe_embedded.web.http.api.views import get_user_settings as get
from frappe_embedded.web.http.api.views import save_user_settings as save
