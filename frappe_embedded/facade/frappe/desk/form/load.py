from frappe_embedded.http.api.forms import get_communications, get_docinfo, getdoc, getdoctype
from frappe_embedded.files.file import attachments_of as get_attachments
