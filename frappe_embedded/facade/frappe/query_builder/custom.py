from frappe_embedded.kernel.query.functions import GroupConcat as GROUP_CONCAT
from frappe_embedded.kernel.query.terms import Value as ConstantColumn
