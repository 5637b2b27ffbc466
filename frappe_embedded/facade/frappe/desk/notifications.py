from frappe_embedded.http.api.views import get_open_count
