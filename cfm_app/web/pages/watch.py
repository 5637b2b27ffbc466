"""What works and what does not: the page, its reminder, and the list of accounts in words."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime

from cfm_app.base.counting import counted
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading, readings
from cfm_app.channels import watched
from cfm_app.web.pages import admission, clock_banner, routes

ROUTE = "/cfm/watch"
LABELS = {FAILED: "Does not work", DOUBTFUL: "Needs a look", WELL: "Works"}
COLOURS = {FAILED: "red", DOUBTFUL: "amber", WELL: "green"}


def view() -> dict[str, Any]:
    """What has failed, what is doubtful, and the names of what does well."""
    found = readings()
    return {
        "clock": clock_banner.question(),
        "failed": [_card(each) for each in found if each.state == FAILED],
        "doubtful": [_card(each) for each in found if each.state == DOUBTFUL],
        "well": [_(each.name) for each in found if each.state == WELL],
    }


def card() -> dict[str, Any] | None:
    """What has failed, for the overview of the set-up; None if nothing has."""
    if not admission.may_enter_page(ROUTE):
        return None
    failed = [each for each in readings() if each.state == FAILED]
    if not failed:
        return None
    return {
        "text": counted(_("{0} parts of the system do not work"), len(failed)),
        "hint": _("{0}: {1}").format(_(failed[0].name), failed[0].advice),
        "label": _("Look at them"),
        "url": routes.address_of(ROUTE),
    }


def words_of_accounts(rows: list[Any]) -> dict[str, Any]:
    """For the list of accounts: whether each works that is switched on."""
    states = {row.name: _state(row) for row in rows if row.enabled}
    return {"columns": [], "hidden": [], "words": {}, "states": states}


def _state(row: Any) -> dict[str, str]:
    state = watched.of_account(row).state
    return {"text": _(LABELS[state]), "colour": COLOURS[state]}


def _card(each: Reading) -> dict[str, str]:
    may_open = each.doctype and frappe.has_permission(each.doctype, "read")
    return {
        "name": _(each.name),
        "advice": each.advice,
        "since": str(format_datetime(each.since)) if each.since else "",
        "address": routes.record_address(each.doctype, each.document) if may_open else "",
    }
