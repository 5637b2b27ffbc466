"""The calls to make, each with what the caller needs to know."""

from datetime import datetime
from typing import Any

from frappe import _
from frappe.utils import format_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.base.fields import readable_values
from cfm_app.cases import answer_to_tell, contact_attempts, places, worklists
from cfm_app.procedures.answers import call_scripts
from cfm_app.security.entitlement import clearance
from cfm_app.security.persons import identity
from cfm_app.web.pages import form_choices, time_left
from cfm_app.web.pages.case import view

SCRIPT_MOMENT = "Call back"
OUTGOING = "Appel sortant"


def lines(now: datetime | None = None) -> list[dict[str, Any]]:
    """The calls, in the best order."""
    now = now or now_datetime()
    rows = worklists.calls(now)
    titles = {
        "place": readable_values(
            "CFM Location", "location_name", {row["location"] for row in rows}
        ),
        "language": readable_values(
            "CFM Language", "language_name", {_language(row) for row in rows}
        ),
    }
    said = _scripts({_language(row) or "fra" for row in rows})
    return [_line(row, titles, said, now) for row in rows]


def later(now: datetime | None = None) -> list[dict[str, str]]:
    """Calls of later days: when, whom and about what."""
    return [
        {
            "name": row["name"],
            "who": _who(row),
            "subject": _(row["category"]) if row["category"] else _("Restricted"),
            "day": format_datetime(row["next_contact_on"], "EEEE d MMM HH:mm") or "",
        }
        for row in worklists.later_calls(now)
    ]


def impossible(is_answered: bool, has_number: bool) -> list[str]:
    """Outcomes that would be refused: there is no answer to tell yet, or a number can be tried."""
    return [
        *([] if is_answered else [consts.ATTEMPT_INFORMED]),
        *([consts.ATTEMPT_NO_WAY] if has_number else []),
    ]


def questions() -> dict[str, Any]:
    """The choices of the contact form, as value and label, and how attempts are counted."""
    masters = form_choices.of_new_case()
    return {
        "outcomes": form_choices.options("Case Contact Attempt", "outcome"),
        "understood": form_choices.options("Case", "understood"),
        "languages": [
            {"value": row.name, "label": _(row.language_name)} for row in masters["languages"]
        ],
        "channels": [{"value": row.name, "label": _(row.name)} for row in masters["channels"]],
        "how_counted": contact_attempts.how_counted(),
    }


def _line(
    row: dict[str, Any], titles: dict[str, dict[str, str]], said: dict[str, str], now: datetime
) -> dict[str, Any]:
    person = row["person"] or {}
    spoken = _language(row)
    phones, no_phones = identity.phones_of(person)
    return {
        "name": row["name"],
        "who": _who(row),
        "through": view.through(person),
        "phones": phones,
        "no_phones": no_phones,
        "hours": " · ".join(_hours(person)),
        "is_good_hour": row["is_good_hour"],
        "is_agreed": row["is_agreed"],
        "is_planned": bool(row["next_contact_on"]),
        "same_gender": _(person.get("sex") or "") if person.get("same_gender_operator") else "",
        # Nothing about such a case stays in a browser, not even half an outcome.
        "is_restricted": clearance.is_restricted(row["sensitivity"]),
        "subject": _(row["category"]) if row["category"] else _("Restricted"),
        "place": places.words(titles["place"].get(row["location"] or ""), row.get("place_details")),
        "spoken": spoken or "",
        "language": _(titles["language"].get(spoken or "", "")),
        "script": said.get(spoken or "fra", ""),
        # Only an agreed call can be late.
        "tone": time_left.words(row["due"], now)["tone"] if row["next_contact_on"] else "",
        "due_at": row["due"].isoformat(timespec="minutes"),
        "due_on": format_datetime(row["due"], "d MMM HH:mm"),
        "attempts": row["attempts"],
        "needed": _needed(row),
        "impossible": impossible(row["is_answered"], bool(phones)),
        **_words(row),
        "also": row["also"],
        "channel": person.get("preferred_channel") or OUTGOING,
    }


def _who(row: dict[str, Any]) -> str:
    """Whom to call; no name for a person whom the user may not open now."""
    if person := row["person"]:
        unread = _("Sealed") if person.get("sealed_to") else _("Anonymous")
        return person.get("full_name") or unread
    return _("A person is recorded") if row.get("community_member") else _("Anonymous")


def _words(row: dict[str, Any]) -> dict[str, str]:
    """What to tell the person, and the decision behind it if that is worded otherwise."""
    answer = answer_to_tell.words(row.get)
    decided = (row["resolution"] if row["resolved_on"] else "") or ""
    return {"answer": answer, "decided": decided if decided != answer else ""}


def _language(row: dict[str, Any]) -> str | None:
    person = row["person"] or {}
    return row["response_language"] or row["language"] or person.get("language")


def _hours(person: dict[str, Any]) -> list[str]:
    found = [_(person["preferred_hours"])] if person.get("preferred_hours") else []
    return [*found, person["preferred_time"]] if person.get("preferred_time") else found


def _needed(row: dict[str, Any]) -> int:
    return max(contact_attempts.needed_attempts(row["sop"]), 1)


def _scripts(languages: set[str]) -> dict[str, str]:
    """The opening words, by language."""
    return {
        language: "\n\n".join(
            row["script_text"] for row in call_scripts.scripts_for(language, SCRIPT_MOMENT)
        )
        for language in languages
    }
