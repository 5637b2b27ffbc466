from frappe_embedded.web.http.api.query_report import export_query, run
