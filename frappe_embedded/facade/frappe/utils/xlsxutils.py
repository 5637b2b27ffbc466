from frappe_embedded.kernel.utils.xlsxutils import *
