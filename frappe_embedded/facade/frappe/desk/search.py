from frappe_embedded.web.http.api.search import (
    get_link_title,
    search_link,
)
