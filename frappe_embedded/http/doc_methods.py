"""Methods of documents that clients may call."""

from __future__ import annotations

from typing import Any

from ..core.messages import throw
from ..core.whitelist import get_newargs, is_valid_http_method, is_whitelisted
from ..i18n import _
from .arguments import cast_arguments

__all__ = ["run_method_of"]


def run_method_of(doc: Any, name: str, arguments: dict[str, Any]) -> Any:
    """Call a whitelisted method of a document; ``PermissionError`` for any other name."""
    function = getattr(type(doc), name, None)
    if not callable(function):
        throw(_("{0} has no method {1}").format(_(doc.doctype), name))
    module = type(doc).__module__ if name in vars(type(doc)) else ""
    if not module or module.startswith("frappe_embedded."):
        module = "frappe.model.document"
    is_whitelisted(function, f"{module}.{name}")
    is_valid_http_method(function)
    bound = getattr(doc, name)
    return bound(**cast_arguments(bound, get_newargs(bound, arguments)))
