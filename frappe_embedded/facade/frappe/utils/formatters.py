from frappe_embedded.utils.formatters import *
