"""Version 2 of the API: ``/api/v2/document``, ``/doctype``, ``/method``. Answers hold ``data``."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import get_controller
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission, refuse
from ...kernel.utils.numbers import cint, sbool
from .documents import (
    create_document,
    data_response,
    delete_document,
    read_document,
    run_method_of,
    update_document,
)
from .lists import count_rows, list_for_client
from .methods import call_method
from .responses import response_of_context
from .routes import Access, register_route

_BASE = "/api/v2"
_LIST_ARGUMENTS = "fields filters or_filters order_by group_by".split()


def register() -> None:
    """Hang version 2 into the table of routes."""
    documents, document = f"{_BASE}/document/<doctype>", f"{_BASE}/document/<doctype>/<path:name>"
    register_route(f"{_BASE}/method/<path:name>", method, access=Access.FUNCTION)
    for rule, handler, verbs in (
        (documents, list_documents, ("GET",)),
        (documents, create_document, ("POST",)),
        (document, document_or_method, ("GET",)),
        (document, update_document, ("PATCH", "PUT")),
        (document, delete_document, ("DELETE",)),
        (document, document_method, ("POST",)),
        (f"{_BASE}/doctype/<doctype>/meta", meta_of, ("GET",)),
        (f"{_BASE}/doctype/<doctype>/count", count_of, ("GET",)),
    ):
        register_route(rule, handler, verbs, access=Access.RIGHTS)
    for rule in (f"{_BASE}/<path:rest>", _BASE):
        register_route(rule, nothing_here, access=Access.EVERYBODY)


def method(request: Request, name: str) -> Response:
    """A whitelisted function; ``User/get_roles`` is short for the function of a DocType's module."""
    dotted = _of_doctype(*name.split("/", 1)) if "/" in name else name
    result = call_method(dotted)
    if isinstance(result, Response):
        return result
    if result is not None:
        local.response["data"] = result
    return response_of_context()


def _of_doctype(doctype: str, function: str) -> str:
    get_meta(doctype)
    module = get_controller(doctype).__module__
    if module.startswith("frappe_embedded."):
        scrubbed = doctype.lower().replace(" ", "_")
        module = f"frappe.core.doctype.{scrubbed}.{scrubbed}"
    return f"{module}.{function}"


def list_documents(request: Request, doctype: str) -> Response:
    form = local.form_dict
    given: dict[str, Any] = {key: form[key] for key in _LIST_ARGUMENTS if key in form}
    given["limit_page_length"] = cint(form.limit or 20)
    given["limit_start"] = cint(form.limit_start)
    given["as_list"] = not sbool(form.get("as_dict", True))
    return data_response(list_for_client(doctype, form.parent, **given))


def document_or_method(request: Request, doctype: str, name: str) -> Response:
    if "/method/" in name:
        return document_method(request, doctype, name)
    return read_document(doctype, name)


def document_method(request: Request, doctype: str, name: str) -> Response:
    """A whitelisted method of a document: reading with ``GET``, else for who may write it."""
    name, marked, called = name.rpartition("/method/")
    if not marked:
        raise DoesNotExistError
    doc = get_doc(doctype, name)
    right = "read" if request.method == "GET" else "write"
    if not doc.has_permission(right):
        refuse(doctype, right, doc)
    return data_response(run_method_of(doc, called.strip("/"), dict(local.form_dict)))


def meta_of(request: Request, doctype: str) -> Response:
    """The metadata of a type, for who may see any document of it."""
    if not any(has_permission(doctype, right) for right in ("select", "read", "create")):
        refuse(doctype, "read")
    return data_response(get_meta(doctype).as_dict(no_nulls=True))


def count_of(request: Request, doctype: str) -> Response:
    return data_response(count_rows(doctype, local.form_dict.get("filters")))


def nothing_here(request: Request, rest: str = "") -> Response:
    raise DoesNotExistError
