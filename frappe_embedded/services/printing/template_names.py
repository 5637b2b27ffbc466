"""Names that templates find under ``frappe`` besides those which ``safe.namespace`` knows.

All of them only read; documents that an app closes are those which the reader may see.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.hooks import get_hooks
from ...kernel.core.messages import throw
from ...kernel.core.names import scrub
from ...kernel.document.api import get_cached_doc, get_cached_value, get_doc, get_last_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.frappe_names import has_permission
from ...kernel.permissions.roles import get_roles
from ...kernel.safe.reading import has_a_reader, is_closed_by_rows, readers
from ...kernel.utils.settings import system_setting
from ...kernel.utils.urls import get_url
from ...kernel.utils.users import get_fullname


def _closing(read: Callable[..., Any]) -> Callable[..., Any]:
    """A reader of documents that gives a closed one as a missing one."""

    @wraps(read)
    def reading(*args: Any, **kwargs: Any) -> Any:
        doctype = args[0] if args else kwargs.get("doctype")
        if not is_closed_by_rows(doctype):
            return read(*args, **kwargs)
        doc = read(*args, **kwargs) if has_a_reader() else None
        if doc is None or not has_permission(doctype, "read", doc):
            throw(_("{0} not found").format(_(doctype)), DoesNotExistError)
        return doc

    return reading


def _cached_value(doctype: str, name: Any, fieldname: str = "name", as_dict: bool = False) -> Any:
    if is_closed_by_rows(doctype):
        return readers()["get_value"](doctype, name, fieldname, as_dict=as_dict)
    return get_cached_value(doctype, name, fieldname, as_dict)


NAMES: dict[str, Callable[..., Any]] = {
    "get_cached_doc": _closing(get_cached_doc),
    "get_cached_value": _cached_value,
    "get_doc": _closing(get_doc),
    "get_fullname": get_fullname,
    "get_hooks": get_hooks,
    "get_last_doc": _closing(get_last_doc),
    "get_meta": get_meta,
    "get_roles": get_roles,
    "get_system_settings": system_setting,
    "get_url": get_url,
    "has_permission": has_permission,
    "scrub": scrub,
}
