from frappe_embedded.http.current import get_response, get_response_content
