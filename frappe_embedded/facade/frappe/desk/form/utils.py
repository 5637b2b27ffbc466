from frappe_embedded.http.api.attachments import remove_attach
from frappe_embedded.http.api.timeline import add_comment, update_comment
