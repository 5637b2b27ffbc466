from pypika.terms import *  # noqa: F403

from frappe_embedded.query.terms import Case, Field, Function
from frappe_embedded.query.terms import Value as ParameterizedValueWrapper
