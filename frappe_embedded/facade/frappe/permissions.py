from frappe_embedded.services.collaborate.user_permission import (
    add_user_permission,
    clear_user_permissions_for_doctype,
    remove_user_permission,
)
from frappe_embedded.kernel.permissions.api import get_doc_permissions, has_permission
from frappe_embedded.kernel.permissions.docperm import RIGHTS as rights
from frappe_embedded.kernel.permissions.docperm import get_role_permissions
from frappe_embedded.kernel.permissions.roles import AUTOMATIC_ROLES, get_roles
from frappe_embedded.kernel.permissions.user_permissions import (
    get_user_permissions,
    has_user_permission,
)

from frappe_embedded.services.customize.permissions import (
    add_permission,
    reset_perms,
    setup_custom_perms,
    update_permission_property,
)

std_rights = rights
