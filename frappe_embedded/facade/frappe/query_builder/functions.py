from frappe_embedded.query.functions import *
from frappe_embedded.query.terms import Function
