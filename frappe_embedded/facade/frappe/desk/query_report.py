from frappe_embedded.web.http.api.reports import export_query, run
