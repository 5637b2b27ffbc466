from frappe_embedded.kernel.core.exceptions import *
