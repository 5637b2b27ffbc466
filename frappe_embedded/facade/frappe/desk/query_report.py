from frappe_embedded.http.api.query_report import export_query, get_script, run
