"""Documents over HTTP, the same in both versions of the API: their life, and the methods that clients may call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import get_newargs, is_valid_http_method, is_whitelisted
from ...kernel.document.api import get_doc
from ...kernel.document.base import BaseDocument
from ...kernel.document.deletion import delete_doc
from ...kernel.i18n import _
from ...kernel.permissions.api import refuse
from .arguments import cast_arguments
from .document_output import outgoing
from .request import json_of_body
from .responses import json_response


def data_response(value: Any, status: int = 200) -> Response:
    local.response["data"] = value
    return json_response(status=status)


def create_document(request: Request, doctype: str) -> Response:
    doc = get_doc({**_sent(request), "doctype": doctype})
    return data_response(outgoing(doc.insert(), no_nulls=True))


def read_document(doctype: str, name: str) -> Response:
    doc = get_doc(doctype, name.rstrip("/"))
    if not doc.has_permission("read"):
        refuse(doctype, "read", doc)
    return data_response(outgoing(doc, no_nulls=True))


def update_document(request: Request, doctype: str, name: str) -> Response:
    values = _sent(request)
    doc = get_doc(doctype, name.rstrip("/"), for_update=True)
    refuse_other_name(doc, values)
    doc.update({key: value for key, value in values.items() if key not in ("doctype", "name")})
    doc.save()
    return data_response(outgoing(doc, no_nulls=True))


def delete_document(request: Request, doctype: str, name: str) -> Response:
    delete_doc(doctype, name.rstrip("/"), ignore_missing=False)
    return data_response("ok", 202)


def _sent(request: Request) -> dict[str, Any]:
    values = json_of_body(request)
    if not isinstance(values, dict):
        throw(_("Invalid request arguments"))
    return {key: value for key, value in values.items() if key not in ("flags", "cmd")}


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
