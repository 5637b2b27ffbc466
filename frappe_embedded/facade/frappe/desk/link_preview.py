from frappe_embedded.web.http.api.views import get_preview_data
