"""Forgets what was worked out."""

from ..kernel.core.context import local
from ..kernel.meta.loader import clear_meta

_COMPUTED = ("hooks", "module_apps", "hook_functions", "event_handlers", "i18n:")


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
    """Forget everything that is derived from the database and from files.

    With ``user`` or ``doctype`` only what concerns them. What apps put into ``frappe.cache``, and
    the counters of limits, stay.
    """
    local.role_permissions = {}
    local.user_permissions = {}
    local.user_roles = {}
    local.document_cache = {}
    local.cache = {}
    local.jenv = None
    if local.db is not None:
        local.db.value_cache.clear()
    local.site_state.table_cache.forget()
    if user:
        return
    clear_meta(doctype)
    if doctype is None:
        for prefix in _COMPUTED:
            local.site_state.cache.delete_keys(prefix)
