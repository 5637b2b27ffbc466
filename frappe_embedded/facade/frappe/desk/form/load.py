from frappe_embedded.http.api.forms import get_communications, get_docinfo, getdoc, getdoctype
