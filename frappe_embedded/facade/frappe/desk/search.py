from frappe_embedded.web.http.api.search import search_link
