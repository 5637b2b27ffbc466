"""Alerts about unusual readings: open ones with their log lines, and closed ones."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.base.counting import counted
from cfm_app.data_protection.reading_alerts import alerts
from cfm_app.web.pages import breaches, inquiry

ROUTE = "/cfm/readings"
TONES = {alerts.OPEN: "amber", alerts.EXPLAINED: "green", alerts.REPORTED: "red"}
SETTLED_SHOWN = 50
LINES_SHOWN = 100


def overview() -> dict[str, Any]:
    """Open alerts, newest first, and the last closed ones."""
    return {
        "open": [_shown(doc) for doc in _documents(["=", alerts.OPEN], 0)],
        "settled": [_shown(doc) for doc in _documents(["!=", alerts.OPEN], SETTLED_SHOWN)],
    }


def _documents(state: list[Any], limit: int) -> list[Any]:
    return frappe.get_list(
        alerts.ALERT,
        filters={"state": state},
        fields=["*"],
        order_by="read_from desc",
        limit_page_length=limit,
    )


def _shown(alert: Any) -> dict[str, Any]:
    is_open = alert.state == alerts.OPEN
    lines = alerts.lines_of(alert) if is_open else []
    return {
        "name": alert.name,
        "reader": get_fullname(alert.reader),
        "kind": _(alert.alert_kind),
        "persons": counted(_("{0} persons"), alert.persons_count),
        "since": format_datetime(alert.read_from),
        "until": format_datetime(alert.read_until),
        "pill": {
            "state": alert.state,
            "label": _(alert.state),
            "tone": TONES.get(alert.state, "grey"),
        },
        "explanation": alert.explanation or "",
        "settled": f"{get_fullname(alert.explained_by)}, {format_datetime(alert.explained_on)}"
        if alert.explained_on
        else "",
        "breach": f"{breaches.ENTRY}?name={alert.breach}" if alert.breach else "",
        "inquiry": inquiry.address(alert.reader, alert.read_from, alert.read_until),
        "lines": [_line(row) for row in lines[:LINES_SHOWN]],
    }


def _line(row: Any) -> dict[str, str]:
    return {
        "moment": str(format_datetime(row.accessed_on)),
        "what": f"{_(row.ref_doctype)} {row.ref_name}",
        "action": _(row.action),
    }
