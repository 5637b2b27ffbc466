from pypika.queries import Column

from frappe_embedded.kernel.query.builder import builder as _builder
from frappe_embedded.kernel.query.builder import get_query

DocType = _builder.DocType
Table = _builder.Table
