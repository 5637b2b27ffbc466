from frappe_embedded.http.api.timeline import toggle_like
