from frappe_embedded.kernel.utils.csvutils import *
