"""Version 2 of the API: ``/api/v2/document``, ``/doctype``, ``/method``. Answers hold ``data``."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import get_controller
from ...kernel.document.deletion import delete_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission, refuse
from ...kernel.utils.numbers import cint, sbool
from .doc_methods import refuse_other_name, run_method_of
from .document_output import outgoing
from .lists import count_rows, list_for_client
from .methods import call_method
from .request import json_of_body
from .responses import json_response, response_of_context
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
        (document, read_document, ("GET",)),
        (document, update_document, ("PATCH", "PUT")),
        (document, delete_document, ("DELETE",)),
        (document, document_method, ("POST",)),
        (f"{_BASE}/doctype/<doctype>/meta", meta_of, ("GET",)),
        (f"{_BASE}/doctype/<doctype>/count", count_of, ("GET",)),
    ):
        register_route(rule, handler, verbs, access=Access.RIGHTS)
    for rule in (f"{_BASE}/<path:rest>", _BASE):
        register_route(rule, nothing_here, access=Access.EVERYBODY)


def _data(value: Any, status: int = 200) -> Response:
    local.response["data"] = value
    return json_response(status=status)


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
    return _data(list_for_client(doctype, form.parent, **given))


def create_document(request: Request, doctype: str) -> Response:
    values = {**_sent(request), "doctype": doctype}
    return _data(outgoing(get_doc(values).insert(), no_nulls=True))


def read_document(request: Request, doctype: str, name: str) -> Response:
    if "/method/" in name:
        return document_method(request, doctype, name)
    doc = get_doc(doctype, name.rstrip("/"))
    if not doc.has_permission("read"):
        refuse(doctype, "read", doc)
    return _data(outgoing(doc, no_nulls=True))


def update_document(request: Request, doctype: str, name: str) -> Response:
    doc = get_doc(doctype, name.rstrip("/"), for_update=True)
    values = _sent(request)
    refuse_other_name(doc, values)
    doc.update({k: v for k, v in values.items() if k not in ("doctype", "name")})
    doc.save()
    return _data(outgoing(doc, no_nulls=True))


def delete_document(request: Request, doctype: str, name: str) -> Response:
    delete_doc(doctype, name.rstrip("/"), ignore_missing=False)
    return _data("ok", 202)


def document_method(request: Request, doctype: str, name: str) -> Response:
    """A whitelisted method of a document: reading with ``GET``, else for who may write it."""
    name, marked, called = name.rpartition("/method/")
    if not marked:
        raise DoesNotExistError
    doc = get_doc(doctype, name)
    right = "read" if request.method == "GET" else "write"
    if not doc.has_permission(right):
        refuse(doctype, right, doc)
    return _data(run_method_of(doc, called.strip("/"), dict(local.form_dict)))


def meta_of(request: Request, doctype: str) -> Response:
    """The metadata of a type, for who may see any document of it."""
    if not any(has_permission(doctype, right) for right in ("select", "read", "create")):
        refuse(doctype, "read")
    return _data(get_meta(doctype).as_dict(no_nulls=True))


def count_of(request: Request, doctype: str) -> Response:
    return _data(count_rows(doctype, local.form_dict.get("filters")))


def nothing_here(request: Request, rest: str = "") -> Response:
    raise DoesNotExistError


def _sent(request: Request) -> dict[str, Any]:
    values = json_of_body(request)
    if not isinstance(values, dict):
        throw(_("Invalid request arguments"))
    return {k: v for k, v in values.items() if k not in ("flags", "cmd")}
