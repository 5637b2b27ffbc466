"""The banner for users who have something to sign or learn, before and after the deadline."""

from typing import Any

from frappe import _
from frappe.utils import getdate

from cfm_app.base.counting import counted
from cfm_app.security.obligations import compliance, duties, names
from cfm_app.security.obligations.duties import Duty

# These say it themselves.
OWN_PAGES = (names.PAGE, "/cfm/agreement", "/cfm/quiz", "/cfm/signed")


def of_user() -> dict[str, Any] | None:
    """The menu link and banner; None for users without duties."""
    owed = compliance.duties()
    if not owed:
        return None
    tone, text = _line([duty for duty in owed if not duty.is_met])
    return {
        "route": names.PAGE,
        "address": names.PAGE,
        "own_pages": OWN_PAGES,
        "tone": tone,
        "text": text,
    }


def of_desk() -> dict[str, Any] | None:
    """The banner for a desk that asks for it."""
    banner = of_user()
    if not banner or not banner["text"]:
        return None
    return {**banner, "label": _("What I must sign and learn")}


def _line(missing: list[Duty]) -> tuple[str, str]:
    today = getdate()
    closed = [duty for duty in missing if duty.is_closed(today)]
    if closed:
        return "red", _(
            "You can read your work, but record nothing and open no identity until this is done: {0}."
        ).format(_in_words(closed))
    asked = [duty for duty in missing if duty.asked_since and duty.asked_since <= today]
    if not asked:
        return "", ""
    days = min(left for duty in asked if (left := duty.days_left(today)) is not None)
    text = counted(_("In {0} days you can no longer record cases."), days)
    return "amber", f"{text} {_in_words(asked)}."


def _in_words(found: list[Duty]) -> str:
    return "; ".join(duties.in_words(duty) for duty in found)
