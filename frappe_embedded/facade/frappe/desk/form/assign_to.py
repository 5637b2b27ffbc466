from frappe_embedded.services.collaborate.assignment import (
    add,
    clear,
    close,
    close_all_assignments,
    get,
    remove,
    set_status,
)
