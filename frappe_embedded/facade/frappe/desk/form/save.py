from frappe_embedded.web.http.api.forms import savedocs
