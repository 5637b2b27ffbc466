"""What requests are answered beside what they ask for: refusals, and headers about limits."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _

from cfm_app.base.counting import counted

Schema = dict[str, Any]

REFUSALS = ("401", "403", "404", "417", "429", "500")
OF_WRITING = ("400", "409", "413")

_HEADERS = {
    "X-RateLimit-Limit": "Microseconds of work that the site does for all programs and people in a window of time.",
    "X-RateLimit-Remaining": "What was left of it when the request came.",
    "X-RateLimit-Used": "What the request took.",
    "X-RateLimit-Reset": "Seconds until the count begins anew.",
}


def refusals(*, writing: bool, version: int = 1) -> dict[str, Schema]:
    """The refusals of one operation, by status."""
    wanted = sorted((*REFUSALS, *(OF_WRITING if writing else ())))
    mark = "" if version == 1 else f"v{version}."
    return {status: {"$ref": f"#/components/responses/{mark}{status}"} for status in wanted}


def of_json(schema: Schema, text: str) -> Schema:
    """An answer that holds JSON, with the headers of a site that limits its work."""
    answer: Schema = {"description": text, "content": {"application/json": {"schema": schema}}}
    if frappe.conf.rate_limit:
        answer["headers"] = _referred(_HEADERS)
    return answer


def _referred(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def components() -> dict[str, Schema]:
    """What all operations refer to."""
    return {
        "schemas": {
            "Error": _error(),
            "Messages": _messages(),
            "Errors": _errors(),
            "Message": _message(),
        },
        "responses": {
            **_responses("Error"),
            **{f"v2.{status}": each for status, each in _responses("Errors").items()},
        },
        "headers": {
            **{
                name: {"description": text, "schema": {"type": "integer"}}
                for name, text in _HEADERS.items()
            },
            "Retry-After": {
                "description": "Seconds after which the next try may succeed.",
                "schema": {"type": "integer"},
            },
        },
    }


def _error() -> Schema:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "A refusal. Programs go by `exc_type` and the status, people read the messages.",
        "properties": {
            "exc_type": {
                **text,
                "description": "The class of the refusal, such as `MandatoryError` or `LinkValidationError`.",
            },
            "_server_messages": {"$ref": "#/components/schemas/Messages"},
            "_error_message": {**text, "description": "One more sentence for people."},
            "exception": {**text, "description": "Only where the site shows tracebacks."},
            "exc": {**text, "description": "Only where the site shows tracebacks."},
            "session_expired": {"type": "integer"},
        },
    }


def _messages() -> Schema:
    return {
        "type": "string",
        "contentMediaType": "application/json",
        "description": "Messages for people: JSON text of a list of JSON texts, each an object with "
        "`message`, `title` and `indicator`. Messages may come with what succeeded, too.",
    }


def _errors() -> Schema:
    """How version 2 refuses."""
    error = {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"type": "string", "description": "The class, as `exc_type` of version 1."},
            "message": {"type": "string", "description": "A sentence for people."},
            "title": {"type": "string"},
            "indicator": {"type": "string"},
            "exception": {"type": "string", "description": "Only where the site shows tracebacks."},
        },
    }
    return {
        "type": "object",
        "required": ["errors"],
        "properties": {
            "errors": {"type": "array", "minItems": 1, "items": error},
            "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
        },
    }


def _message() -> Schema:
    """A message of version 2 beside what succeeded."""
    text = {"type": "string"}
    return {"type": "object", "properties": {"message": text, "title": text, "indicator": text}}


def _responses(schema: str) -> dict[str, Schema]:
    texts = {
        "400": "`CSRFTokenError`: a session of a browser changed something without its token.",
        "401": "`AuthenticationError`: the key and the secret are nobody's, or the password is wrong.",
        "403": "`PermissionError`: no right, an obligation that is not fulfilled, or nobody is logged in.",
        "404": "`DoesNotExistError`: it is not there, or it is closed to who asks.",
        "409": "`DuplicateEntryError`: there is one of this name already.",
        "417": "What was sent does not fit: `ValidationError` and its kinds, such as `MandatoryError`, "
        "`LinkValidationError`, `TimestampMismatchError` (changed by somebody else meanwhile), "
        "`WorkflowTransitionError`, `FrappeTypeError` (an argument that is missing or of another type).",
        "500": "The server failed; nothing was stored. 501 and 503 (busy) likewise.",
    }
    error = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    found: dict[str, Schema] = {
        status: {"description": text, "content": error} for status, text in texts.items()
    }
    found["413"] = {"description": "What was sent is larger than the site takes."}
    found["429"] = {
        "description": "Too many requests, wrong passwords, or all the work of this window is done. "
        "`Retry-After` says when to come back, where that is known.",
        "headers": _referred(
            ("Retry-After", *(name for name in _HEADERS if name != "X-RateLimit-Used"))
        ),
    }
    return found


def limits(rule: Any) -> str:
    """The limit of the site in a sentence for people."""
    if not rule:
        return _("This site sets no limit for all requests together.")
    return counted(
        _("All requests together may take {0} seconds of work in each {1} seconds."),
        rule["limit"],
        rule["window"],
    )
