from frappe_embedded.auth.user import (
    STANDARD_USERS,
    User,
    generate_keys,
    get_all_roles,
    user_has_role,
)
from frappe_embedded.auth.user import roles_of as get_roles
