"""What Frappe's desk offers to users of the office: workspaces, lists, pages.

Nobody loses a permission: addresses can still be typed.
"""

from collections.abc import Iterable, Set
from typing import Any

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.security.administration import administrator_only
from cfm_app.web.pages import admission, roles
from cfm_app.web.pages.tools import CONFIGURATION

# They set the desk up, and keep what the framework shows them.
KEEPERS = frozenset(("Workspace Manager", "System Manager", "Administrator"))
# Frappe DocTypes that a manager sets up.
SET_UP = frozenset(
    (*CONFIGURATION, "User", "Role", "Customize Form", "Notification", "SMS Settings")
)
# Frappe's DocTypes for everyday work; all others are technical.
EVERYDAY = ("ToDo", "Event", "Note")
EVERYDAY_PAGES = ("user-profile",)
# Users without permission for its charts would get an error.
DASHBOARD = "dashboard-view"
# Opens from a record only, and fails by itself.
OF_RECORDS = "print"
# Read for the tools that work with it; its own list refuses whoever is no System Manager.
OF_TOOLS = "DocType"


def offer(bootinfo: Any) -> None:
    """Reduce the desk's boot data to what is for the user in the session."""
    # Where a desk has them; those of later versions bear another name.
    if pages := bootinfo.get("allowed_workspaces"):
        bootinfo.allowed_workspaces = suited(pages)
    pages = bootinfo.get("page_info") or {}
    pages.pop(OF_RECORDS, None)
    if frappe.session.user != "Administrator":
        _take_away(bootinfo.user, {*administrator_only.TOOLS, *doctype_access.INTERNAL})
        bootinfo.user.can_import = []
    if may_set_up():
        if _is_of_office():
            bootinfo.user.can_search = _without(bootinfo.user.get("can_search"), {OF_TOOLS})
        return
    modules = frappe.get_all("Module Def", filters={"app_name": "frappe"}, pluck="name")
    filters = {"module": ["in", modules], "name": ["not in", EVERYDAY]}
    machinery = set(frappe.get_all("DocType", filters=filters, pluck="name"))
    _take_away(bootinfo.user, machinery)
    if pages:
        kept = [*EVERYDAY_PAGES, *([DASHBOARD] if admission.may_enter(roles.DASHBOARD) else [])]
        filters = {"module": ["in", modules], "name": ["not in", kept]}
        for name in frappe.get_all("Page", filters=filters, pluck="name"):
            pages.pop(name, None)


def suited(pages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The workspaces without Frappe's own that are not for the user.

    Frappe shows them to everybody. Managers keep those with something to set up; users who work on cases
    keep none.
    """
    pages = list(pages)
    if not _is_of_office():
        return pages
    others = _others(page.get("module") for page in pages)
    wanted = _with_set_up(pages) if may_set_up() else set()
    kept = [page for page in pages if page.get("module") not in others or page["name"] in wanted]
    # A desk without any workspace does not start.
    return kept or pages


def may_set_up() -> bool:
    """Whether the user in the session configures the desk."""
    return not _is_of_office() or consts.MANAGER in frappe.get_roles()


def _take_away(user: Any, doctypes: Set[str]) -> None:
    """Offer neither the lists of some DocTypes nor to make documents of them."""
    for offered in ("can_search", "can_create"):
        user[offered] = _without(user.get(offered), doctypes)


def _without(doctypes: list[str] | None, machinery: Set[str]) -> list[str]:
    return [doctype for doctype in doctypes or [] if doctype not in machinery]


def _is_of_office() -> bool:
    held = set(frappe.get_roles())
    return bool(held.intersection(consts.ROLES)) and not held & KEEPERS


def _others(modules: Iterable[str | None]) -> set[str]:
    """The modules that come with Frappe."""
    filters = {"app_name": "frappe", "name": ["in", [name for name in modules if name]]}
    return set(frappe.get_all("Module Def", filters=filters, pluck="name"))


def _with_set_up(pages: list[dict[str, Any]]) -> set[str]:
    filters = {
        "parenttype": "Workspace",
        "parent": ["in", [page["name"] for page in pages]],
        "link_to": ["in", sorted(SET_UP)],
    }
    return set(frappe.get_all("Workspace Link", filters=filters, pluck="parent"))
