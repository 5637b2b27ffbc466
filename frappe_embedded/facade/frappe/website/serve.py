from frappe_embedded.web.http.current import get_response, get_response_content
