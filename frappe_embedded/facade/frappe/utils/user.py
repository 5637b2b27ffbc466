from frappe_embedded.utils.users import get_fullname
