"""What a page needs to lock itself when it is idle, or at once."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.security.second_factor import idle
from cfm_app.web.pages import script_texts

SCRIPT, WAITS = "idle", "idle_wait"
ELEMENT = "cfm-idle"
KEY = "Control+Shift+L"
# The data that the script reads from the page.
READ = ("minutes",)


def words() -> dict[str, Any]:
    """The texts of the lock screen, and the user's name."""
    return {"texts": script_texts.translated((SCRIPT,)), "name": get_fullname(frappe.session.user)}


def of_user(version: str) -> dict[str, Any] | None:
    """The settings for the user in the session; None for guests."""
    if frappe.session.user == "Guest":
        return None
    return {
        "minutes": idle.minutes(),
        "user": frappe.session.user,
        "script": f"/assets/cfm_app/js/{SCRIPT}.js?v={version}",
        "waits": f"/assets/cfm_app/js/{WAITS}.js?v={version}",
        "label": _("Lock the screen"),
        "key": KEY,
    }


def read(given: dict[str, Any]) -> dict[str, Any]:
    """As little of it as the script reads: each page carries it."""
    return {key: given[key] for key in READ}
