"""The addresses for partners' programs: authenticate, act, answer briefly."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.document import Document
from werkzeug.wrappers import Request, Response

from cfm_app.base import languages
from cfm_app.exchange.agencies import files, incoming, signing
from cfm_app.exchange.agencies.signing import Refused

POINTS, MESSAGES, PARCELS = "data_points", "receive", "parcel"
JSON, CSV = "json", "csv"
NOT_COVERED, MISSING, MALFORMED = "not covered", "missing", "malformed"

Act = Callable[[Document, dict[str, Any]], Response]


def data_points(request: Request) -> Response:
    """The data points of a month for the signing partner; without a month, the available months."""
    return _answered(request, POINTS, _points)


def receive(request: Request) -> Response:
    """Accept a message of a partner. Returns its receipt."""
    return _answered(
        request, MESSAGES, lambda agreement, sent: as_json(incoming.keep(agreement, sent))
    )


def parcel(request: Request, act: Act) -> Response:
    """Accept a part of a file of another office, or hand out one of what waits for it."""
    return _answered(request, PARCELS, act)


def _points(agreement: Document, asked: dict[str, Any]) -> Response:
    month, kind = str(asked.get("month") or ""), str(asked.get("format") or JSON)
    if kind not in (JSON, CSV):
        raise Refused(MALFORMED, 400)
    if not month:
        return as_json({"months": files.months(agreement)})
    found = files.fetched(agreement, month)
    if kind == CSV:
        return Response(files.as_csv(found), mimetype="text/csv")
    return Response(files.as_json(found, agreement), mimetype="application/json")


def _answered(request: Request, operation: str, act: Act) -> Response:
    languages.speak_of_site()
    try:
        agreement = signing.agreement_of(request, operation)
        return act(agreement, _body(request))
    except Refused as refusal:
        return as_json({"error": refusal.reason}, refusal.status)
    except frappe.DoesNotExistError:
        return _after_refusal(MISSING, 404)
    except (frappe.ValidationError, frappe.PermissionError):
        return _after_refusal(NOT_COVERED, 403)


def _body(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(request.get_data(cache=True) or b"{}")
    except (ValueError, RecursionError):
        raise Refused(MALFORMED, 400) from None
    if not isinstance(found, dict):
        raise Refused(MALFORMED, 400)
    return found


def _after_refusal(reason: str, status: int) -> Response:
    # What was said to a person in the office is nothing for the other side.
    frappe.clear_messages()
    return as_json({"error": reason}, status)


def as_json(told: Any, status: int = 200) -> Response:
    """A JSON response."""
    text = json.dumps(told, ensure_ascii=False)
    return Response(text, status=status, mimetype="application/json")
