from frappe_embedded.services.collaborate.assignment import (
    add,
    add_multiple,
    clear,
    close,
    close_all_assignments,
    get,
    remove,
    set_status,
)
