from frappe_embedded.services.auth.reset import (
    reset_password,
    test_password_strength,
    update_password,
)
from frappe_embedded.services.auth.user import STANDARD_USERS, User, generate_keys
from frappe_embedded.services.auth.user import roles_of as get_roles
