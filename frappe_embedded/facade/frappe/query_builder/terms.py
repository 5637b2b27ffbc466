from pypika.terms import *

from frappe_embedded.kernel.query.terms import Case, Field, Function
from frappe_embedded.kernel.query.terms import Value as ParameterizedValueWrapper
