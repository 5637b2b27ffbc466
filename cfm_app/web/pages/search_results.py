"""Search results as lines of a page."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.cases.search import global_search
from cfm_app.cases.search.results import ResultGroup, ResultLine
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import my_work, routes

MOST_AT_DESK = 4


def groups(text: str) -> list[dict[str, Any]]:
    """Groups with results, and what was searched for."""
    searched = global_search.search(text)
    places = my_work.places_of(
        [line.case for group in searched for line in group.lines if line.case]
    )
    return [
        {
            "key": group.key,
            "title": group.title,
            "asked": group.asked,
            "lines": [_line(line, places) for line in group.lines],
            "more": _more(group),
        }
        for group in searched
    ]


def desk_lines(text: str) -> list[dict[str, str]] | None:
    """Results for the desk's search field; None for users who do not read cases at large."""
    user = clearance.of()
    if not (user.is_general or user.is_unlimited) or not frappe.has_permission("Case", "read"):
        return None
    lines = {
        (line.doctype, line.name): (group, line)
        for group in reversed(global_search.search(text))
        for line in reversed(group.lines[:MOST_AT_DESK])
    }
    return [
        {
            "doctype": line.doctype,
            "name": line.name,
            "title": line.name,
            "note": " · ".join(filter(None, (group.title, _subject(line), _text(line)))),
        }
        for group, line in reversed(lines.values())
    ]


def _subject(line: ResultLine) -> str:
    return _(line.case.category or "") if line.case else ""


def _text(line: ResultLine) -> str:
    return "".join(text for text, _is_hit in line.pieces)


def _more(group: ResultGroup) -> str:
    if not group.has_more:
        return ""
    return _("There are more. The last {0} are shown; write more to find one.").format(
        len(group.lines)
    )


def _address(line: ResultLine) -> str:
    if line.doctype == consts.CONVERSATION:
        return f"/cfm/inbox#{line.name}"
    return routes.record_address(line.doctype, line.name)


def _line(line: ResultLine, places: dict[str, str]) -> dict[str, Any]:
    found_by = {"label": line.label, "pieces": line.pieces}
    if line.case:
        return {**my_work.line(line.case, places, {}, "found"), **found_by, "action": _("Open")}
    return {
        "number": line.name,
        "subject": _(line.doctype),
        "place": "",
        "pill": None,
        "due": {"text": "", "tone": "", "iso": ""},
        "best_hour": "",
        "action": _("Open"),
        "address": _address(line),
        **found_by,
    }
