"""Documents as clients address them: by one name, and by the methods that they may call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import get_newargs, is_valid_http_method, is_whitelisted
from ...kernel.document.base import BaseDocument
from ...kernel.i18n import _
from .arguments import cast_arguments


def refuse_other_name(doc: Any, values: dict[str, Any]) -> None:
    """A body that names another document than the address does is not about this one."""
    name = values.get("name")
    if name and str(name).lower() != str(doc.name).lower():
        throw(_("{0} {1} not found").format(_(doc.doctype), name), DoesNotExistError)


def check_method(doc: Any, name: str) -> Callable[..., Any]:
    """The method of that name; ``PermissionError`` unless it is whitelisted for the request."""
    function: Callable[..., Any] | None = getattr(type(doc), name, None)
    if not callable(function):
        throw(_("{0} has no method {1}").format(_(doc.doctype), name))
    is_whitelisted(function, f"{_module_of(type(doc), name)}.{name}")
    is_valid_http_method(function)
    return function


def _module_of(controller: type, name: str) -> str:
    """Where a client of Frappe knows a method to be."""
    owner = next(each for each in controller.__mro__ if name in vars(each))
    if owner is BaseDocument:
        return "frappe.model.base_document"
    if owner.__module__.startswith("frappe_embedded."):
        return "frappe.model.document"
    return owner.__module__


def run_method_of(doc: Any, name: str, arguments: dict[str, Any]) -> Any:
    """Call a whitelisted method of a document; ``PermissionError`` for any other name."""
    check_method(doc, name)
    bound = getattr(doc, name)
    return bound(**cast_arguments(bound, get_newargs(bound, arguments)))
