from frappe_embedded.meta.docfield import DEFAULT_FIELD_LABELS
from frappe_embedded.meta.loader import get_meta
from frappe_embedded.meta.meta import Meta
