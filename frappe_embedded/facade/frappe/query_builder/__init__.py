from pypika import CustomFunction, Interval, JoinType, Order
from pypika.queries import Column
from pypika.terms import Criterion

from frappe_embedded.kernel.query.builder import builder as _builder
from frappe_embedded.kernel.query.builder import get_query
from frappe_embedded.kernel.query.terms import Case, Field

DocType = _builder.DocType
Table = _builder.Table
