from frappe_embedded.collaborate.tagging import add_tag, add_tags, get_tags, remove_tag
