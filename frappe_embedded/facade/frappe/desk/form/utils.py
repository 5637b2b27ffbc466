from frappe_embedded.web.http.api.attachments import remove_attach
from frappe_embedded.web.http.api.forms import add_comment
