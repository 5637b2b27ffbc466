"""Answers to the community: the list, the form of a new one, one while it is written, and its print."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, format_datetime, get_first_day, get_fullname, get_url, today

from cfm_app.base import languages, spoken_language
from cfm_app.base.settings import setting
from cfm_app.figures import suppression
from cfm_app.figures.releases import entry as releases
from cfm_app.figures.releases import sheet, states
from cfm_app.figures.releases.you_said import approval, compose, entry, told, topics
from cfm_app.web.pages import public_pages, routes, shell
from cfm_app.web.pages.releases import pill

PUBLIC = "/cfm/you-said"
LIST, ENTRY, FORM = "/cfm/community-answers", "/cfm/community-answer", "/cfm/new-community-answer"
POSTER, SCRIPT = "/cfm/you-said-poster", "/cfm/you-said-script"
SHOWN = 60
LEVELS = ("Province", "Department")


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """Answers under way, and published ones."""
    rows = frappe.get_list(
        entry.DOCTYPE,
        fields=[
            *("name", "title", "state", "first_day", "last_day"),
            *("composed_by", "submitted_by", "had_a_part"),
        ],
        order_by="last_day desc, name desc",
        limit_page_length=SHOWN,
    )
    return {
        "under_way": [_line(row) for row in rows if row.state not in states.EVER_OUT],
        "out": [_line(row) for row in rows if row.state in states.EVER_OUT],
        "form": routes.address_of(FORM),
        "public": routes.address_of(PUBLIC),
        "may_compose": releases.may_compose(),
    }


def _line(row: Any) -> dict[str, Any]:
    waits = row.state == states.WAITING and releases.may_decide(row)
    return {
        "address": routes.address_of(ENTRY, name=row.name),
        "name": row.name,
        "title": row.title,
        "notes": [sheet.days(row), get_fullname(row.composed_by)],
        "pill": pill(row.state),
        "to_do": _("Approve or send back") if waits else "",
    }


def form() -> dict[str, Any]:
    """Initial values of a new one: last month, and the place."""
    last = add_days(get_first_day(today()), -1)
    return {
        "first": str(get_first_day(last)),
        "last": str(last),
        "latest": today(),
        "places": places(),
    }


def places() -> list[dict[str, str]]:
    """Provinces with their departments."""
    rows = frappe.get_all(
        "CFM Location",
        filters={"enabled": 1, "admin_level": ["in", LEVELS]},
        fields=["name", "location_name", "admin_level"],
        order_by="lft asc",
    )
    return [
        {
            "value": row.name,
            "label": f"{'' if row.admin_level == LEVELS[0] else '– '}{_(row.location_name)}",
        }
        for row in rows
    ]


# --- one of them ------------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One answer with its topics and texts, and the acts open to the user."""
    found = frappe.get_doc(entry.DOCTYPE, name)
    found.check_permission("read")
    is_composer = releases.may_compose()
    may_compose = is_composer and found.state in states.COMPOSING
    whole = approval.languages(found)
    spoken = _spoken_languages()
    texts = [_texts(found, each, whole) for each in spoken]
    offered = {spoken_language.usual(), *(row.name for row in public_pages.languages())}
    return {
        "answer": found,
        "pill": pill(found.state),
        "days": sheet.days(found),
        "place": _(
            found.location and frappe.db.get_value("CFM Location", found.location, "location_name")
        )
        or _("The whole office"),
        "topics": [_topic(found, row, may_compose) for row in found.topics],
        "choices": _choices(found) if may_compose else [],
        "texts": [each for each in texts if each["has_words"] or each["value"] in offered],
        "other_texts": [
            each for each in texts if not (each["has_words"] or each["value"] in offered)
        ],
        "told": [
            {**each, "told": told.of(found, each["value"]), **_prints(name, each["value"])}
            for each in spoken
            if each["value"] in whole
        ],
        "least": suppression.least_told(),
        "places": places() if may_compose else [],
        "may_compose": may_compose,
        "may_decide": found.state == states.WAITING and releases.may_decide(found),
        "may_withdraw": found.state == states.RELEASED
        and (is_composer or releases.may_decide(found)),
        "public": routes.address_of(PUBLIC),
        "story": _story(found),
    }


