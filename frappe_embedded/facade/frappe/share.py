from frappe_embedded.kernel.permissions.share import get_shared
from frappe_embedded.services.collaborate.sharing import (
    add,
    add_docshare,
    get_users,
    remove,
    set_docshare_permission,
    set_permission,
)
