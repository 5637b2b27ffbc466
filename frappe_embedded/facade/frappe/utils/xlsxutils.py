from frappe_embedded.utils.xlsxutils import *
