"""Which workspaces of the framework's desk suit somebody of the office."""

from collections.abc import Iterable
from typing import Any

import frappe

from cfm_app import consts
from cfm_app.pages.tools import CONFIGURATION

# They set the desk up, and keep what the framework shows them.
KEEPERS = frozenset(("Workspace Manager", "System Manager", "Administrator"))
# What a manager sets up besides the app's own lists.
SET_UP = frozenset((*CONFIGURATION, "User", "Role", "Customize Form", "Notification", "SMS Settings"))


def suited(pages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The workspaces without those of the framework that are not for the user in the session.

    The framework shows them to everybody, with whatever of it they may read. A manager keeps those
    in which they find something to set up; who works on cases keeps none.
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
    """Whether the user in the session arranges the desk, and not only works at it."""
    return not _is_of_office() or consts.MANAGER in frappe.get_roles()


def _is_of_office() -> bool:
    roles = set(frappe.get_roles())
    return bool(roles.intersection(consts.ROLES)) and not roles & KEEPERS


def _others(modules: Iterable[str | None]) -> set[str]:
    """Those of the modules that the framework brings along."""
    filters = {"app_name": "frappe", "name": ["in", [name for name in modules if name]]}
    return set(frappe.get_all("Module Def", filters=filters, pluck="name"))


def _with_set_up(pages: list[dict[str, Any]]) -> set[str]:
    filters = {
        "parenttype": "Workspace",
        "parent": ["in", [page["name"] for page in pages]],
        "link_to": ["in", sorted(SET_UP)],
    }
    return set(frappe.get_all("Workspace Link", filters=filters, pluck="parent"))
