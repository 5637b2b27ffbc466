from frappe_embedded.kernel.utils.grains import *
