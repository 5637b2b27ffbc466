from frappe_embedded.services.collaborate.tagging import add_tag, add_tags, get_tags, remove_tag
