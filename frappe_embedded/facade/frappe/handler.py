from frappe_embedded.http.api.attachments import download_file, upload_file
from frappe_embedded.http.api.handler import (
    login,
    logout,
    ping,
    run_doc_method,
    runserverobj,
    web_logout,
)
from frappe_embedded.http.methods import call_method as execute_cmd
