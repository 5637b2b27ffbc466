"""Releases: the list, the form of a new one, one while it is composed, and its print."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, format_datetime, get_first_day, get_fullname, today

from cfm_app.base import languages
from cfm_app.figures import suppression
from cfm_app.figures.dimensions import DIMENSIONS
from cfm_app.figures.releases import entry, figures, sheet, states
from cfm_app.web.pages import routes, shell

LIST, ENTRY, FORM, PRINT = "/cfm/releases", "/cfm/release", "/cfm/new-release", "/cfm/release-print"
TONES = {
    states.DRAFT: "grey",
    states.WAITING: "amber",
    states.RETURNED: "amber",
    states.RELEASED: "green",
    states.WITHDRAWN: "grey",
}
SHOWN = 60
LISTED = ("name", "title", "state", "first_day", "last_day", "monthly")


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """Releases under way, and released ones."""
    rows = frappe.get_list(
        entry.DOCTYPE,
        fields=[*LISTED, "composed_by", "submitted_by", "had_a_part"],
        order_by="last_day desc, name desc",
        limit_page_length=SHOWN,
    )
    return {
        "under_way": [_line(row) for row in rows if row.state not in states.EVER_OUT],
        "out": [_line(row) for row in rows if row.state in states.EVER_OUT and not row.monthly],
        "months": [_line(row) for row in rows if row.monthly],
        "form": routes.address_of(FORM),
        "may_compose": entry.may_compose(),
    }


def _line(row: Any) -> dict[str, Any]:
    waits = row.state == states.WAITING and entry.may_decide(row)
    return {
        "address": routes.address_of(ENTRY, name=row.name),
        "name": row.name,
        "title": row.title,
        "notes": [sheet.days(row), _person(row.composed_by)],
        "pill": pill_of(row),
        "to_do": _("Approve or send back") if waits else "",
    }


def pill_of(release: Any) -> dict[str, str]:
    """The state of a release; monthly figures are not published."""
    if release.monthly and release.state == states.RELEASED:
        return {"state": release.state, "label": _("Inside the office"), "tone": "grey"}
    return pill(release.state)


def pill(state: str) -> dict[str, str]:
    """A state as the lists show it."""
    return {"state": state, "label": _(state), "tone": TONES.get(state, "grey")}


def form() -> dict[str, Any]:
    """Initial values of a new release: last month."""
    last = add_days(get_first_day(today()), -1)
    return {"first": str(get_first_day(last)), "last": str(last), "latest": add_days(today(), -1)}


# --- one release ------------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One release with its current or frozen tables, and the acts open to the user."""
    release = entry.readable(name)
    is_composer = entry.may_compose()
    may_compose = is_composer and release.state in states.COMPOSING
    is_sent = is_composer and not release.monthly
    found = figures.of(release)
    told = sheet.of(release, found, routes.language())
    return {
        "release": release,
        "pill": pill_of(release),
        "days": sheet.days(release),
        "blocks": [_block(block, told.blocks) for block in release.blocks],
        "notes": told.notes,
        "least": release.threshold or suppression.least_told(),
        "exposed": found.exposed,
        "texts": [_texts(release, language) for language in _languages()],
        "dimensions": [{"value": each, "label": _(each)} for each in DIMENSIONS],
        "languages": _languages(),
        "recipients": [
            {
                "row": row.name,
                "email": row.email,
                "language": row.language,
                "sent": _day(row.sent_on),
            }
            for row in release.recipients
        ],
        "has_waiting": any(not row.sent_on for row in release.recipients),
        "may_compose": may_compose,
        "may_repeat": is_sent and release.state != states.WITHDRAWN,
        "may_name": is_sent and release.state in (*states.COMPOSING, states.RELEASED),
        "may_mail": is_sent and release.state == states.RELEASED,
        "is_monthly": release.monthly,
        "may_decide": release.state == states.WAITING and entry.may_decide(release),
        "may_withdraw": release.state == states.RELEASED
        and (is_composer or entry.may_decide(release)),
        "prints": [
            {**each, "address": routes.address_of(PRINT, name=name, language=each["value"])}
            for each in _languages()
        ],
        "story": _story(release),
    }


def _block(block: Any, told: list[sheet.Block]) -> dict[str, Any]:
    found = next(each for each in told if each.row == block.name)
    return {"row": block.name, "told": found}


def _texts(release: Any, language: dict[str, str]) -> dict[str, Any]:
    about = [(sheet.INTRODUCTION, _("Introduction"))]
    about += [
        (row.name, sheet.heading(row.rows_by, row.columns_by or "")) for row in release.blocks
    ]
    fields = [
        {"block": block, "label": label, "words": sheet.words_of(release, block, language["value"])}
        for block, label in about
    ]
    return {**language, "fields": fields, "has_words": any(each["words"] for each in fields)}


def _languages() -> list[dict[str, str]]:
    own = dict(shell.LANGUAGES)
    codes = dict.fromkeys((*own, *languages.of_app()))
    return [{"value": code, "label": own.get(code, code)} for code in codes]


def _story(release: Any) -> list[dict[str, str]]:
    """Its timeline, from stored facts."""
    moments = [
        (release.composed_on, _("Begun"), release.composed_by, ""),
        (release.returned_on, _("Sent back"), release.returned_by, release.return_reason),
        (release.submitted_on, _("Sent for approval"), release.submitted_by, ""),
        (release.released_on, _("Published"), release.released_by, ""),
        (release.withdrawn_on, _("Withdrawn"), release.withdrawn_by, release.withdraw_reason),
    ]
    return [
        {"label": text, "by": f"{_person(user)}, {_day(moment)}", "words": words or ""}
        for moment, text, user, words in sorted(
            (each for each in moments if each[0]), key=lambda each: str(each[0])
        )
    ]


def _person(user: str | None) -> str:
    return get_fullname(user) if user else _("Made by night")


def _day(moment: Any) -> str:
    return str(format_datetime(moment, "d MMM y HH:mm")) if moment else ""


# --- as it reads ------------------------------------------------------------------------------
def print_view(name: str, language: str) -> sheet.Sheet:
    """A release in one language, as it is published."""
    release = entry.readable(name)
    known = languages.of_app()
    return sheet.of(
        release, figures.of(release), language if language in known else routes.language()
    )
