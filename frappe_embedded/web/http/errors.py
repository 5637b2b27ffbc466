"""What a client is told when a request fails."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import sqlite3
import traceback
from typing import Any

from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
)
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import (
    CSRFTokenError,
    DataError,
    DoesNotExistError,
    QueryTimeoutError,
    ValidationError,
)
from ...kernel.core.hooks import call_hooks
from ...kernel.core.messages import throw
from ...kernel.core.sealed_file import DamagedFile
from ...kernel.db.errors import StorageError
from ...kernel.i18n import _
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from .pages import error_page
from .responses import add_messages, is_v2, plain_json

_log = logging.getLogger("frappe_embedded.web.http")
_TOLD = (503, 507)
_DISK_REFUSES = {errno.ENOSPC: 507, errno.EDQUOT: 507, errno.EROFS: 503, errno.EIO: 503}


def wants_json(request: Request) -> bool:
    """Whether a client of the API asks; others get a page."""
    accept = request.headers.get("Accept", "")
    if "application/json" in accept:
        return True
    return request.path.startswith("/api/") and not accept.startswith("text")


def error_response(error: Exception, request: Request) -> Response:
    """The answer to a failed request. A page never shows more than one calm sentence.

    Whoever asks too often is told in seconds when to come back (``Retry-After``).
    """
    response = _answer_to(error, request)
    if seconds := getattr(error, "retry_after", 0):
        response.headers["Retry-After"] = str(seconds)
    return response


def _answer_to(error: Exception, request: Request) -> Response:
    if isinstance(error, ImportError) and isinstance(error.__cause__, DoesNotExistError):
        error = error.__cause__
    if isinstance(error, NotFound) and request.path.startswith("/api/"):
        error = DoesNotExistError()
    if isinstance(error, MethodNotAllowed) and not request.path.startswith("/api/"):
        error = NotFound()
    if isinstance(error, HTTPException):
        return error_page(error.code or 500)
    if isinstance(error, RecursionError):
        error = _too_deep()
    status = status_of(error)
    if status >= 500:
        # What was to be answered was never stored.
        local.response = _dict(docs=[])
        _tell_of_disk(error)
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
    call_hooks("on_request_error", error)
    if wants_json(request):
        return _json_error(error, status)
    return error_page(status, _message_for_people(status))


def status_of(error: Exception) -> int:
    if isinstance(error, QueryTimeoutError):
        return 503
    if isinstance(error, OSError) and error.errno in _DISK_REFUSES:
        return _DISK_REFUSES[error.errno]
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return 503
    return int(getattr(error, "http_status_code", 500))


def _tell_of_disk(error: Exception) -> None:
    """That it is the disk, and that nothing was stored, is the user's business."""
    if isinstance(error, DamagedFile):
        local.message_log.clear()
        _tell(
            _(
                "This file is damaged: it can be neither shown nor checked. Whoever looks after the machine "
                "takes it from a backup."
            )
        )
        return
    is_of_system = isinstance(error, OSError) and error.errno in _DISK_REFUSES
    if not is_of_system and not isinstance(error, StorageError):
        return
    local.message_log.clear()
    if status_of(error) == 507:
        _tell(_("The disk is full: nothing was stored. Make room on it, and try again."))
    else:
        _tell(
            _(
                "The disk cannot be written: nothing was stored. Tell whoever looks after the machine."
            )
        )


def _too_deep() -> Exception:
    """Nobody nests what they send so deeply but to see what happens."""
    local.message_log.clear()
    text = str(_("What was sent is nested too deeply."))
    _tell(text)
    return DataError(text)


def _json_error(error: Exception, status: int) -> Response:
    if isinstance(error, DoesNotExistError) and str(error) and not local.message_log:
        _tell(str(error))
    if is_v2():
        return _v2_error(error, status)
    body = {key: value for key, value in local.response.items() if key != "docs" or value}
    body.pop("type", None)
    body.pop("http_status_code", None)
    body["exc_type"] = type(error).__name__
    if _may_be_explained(error, status):
        body["exception"] = f"{_class_name(error)}: {error}" if str(error) else _class_name(error)
        if local.session.user != "Guest":
            trace = "".join(traceback.format_exception(error))
            body["exc"] = json.dumps([trace])
    add_messages(body)
    return plain_json(body, status)


def _v2_error(error: Exception, status: int) -> Response:
    """Version 2 lists errors: the one that refused with its message, other messages beside it."""
    entry: dict[str, Any] = {"type": type(error).__name__}
    log = [dict(each) for each in local.message_log]
    raised = [each for each in log if each.get("raise_exception")]
    chosen = raised[-1] if raised else (log[0] if log else None)
    if chosen is not None:
        log.remove(chosen)
        entry.update({k: v for k, v in chosen.items() if k in ("message", "title", "indicator")})
    body: dict[str, Any] = {"errors": [entry]}
    if log:
        body["messages"] = log
    return plain_json(body, status)


def _tell(text: str) -> None:
    """A message in the form that refusals have."""
    with contextlib.suppress(ValidationError):
        throw(text)


def _may_be_explained(error: Exception, status: int) -> bool:
    """Errors tell of the inside, and may carry what was typed: only where the settings say so."""
    if not cint(system_setting("allow_error_traceback", 0)):
        return False
    if status == 404 or local.flags.disable_traceback or isinstance(error, CSRFTokenError):
        return False
    return not isinstance(error, DoesNotExistError)


def _class_name(error: Exception) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _message_for_people(status: int) -> str | None:
    """What the code that refused said to the user, for errors that are not the server's own."""
    if not local.message_log or (status >= 500 and status not in _TOLD):
        return None
    return str(local.message_log[-1].message)


def plain_error(status: int) -> Response:
    """An answer for when not even the site could be opened."""
    sentences = {
        404: "There is nothing at this address.",
        413: "This is more than the server accepts at once. Choose a smaller file and try again.",
        429: "Too Many Requests",
        503: "The server is busy, or its disk cannot be used. Please try again in a minute.",
    }
    sentence = sentences.get(status, "This did not work. Please try again.")
    html = f'<!doctype html><html lang="en"><title>{status}</title><p>{sentence}</p></html>'
    return Response(html, status=status, mimetype="text/html")
