from frappe_embedded.printing.environment import *
