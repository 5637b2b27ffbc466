from frappe_embedded.services.collaborate.tagging import add_tag, get_tags, remove_tag
