from frappe_embedded.kernel.utils.users import get_fullname
from frappe_embedded.kernel.permissions.roles import get_users_with_role
