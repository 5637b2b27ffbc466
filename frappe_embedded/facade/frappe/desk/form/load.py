from frappe_embedded.web.http.api.forms import get_docinfo, getdoc, getdoctype
from frappe_embedded.services.files.file import attachments_of as get_attachments
