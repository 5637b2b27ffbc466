from frappe_embedded.query.functions import *  # noqa: F403
from frappe_embedded.query.terms import Function
