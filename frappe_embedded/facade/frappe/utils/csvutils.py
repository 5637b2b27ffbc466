from frappe_embedded.utils.csvutils import *
