from frappe_embedded.kernel.utils.formatters import *
