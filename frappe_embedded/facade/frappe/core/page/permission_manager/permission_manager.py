from frappe_embedded.services.customize.permissions import (
    add,
    get_permissions,
    get_roles_and_doctypes,
    get_standard_permissions,
    get_users_with_role,
    remove,
    reset,
    update,
)
