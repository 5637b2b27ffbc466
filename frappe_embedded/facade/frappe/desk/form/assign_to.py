from frappe_embedded.services.collaborate.assignment import (
    DuplicateToDoError,
    add,
    add_multiple,
    clear,
    close,
    close_all_assignments,
    get,
    remove,
    remove_multiple,
    set_status,
)
