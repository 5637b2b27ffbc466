from frappe_embedded.web.http.api.search import (
    get_link_title,
    get_names_for_mentions,
    search_link,
    search_widget,
)
