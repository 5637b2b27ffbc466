from frappe_embedded.http.api.forms import cancel, savedocs
