from frappe_embedded.web.desk.navigation import desk_pages as desk_pages
