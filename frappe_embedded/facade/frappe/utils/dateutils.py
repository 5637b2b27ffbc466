from frappe_embedded.utils.grains import *