def _topic(found: Any, row: Any, with_cases: bool) -> dict[str, Any]:
    """A topic; its cases, and what their persons were told, are shown to writers, who read cases."""
    about = (row.category, found.first_day, found.last_day, found.location)
    return {
        "row": row.name,
        "label": _(row.category),
        "cases": topics.number(*about) if with_cases else None,
        "answers": topics.answers(*about) if with_cases else [],
    }


def _choices(found: Any) -> list[dict[str, str]]:
    chosen = {row.category for row in found.topics}
    return [
        {"value": topic.category, "label": f"{_(topic.category)} ({topic.cases})"}
        for topic in topics.found(found.first_day, found.last_day, found.location)
        if topic.category not in chosen
    ]


def _texts(found: Any, language: dict[str, str], whole: list[str]) -> dict[str, Any]:
    words = {row.topic: row for row in found.texts if row.language == language["value"]}
    fields = [
        {
            "label": _(row.category),
            "said": f"{row.name}:{compose.SAID}",
            "done": f"{row.name}:{compose.DONE}",
            "you_said": words[row.name].you_said if row.name in words else "",
            "we_did": words[row.name].we_did if row.name in words else "",
        }
        for row in found.topics
    ]
    return {
        **language,
        "fields": fields,
        "has_words": bool(words),
        "is_whole": language["value"] in whole,
    }


def _spoken_languages() -> list[dict[str, str]]:
    """The spoken languages, the default first."""
    rows = frappe.get_all(
        "CFM Language",
        filters={"enabled": 1},
        fields=["name", "language_name", "native_name", "interface_language"],
        order_by="sort_index asc, name asc",
    )
    usual = spoken_language.usual()
    rows.sort(key=lambda row: row.name != usual)
    return [
        {
            "value": row.name,
            "label": row.native_name or _(row.language_name),
            "lang": row.interface_language or "",
            "direction": languages.direction(row.interface_language),
        }
        for row in rows
    ]


def _prints(name: str, language: str) -> dict[str, str]:
    return {
        "poster": routes.address_of(POSTER, name=name, language=language),
        "script": routes.address_of(SCRIPT, name=name, language=language),
    }


def _story(found: Any) -> list[dict[str, str]]:
    moments = [
        (found.composed_on, _("Begun"), found.composed_by, ""),
        (found.returned_on, _("Sent back"), found.returned_by, found.return_reason),
        (found.submitted_on, _("Sent for approval"), found.submitted_by, ""),
        (found.released_on, _("Published"), found.released_by, ""),
        (found.withdrawn_on, _("Withdrawn"), found.withdrawn_by, found.withdraw_reason),
    ]
    return [
        {
            "label": text,
            "by": f"{get_fullname(user)}, {format_datetime(moment, 'd MMM y HH:mm')}",
            "words": words or "",
        }
        for moment, text, user, words in sorted(
            (each for each in moments if each[0]), key=lambda each: str(each[0])
        )
    ]


# --- as it is told ----------------------------------------------------------------------------
def print_view(name: str, language: str) -> dict[str, Any]:
    """An answer in a spoken language, with surrounding texts in the closest language of the screens."""
    found = frappe.get_doc(entry.DOCTYPE, name)
    found.check_permission("read")
    if language not in approval.languages(found):
        frappe.throw(_("It is not written in this language yet."), frappe.DoesNotExistError)
    screens = spoken_language.screens_of(language) or routes.language()
    with languages.speaking(screens):
        return {
            "told": told.of(found, language),
            "is_published": found.state == states.RELEASED,
            "lang": screens,
            "direction": languages.direction(screens),
            "office": str(setting("office_name") or shell.brand()),
            "number": str(setting("public_phone") or ""),
            "address": str(get_url(PUBLIC)).partition("://")[2],
            "words": {
                "heading": _("You said, we did"),
                "you_said": _("You said"),
                "we_did": _("We did"),
                "call": _("Talk to us. It is free, and you need not give your name."),
                "greeting": _("Hello. Here is {0}. You spoke to us, and we tell you what we did."),
                "told_us": _("You told us:"),
                "this_done": _("This is what we did:"),
                "pause": _("Pause"),
                "number_is": _("You can call us free of charge at this number:"),
                "goodbye": _("Thank you for talking to us."),
            },
        }


def digit_by_digit(number: str) -> str:
    """A number as it is read aloud, without the country code."""
    groups = [group for group in number.split() if not group.startswith("+")]
    return ", ".join(" ".join(filter(str.isdigit, group)) for group in groups)
