from frappe_embedded.query.functions import GroupConcat as GROUP_CONCAT
from frappe_embedded.query.terms import Value as ConstantColumn
