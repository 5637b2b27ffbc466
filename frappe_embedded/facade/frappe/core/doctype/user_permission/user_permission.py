from frappe_embedded.services.collaborate.user_permission import UserPermission
from frappe_embedded.services.collaborate.user_permission import (
    user_permissions_of as get_user_permissions,
)
