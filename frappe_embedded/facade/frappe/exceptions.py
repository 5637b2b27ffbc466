from frappe_embedded.core.exceptions import *
