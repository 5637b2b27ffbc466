from frappe_embedded.web.http.api.timeline import toggle_like
