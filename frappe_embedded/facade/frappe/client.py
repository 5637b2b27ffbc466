from frappe_embedded.web.http.api.attachments import attach_file
from frappe_embedded.web.http.api.client_read import (
    get,
    get_count,
    get_doc_permissions,
    get_list,
    get_password,
    get_single_value,
    get_value,
    has_permission,
    validate_link,
)
from frappe_embedded.web.http.api.client_write import (
    bulk_update,
    cancel,
    delete,
    insert,
    insert_many,
    rename_doc,
    save,
    set_value,
    submit,
)
