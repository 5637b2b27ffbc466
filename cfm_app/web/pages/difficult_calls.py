"""Difficult calls on screen: the aid and the marks of whoever had them, and the talks for managers."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime, get_fullname, now_datetime

from cfm_app.base import spoken_language
from cfm_app.base.counting import counted
from cfm_app.cases.wellbeing import difficult_calls, rest
from cfm_app.procedures.answers import call_scripts
from cfm_app.web.pages import form_choices

ROUTE, OF_TEAM, MOMENT = "/cfm/difficult-call", "/cfm/difficult-calls", "Difficult call"
TONES = {
    difficult_calls.MARKED: "grey",
    difficult_calls.WISHED: "amber",
    difficult_calls.TALKED: "green",
}
# For this long after marking, a description is about the marked call.
AT_HAND = timedelta(hours=1)


def own(language: str) -> dict[str, Any]:
    """What whoever has a difficult call sees: what to do, the mark at hand, and earlier ones."""
    entries = difficult_calls.own()
    at_hand = entries[:1] if entries and _is_at_hand(entries[0]) else []
    return {
        "aid": call_scripts.scripts_for(language, MOMENT),
        "languages": _languages(language),
        "at_hand": _shown(at_hand[0]) if at_hand else None,
        "earlier": [_shown(row) for row in entries[len(at_hand) :]],
        "reasons": form_choices.options(difficult_calls.DOCTYPE, "reason"),
        "rest": banner(),
        "may_talk": difficult_calls.may_talk(),
    }


def of_team() -> dict[str, Any]:
    """Who wishes to talk, and how many calls of the last days were difficult for whom."""
    return {
        "wishes": [_shown(row) for row in difficult_calls.to_talk_about()],
        "people": [
            {"who": get_fullname(row["user"]), "number": row["number"]}
            for row in difficult_calls.of_team()
        ],
        "days": difficult_calls.RECENT_DAYS,
    }


def banner() -> dict[str, str] | None:
    """The rest that is due now, as a sentence; none while nothing asks for one."""
    due = rest.due()
    if due is None:
        return None
    if due.until:
        until = format_datetime(due.until, "HH:mm")
        text = _("You had a difficult call. Take a rest until {0}.").format(until)
    else:
        text = counted(_("You have talked for {0} minutes in two hours. Take a rest."), due.minutes)
    return {"sentence": text, "entry": due.entry, "address": ROUTE}


def _is_at_hand(row: Any) -> bool:
    return bool(
        row.state != difficult_calls.TALKED
        and now_datetime() - get_datetime(row.marked_on) < AT_HAND
    )


def _languages(chosen: str) -> list[dict[str, Any]]:
    """The languages in which there is something to say."""
    codes = frappe.get_list(
        "CFM Call Script", filters={"moment": MOMENT, "enabled": 1}, pluck="language"
    )
    rows = frappe.get_list(
        "CFM Language",
        filters={"name": ["in", sorted(set(codes)) or [""]]},
        fields=["name", "language_name"],
        order_by="language_name asc",
    )
    known = {row.name for row in rows}
    said = next((code for code in spoken_language.nearest(chosen) if code in known), "")
    return [
        {"value": row.name, "label": _(row.language_name), "is_chosen": row.name == said}
        for row in rows
    ]


def _shown(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "who": get_fullname(row.user),
        "when": format_datetime(row.marked_on, "d MMM HH:mm"),
        "reason": row.reason or "",
        "reason_label": _(row.reason or ""),
        "note": row.note or "",
        "wishes_talk": row.state == difficult_calls.WISHED,
        "pill": {"state": row.state, "label": _(row.state), "tone": TONES.get(row.state, "grey")},
        "talked": f"{get_fullname(row.talked_with)}, {format_datetime(row.talked_on, 'd MMM')}"
        if row.talked_on
        else "",
        "agreed": row.agreed or "",
    }
