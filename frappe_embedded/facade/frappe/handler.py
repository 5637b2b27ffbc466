from frappe_embedded.web.http.api.attachments import download_file, upload_file
from frappe_embedded.web.http.api.handler import (
    login,
    logout,
    ping,
    run_doc_method,
    web_logout,
)
from frappe_embedded.web.http.methods import call_method as execute_cmd
