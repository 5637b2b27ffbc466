"""Version 1 of the API: ``/api/method`` and ``/api/resource``."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError, FrappeTypeError, PermissionError
from ...kernel.core.hooks import get_hooks
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.permissions.api import explain
from ...kernel.utils.numbers import sbool
from .documents import (
    check_method,
    create_document,
    data_response,
    delete_document,
    read_document,
    run_method_of,
    update_document,
)
from .lists import list_for_client
from .methods import call_method, keep_result
from .responses import response_of_context
from .routes import Access, register_route

_LIST_ARGUMENTS = ("fields filters or_filters order_by group_by limit_start").split()


def register() -> None:
    """Hang version 1 into the table of routes."""
    rights = Access.RIGHTS
    for prefix in ("/api", "/api/v1"):
        register_route(f"{prefix}/method/<path:name>", method, access=Access.FUNCTION)
        register_route(f"{prefix}/resource/<doctype>", list_resource, ("GET",), access=rights)
        register_route(f"{prefix}/resource/<doctype>", create_document, ("POST",), access=rights)
        for verb, handler in (
            ("GET", read_resource),
            ("PUT", update_document),
            ("DELETE", delete_document),
            ("POST", call_resource),
        ):
            rule = f"{prefix}/resource/<doctype>/<path:name>"
            register_route(rule, handler, (verb,), access=rights)
    for rule in ("/api/<path:rest>", "/api/"):
        register_route(rule, document_or_nothing, access=Access.EVERYBODY)


def document_or_nothing(request: Request, rest: str = "") -> Response:
    """What an app's function answers for a name of its own (hook ``api_documents``).

    Else there is no such route: a page for a wrong verb on a list, an error of the API.
    """
    functions = get_hooks("api_documents", {}).get(rest)
    if functions and request.method == "GET":
        return method(request, functions[-1])
    parts = rest.removeprefix("v1/").split("/")
    if len(parts) == 2 and parts[0] == "resource" and parts[1] and request.method != "GET":
        raise MethodNotAllowed(["GET", "POST"])
    raise DoesNotExistError


def method(request: Request, name: str) -> Response:
    answer = keep_result(call_method(name.split("/", 1)[0]))
    return answer if answer is not None else response_of_context()


def list_resource(request: Request, doctype: str) -> Response:
    form = local.form_dict
    given: dict[str, Any] = {key: form[key] for key in _LIST_ARGUMENTS if key in form}
    given["limit_page_length"] = form.get("limit_page_length", form.limit or 20)
    if "as_dict" in form:
        given["as_list"] = not sbool(form.as_dict)
    return data_response(list_for_client(doctype, form.parent, **given))


def read_resource(request: Request, doctype: str, name: str) -> Response:
    if "run_method" in local.form_dict:
        return call_resource(request, doctype, name)
    return read_document(doctype, name)


def call_resource(request: Request, doctype: str, name: str) -> Response:
    """Runs a whitelisted method of a document: by ``GET`` for who reads it, else writes it."""
    form = local.form_dict
    called = form.pop("run_method", None)
    doc = get_doc(doctype, name.rstrip("/"))
    if not called:
        throw(_("Say which method to run: the argument run_method is missing"), FrappeTypeError)
    check_method(doc, called)
    right = "read" if request.method == "GET" else "write"
    if not doc.has_permission(right):
        explain(doctype, right, doc)
        throw(_("Not permitted"), PermissionError)
    return data_response(run_method_of(doc, called, dict(form)))
