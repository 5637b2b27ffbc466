from frappe_embedded.services.collaborate.tagging import add_tag, remove_tag
