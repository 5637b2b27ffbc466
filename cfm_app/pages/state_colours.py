"""The colour of a workflow's state: the style that the state was given, the same on every page.

A manager changes it in the list of states, and the desk takes it from there as well.
"""

import frappe
from frappe import _

from cfm_app.sop import states

OF_STYLES = {
    "Primary": "blue",
    "Info": "blue",
    "Success": "green",
    "Warning": "amber",
    "Danger": "red",
    "Inverse": "grey",
}
OTHERS = "grey"


def pill(state: str | None) -> dict[str, str]:
    """What a page shows of a state: its stored name, its word, and its colour."""
    return {"state": state or "", "label": _(state or ""), "tone": of_state(state)}


def pill_of_referral(state: str | None, is_mine: bool) -> dict[str, str]:
    """The same for a referral, in the words of its reader: who is asked, or who asked."""
    return {**pill(state), "label": states.of_referral(state, is_mine)}


def of_state(state: str | None) -> str:
    """The colour of a state, by the name under which it is stored."""
    style = frappe.get_cached_value("Workflow State", state, "style") if state else ""
    return OF_STYLES.get(style or "", OTHERS)
