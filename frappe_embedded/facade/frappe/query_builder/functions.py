from frappe_embedded.kernel.query.functions import *
from frappe_embedded.kernel.query.terms import Function
