from frappe_embedded.services.printing.environment import *
