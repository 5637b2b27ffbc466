from frappe_embedded.web.http.api.views import get_group_by_count
