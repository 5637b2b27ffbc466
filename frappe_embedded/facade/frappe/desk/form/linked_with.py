from frappe_embedded.web.http.api.views import get_linked as get
