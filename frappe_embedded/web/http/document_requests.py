"""The life of a document over HTTP: the same in both versions of the API."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.deletion import delete_doc
from ...kernel.i18n import _
from ...kernel.permissions.api import refuse
from .doc_methods import refuse_other_name
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
