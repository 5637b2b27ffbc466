from frappe_embedded.http.api.handler import login, logout, ping, run_doc_method, version, web_logout
