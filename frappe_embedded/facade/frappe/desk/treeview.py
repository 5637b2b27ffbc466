from frappe_embedded.http.api.views import get_children
