"""Who may enter which page, and which pages the user in the session may."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages.routes import address_of

# Where somebody begins the day, the first that is open to them.
DAILY = (
    "/cfm/console",
    "/cfm/approvals",
    "/cfm/new-case",
    "/app/dashboard-view",
    "/cfm/figures",
)
# Where a page of another app stands that does not say it.
OF_OTHERS = "work"


def enter(roles: tuple[str, ...], address: str) -> None:
    """Send guests to the log-in and refuse users without one of the roles."""
    if frappe.session.user == "Guest":
        frappe.local.flags.redirect_location = f"/login?redirect-to={quote(address, safe='')}"
        raise frappe.Redirect(302)
    if not may_enter(roles):
        frappe.throw(_("You have no role that uses this page."), frappe.PermissionError)


def may_enter(roles: tuple[str, ...]) -> bool:
    """Whether the user in the session holds one of the roles.

    A page for the app's handlers also admits handlers of custom classes.
    """
    return _role_check()(roles)


def _role_check() -> Callable[[tuple[str, ...]], bool]:
    """`may_enter` for many pages, with the user's roles read once."""
    held = set(frappe.get_roles())
    is_free = frappe.session.user == "Administrator"
    is_handler = clearance.is_handler_alone(held)

    def may(roles: tuple[str, ...]) -> bool:
        return is_free or not held.isdisjoint(roles) or (consts.PSEA in roles and is_handler)

    return may


def may_enter_page(route: str) -> bool:
    """Whether the menu lists this page for the user in the session."""
    return any(link["route"] == route for link in links())


def links() -> list[dict[str, Any]]:
    """The pages that the user may enter, as the hook lists them."""
    may = _role_check()
    return [
        {
            "label": _(page["label"]),
            "route": page["route"],
            "address": address_of(page["route"]),
            "group": page.get("group") or OF_OTHERS,
            "key": page.get("key") or "",
            "icon": page["icon"],
            "parts": tuple(page.get("parts") or ()),
        }
        for page in frappe.get_hooks("app_pages")
        if may(tuple(page["roles"])) or (page.get("with_key") and has_key())
    ]


def has_key() -> bool:
    """Whether the user in the session has an API key."""
    return bool(frappe.get_cached_value("User", frappe.session.user, "api_key"))


def first_page() -> str:
    """The first page of the user in the session; empty for desk users."""
    routes = [link["route"] for link in links()]
    return next((route for route in DAILY if route in routes), "")


def has_pages() -> bool:
    """Whether the user in the session starts on a page of the app."""
    return bool(first_page())
