from frappe_embedded.web.http.local_requests import get_response, get_response_content
