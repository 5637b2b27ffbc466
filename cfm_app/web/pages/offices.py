"""Cases exchanged between two offices: what is given, what came, and differences."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname, strip_html

from cfm_app.base.counting import counted
from cfm_app.exchange.agencies import states
from cfm_app.exchange.offices import deciding, line, links, merging, parcels, writing
from cfm_app.exchange.offices.ledger import Entry
from cfm_app.exchange.offices.scope import CASE, PURPOSES
from cfm_app.web.pages import exchange, routes

ROUTE = exchange.OFFICES
SHOWN = 12
TONES = {"Waiting": "amber", "Running": "amber", "Done": "green", "Failed": "red"}
LINE_TEXTS = {
    line.WAITING: "Goes over the line",
    line.SENT: "Went over the line",
    line.FAILED: "Did not go over the line",
}
PLAIN = (str, int, float)


def view() -> dict[str, Any]:
    """The user's agreements with their files, and pending decisions."""
    return {
        "links": [_link(row) for row in links.of_user()],
        "form": routes.address_of(exchange.FORM),
    }


def _link(row: Any) -> dict[str, Any]:
    gives = row.direction == states.WE_SEND
    return {
        "name": row.name,
        "title": row.title,
        "partner": row.partner,
        "restricted": _(row.restricted_class) if row.restricted_class else "",
        "days": exchange.days(row),
        "gives": gives,
        "heading": _("Give cases to the head office") if gives else _("Cases of a sub-office"),
        "make": _("Make the file of what is new") if gives else _("Make the file with the answers"),
        "agreement": routes.address_of(exchange.ENTRY, name=row.name),
        "parcels": [_parcel(each, row) for each in parcels.of_agreement(row.name, SHOWN)],
        "differing": [_differing(name, found) for name, found in deciding.open_ones(row.name)],
    }


def _parcel(row: Any, agreement: Any) -> dict[str, Any]:
    is_out = row.direction == parcels.OUT
    is_done = row.state == parcels.DONE
    has_file = bool(row.file_id) and bool(frappe.db.exists("File", row.file_id))
    return {
        "name": row.name,
        "way": _("Made here") if is_out else _("Came to us"),
        "is_out": is_out,
        "under_way": row.state in (parcels.WAITING, parcels.RUNNING),
        "pill": {"state": row.state, "label": _(row.state), "tone": TONES[row.state]},
        "when": str(format_datetime(row.started_on, "d MMM y HH:mm")),
        "who": str(get_fullname(row.started_by)),
        "told": _counts(row) if is_done else "",
        "message": row.message or "",
        "may_download": is_out and is_done and has_file,
        "may_send": bool(agreement.address) and line.may_send(row),
        "line": _(LINE_TEXTS[row.line]) if row.line in LINE_TEXTS else "",
        "line_error": row.line_error or "",
        "failures": parcels.failures_of(row),
    }


def _counts(row: Any) -> str:
    if row.direction == parcels.OUT:
        if not row.file_id:
            return _("There is nothing that the other office has not got.")
        return counted(_("{0} cases"), row.cases_total)
    told = (
        row.new_count and counted(_("{0} new"), row.new_count),
        row.changed_count and counted(_("{0} changed"), row.changed_count),
        row.open_count and counted(_("{0} changed on both sides"), row.open_count),
        row.same_count and counted(_("{0} without news"), row.same_count),
        row.failed_count and counted(_("{0} not taken in"), row.failed_count),
    )
    return ", ".join(filter(None, told))


def _differing(name: str, found: Entry) -> dict[str, Any]:
    here = deciding.here(found)
    return {
        "record": name,
        "case": found.case,
        "address": routes.address_of("/cfm/case", name=found.case),
        "what": "" if found.doctype == CASE else f"{_(found.doctype)} {found.our_name}",
        "fields": [
            {
                "field": field,
                "label": writing.label_of(found.doctype, field),
                "ours": _text(field, here.get(field)),
                "theirs": _text(field, theirs),
            }
            for field, theirs in sorted(found.differing.items())
        ],
    }


def _text(field: str, value: Any) -> str:
    if field == PURPOSES:
        rows = [
            _("{0}: {1}").format(_(row.get("purpose")), _(row.get("decision") or ""))
            for row in value or []
        ]
        return "; ".join(rows)
    if isinstance(value, PLAIN):
        return strip_html(_(str(value))) if merging.text(value) else _("empty")
    return str(value) if value else _("empty")
