"""Answers: JSON bodies as clients of Frappe's API read them, pages, and their headers."""

from __future__ import annotations

import datetime
import json
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from werkzeug.http import dump_options_header
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from ...kernel.core.context import local
from ...kernel.document.base import BaseDocument
from ...kernel.i18n import _
from ...kernel.i18n.languages import is_rtl
from ...kernel.utils.json_text import json_default
from ...kernel.utils.urls import local_address
from .content_policy import DATA_POLICY, page_policy
from .document_output import outgoing

_HEADERS = {
    "Content-Security-Policy": DATA_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}
_MOMENTS_KEPT = 8192
_BINARY = ("binary", "download", "csv", "txt", "pdf", "page")


def as_json_text(values: Any) -> str:
    """JSON of an answer: short, dates as text, documents as their public values."""
    return _ENCODER.encode(values)


def plain_json(values: Any, status: int = 200) -> Response:
    """Values as they are, without what the context has collected."""
    return Response(as_json_text(values), status=status, mimetype="application/json")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        # One moment in two zones is equal and reads differently.
        return _moment(value) if value.tzinfo is None else value.isoformat(" ")
    if isinstance(value, BaseDocument):
        return outgoing(value, no_nulls=True)
    return json_default(value)


@lru_cache(_MOMENTS_KEPT)
def _moment(value: datetime.datetime) -> str:
    return value.isoformat(" ")


_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False)


def json_response(values: Mapping[str, Any] | None = None, status: int | None = None) -> Response:
    """The answer of the context, with the messages that were collected on the way."""
    body = dict(local.response if values is None else values)
    status = status or int(body.pop("http_status_code", 0) or 200)
    body.pop("type", None)
    if not body.get("docs"):
        body.pop("docs", None)
    add_messages(body)
    if is_v2():
        _as_v2(body)
    return plain_json(body, status)


def add_messages(body: dict[str, Any]) -> None:
    """Messages as a JSON text of a list of JSON texts: clients decode both."""
    if local.message_log:
        body["_server_messages"] = json.dumps(
            [json.dumps(_told(each)) for each in local.message_log]
        )
    if local.flags.error_message:
        body["_error_message"] = local.flags.error_message
    if local.debug_log and local.session.user == "Administrator":
        body["_debug_messages"] = json.dumps(local.debug_log)


def _told(message: Any) -> dict[str, Any]:
    """A message as it goes out; one without a title of its own has the usual one."""
    return {**message, "title": _(message["title"])} if message.get("title") else dict(message)


def is_v2() -> bool:
    """Whether the answer is for a client of version 2."""
    return local.request is not None and local.request.path.startswith("/api/v2")


def _as_v2(body: dict[str, Any]) -> None:
    """Version 2 sends messages as they are."""
    if body.pop("_server_messages", None):
        body["messages"] = [_told(each) for each in local.message_log]
    for key in ("message", "home_page", "full_name", "_error_message"):
        body.pop(key, None)


def response_of_context() -> Response:
    """What ``frappe.response`` describes: JSON, a file, a redirect, a page."""
    kind = local.response.get("type")
    if kind == "redirect":
        return redirect_to(str(local.response.get("location") or "/"))
    if kind in _BINARY:
        return _file_response(str(kind))
    return json_response()


def _file_response(kind: str) -> Response:
    answer = local.response
    content = answer.get("filecontent", answer.get("result")) or b""
    types = {"csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8"}
    response = Response(content, mimetype=None)
    name = str(answer.get("filename") or answer.get("doctype") or "file")
    if kind in types:
        name = f"{name}.{kind}" if not name.endswith(f".{kind}") else name
        response.headers["Content-Type"] = types[kind]
    elif kind == "pdf":
        response.headers["Content-Type"] = "application/pdf"
    else:
        response.headers["Content-Type"] = answer.get("content_type") or "application/octet-stream"
    inline = kind == "pdf" or answer.get("display_content_as") == "inline"
    name_file(response, name, inline=inline)
    return response


def name_file(response: Response, name: str, *, inline: bool = False) -> None:
    """Say what a file is called. Headers hold Latin letters; other names come along encoded."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or "file"
    names = {"filename": plain}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    disposition = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = dump_options_header(disposition, names)


def page_response(html: str, status: int = 200) -> Response:
    response = Response(html, status=status, mimetype="text/html")
    response.headers["Content-Language"] = local.lang
    response.headers["Content-Security-Policy"] = page_policy()
    return response


def page_direction() -> str:
    return "rtl" if is_rtl() else "ltr"


def redirect_to(location: str, status: int = 302) -> Response:
    """A redirect within the site; addresses of other hosts are not followed."""
    response = Response(status=status, mimetype="text/html")
    response.autocorrect_location_header = False
    response.headers["Location"] = iri_to_uri(local_address(location) or "/")
    return response


_PARTS = ("text/javascript", "text/css")
_HEADERS_OF_PARTS = {name: _HEADERS[name] for name in ("X-Content-Type-Options", "Cache-Control")}
_HEADERS_OF_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def add_security_headers(response: Response, secure: bool) -> None:
    """What keeps a browser from doing with an answer what the site does not intend."""
    # Scripts and styles are parts of a page that carries the others; dozens of copies weigh on a
    # slow line.
    wanted = _HEADERS_OF_PARTS if response.mimetype in _PARTS else _HEADERS
    given = {name.lower() for name, _value in response.headers}
    for name, value in (*wanted.items(), *(_HEADERS_OF_HTTPS.items() if secure else ())):
        if name.lower() not in given:
            response.headers.add(name, value)
