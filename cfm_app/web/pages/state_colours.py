"""The colour of a workflow state: its style, the same on all pages and on the desk."""

import frappe
from frappe import _

from cfm_app.procedures.sop import states

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
    """A state for a page: stored name, label, and colour."""
    return {"state": state or "", "label": _(state or ""), "tone": of_state(state)}


def pill_of_referral(state: str | None, is_mine: bool) -> dict[str, str]:
    """The same for a referral, in the words of its receiver or its sender."""
    return {**pill(state), "label": states.of_referral(state, is_mine)}


def of_state(state: str | None) -> str:
    """The colour of a state, by its stored name."""
    style = frappe.get_cached_value("Workflow State", state, "style") if state else ""
    return OF_STYLES.get(style or "", OTHERS)
