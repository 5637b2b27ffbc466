from frappe_embedded.kernel.safe.evaluate import safe_eval
from frappe_embedded.kernel.safe.namespace import Namespace as NamespaceDict
from frappe_embedded.kernel.safe.namespace import template_globals as get_safe_globals
from frappe_embedded.kernel.safe.reading import check_safe_sql_query, read_sql
