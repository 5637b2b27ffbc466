"""Names that templates find under ``frappe`` besides those which ``safe.namespace`` knows.

All of them only read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.hooks import get_hooks
from ..core.names import scrub
from ..document.api import get_cached_doc, get_cached_value, get_doc, get_last_doc
from ..meta.loader import get_meta
from ..permissions.frappe_names import has_permission
from ..permissions.roles import get_roles
from ..utils.settings import system_setting
from ..utils.urls import get_url
from ..utils.users import get_fullname, get_gravatar

__all__ = ["NAMES"]

NAMES: dict[str, Callable[..., Any]] = {
    "get_cached_doc": get_cached_doc,
    "get_cached_value": get_cached_value,
    "get_doc": get_doc,
    "get_fullname": get_fullname,
    "get_gravatar": get_gravatar,
    "get_hooks": get_hooks,
    "get_last_doc": get_last_doc,
    "get_meta": get_meta,
    "get_roles": get_roles,
    "get_system_settings": system_setting,
    "get_url": get_url,
    "has_permission": has_permission,
    "scrub": scrub,
}
