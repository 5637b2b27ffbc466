from frappe_embedded.web.http.api.reportview import (
    delete_report,
    export_query,
    get,
    get_count,
    get_list,
    save_report,
)
