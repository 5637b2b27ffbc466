"""What a client is told when a request fails."""

from __future__ import annotations

import json
import logging
import sqlite3
import traceback

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from ..core.context import local
from ..core.exceptions import (
    CSRFTokenError,
    DoesNotExistError,
    QueryTimeoutError,
)
from ..core.hooks import call_hooks
from ..utils.numbers import cint
from ..utils.settings import system_setting
from .pages import error_page
from .responses import add_messages, as_json_text

__all__ = ["error_response", "plain_error", "wants_json"]

_log = logging.getLogger("frappe_embedded.http")


def wants_json(request: Request) -> bool:
    """Whether a client of the API asks; others get a page."""
    accept = request.headers.get("Accept", "")
    if "application/json" in accept:
        return True
    return request.path.startswith("/api/") and not accept.startswith("text")


def error_response(error: Exception, request: Request) -> Response:
    """The answer to a failed request. A page never shows more than one calm sentence."""
    if isinstance(error, HTTPException) and not isinstance(error, RequestEntityTooLarge):
        return error_page(error.code or 500)
    status = status_of(error)
    if status >= 500:
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
    call_hooks("on_request_error", error)
    if isinstance(error, RequestEntityTooLarge):
        return error_page(413)
    if wants_json(request):
        return _json_error(error, status)
    return error_page(status, _message_for_people(status))


def status_of(error: Exception) -> int:
    if isinstance(error, QueryTimeoutError):
        return 503
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return 503
    return int(getattr(error, "http_status_code", 500))


def _json_error(error: Exception, status: int) -> Response:
    body = {key: value for key, value in local.response.items() if key != "docs" or value}
    body.pop("type", None)
    body.pop("http_status_code", None)
    body["exc_type"] = type(error).__name__
    if _may_be_explained(error, status):
        body["exception"] = f"{_class_name(error)}: {error}" if str(error) else _class_name(error)
        if _shows_tracebacks():
            trace = "".join(traceback.format_exception(error))
            body["exc"] = json.dumps([trace])
    add_messages(body)
    return Response(as_json_text(body), status=status, mimetype="application/json")


def _may_be_explained(error: Exception, status: int) -> bool:
    if status == 404 or local.flags.disable_traceback or isinstance(error, CSRFTokenError):
        return False
    return not isinstance(error, DoesNotExistError)


def _class_name(error: Exception) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _shows_tracebacks() -> bool:
    """Tracebacks tell of the inside: only where the settings say so, and never to guests."""
    if local.session.user == "Guest":
        return False
    return bool(cint(system_setting("allow_error_traceback", 0)))


def _message_for_people(status: int) -> str | None:
    """What the code that refused said to the user, for errors that are not the server's own."""
    if status >= 500 or not local.message_log:
        return None
    return str(local.message_log[-1].message)


def plain_error(status: int) -> Response:
    """An answer for when not even the site could be opened."""
    text = {413: "This is more than the server accepts at once.", 503: "Please try again."}
    return Response(text.get(status, "This did not work."), status=status, mimetype="text/plain")


