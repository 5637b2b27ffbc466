from frappe_embedded.http.api.views import get_preview_data
