from frappe_embedded.web.http.api.views import get_linked as get
from frappe_embedded.web.http.api.views import get_submitted_linked_docs
