"""The sentence above every page while the clock of the machine is doubted, and what the page of the watch asks."""

from typing import Any

from frappe import _
from frappe.utils import format_date

from cfm_app.base import clock
from cfm_app.office.watch import clock_doubt


def of_user(may_look: bool) -> dict[str, str] | None:
    """Text and way out, if the user may enter the page that asks; None while the clock is believed."""
    text = clock_doubt.sentence()
    if not text:
        return None
    if not may_look:
        return {"text": f"{text} {_('Tell your manager.')}", "address": ""}
    return {"text": text, "address": clock_doubt.PAGE}


def question() -> dict[str, Any] | None:
    """What to confirm on the page of the watch, for whoever may; None where there is nothing to ask."""
    found = clock.doubt()
    if found is None or not clock_doubt.may_confirm():
        return None
    label = _("Yes, it is really {0}").format(format_date(found.shown, "d MMMM y"))
    return {"label": label, "fixed": {"shown": f"{found.shown:%Y-%m-%d}"}}
