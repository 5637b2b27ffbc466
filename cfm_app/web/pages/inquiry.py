"""An inquiry about a colleague: what they read and changed, and from where they logged in."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname, getdate, nowdate

from cfm_app.base.arguments import as_day
from cfm_app.data_protection.reading_alerts import inquiry
from cfm_app.data_protection.reading_alerts.inquiry import MOST, Change
from cfm_app.web.pages import routes

ROUTE = "/cfm/inquiry"
USUAL = timedelta(days=30)


def view(user: str, since: str, until: str) -> dict[str, Any]:
    """The form, and what was found where somebody is named."""
    refusal = _("Give the first and the last day as dates.")
    last = as_day(until or nowdate(), refusal)
    first = as_day(since, refusal) if since else last - USUAL
    return {
        "people": [{"value": each, "label": _person(each)} for each in inquiry.people()],
        "user": user,
        "since": str(first),
        "until": str(last),
        "found": _found(user, first, last) if user else None,
    }


def address(user: str, since: Any = "", until: Any = "") -> str:
    """The page about a user."""
    return routes.address_of(ROUTE, user=user, since=_day(since), until=_day(until))


def _day(moment: Any) -> str:
    return str(getdate(moment)) if moment else ""


def _found(user: str, since: date, until: date) -> dict[str, Any]:
    about = inquiry.begin(user, since, until)
    return {
        "person": _person(user),
        "parts": [
            _part(_("What they read"), [_reading(row) for row in about.readings()]),
            _part(_("What they changed"), [_change(each) for each in about.changes()]),
            _part(_("Log-ins"), [_log_in(row) for row in about.log_ins()]),
        ],
    }


def _part(label: str, lines: list[dict[str, str]]) -> dict[str, Any]:
    return {"label": label, "lines": lines, "is_cut": len(lines) >= MOST}


def _reading(row: Any) -> dict[str, str]:
    what = " ".join(filter(None, (_(row.ref_doctype or ""), row.ref_name, row.detail)))
    return _line(row.accessed_on, _(row.action), what, row.ip_address)


def _change(each: Change) -> dict[str, str]:
    meta = frappe.get_meta(each.doctype)
    labels = ", ".join(_(meta.get_label(name) or name) for name in each.fields)
    what = f"{_(each.doctype)} {each.name}"
    return _line(each.moment, _(each.what), f"{what}: {labels}" if labels else what)


def _log_in(row: Any) -> dict[str, str]:
    return _line(row.creation, _("Log-in"), _(row.status or ""), row.ip_address)


def _line(moment: Any, action: str, what: str, where: str | None = "") -> dict[str, str]:
    return {
        "moment": str(format_datetime(moment)),
        "action": action,
        "what": what,
        "where": where or "",
    }


def _person(user: str) -> str:
    return f"{get_fullname(user)} ({user})"
