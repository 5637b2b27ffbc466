from frappe_embedded.services.auth.password_policy import test_password_strength
from frappe_embedded.services.auth.reset import reset_password, update_password
from frappe_embedded.services.auth.user import STANDARD_USERS, User, generate_keys
from frappe_embedded.services.auth.user import roles_of as get_roles
