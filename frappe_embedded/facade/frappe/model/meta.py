from frappe_embedded.kernel.meta.docfield import DEFAULT_FIELD_LABELS
from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.kernel.meta.meta import Meta
