"""Workspaces on Frappe's own desk."""

from typing import Any

import frappe
import frappe.desk.desktop

from cfm_app.web.pages import admission, workspaces


@frappe.whitelist()
def get_desktop_page(page: str) -> dict[str, Any]:
    """Replaces Frappe's method: a workspace without the app's pages that the user may not enter.

    Frappe hides links to records by permission, but shows URLs to everybody.
    """
    shown: dict[str, Any] = frappe.desk.desktop.get_desktop_page(page)
    closed = {
        each["route"]
        for each in frappe.get_hooks("app_pages")
        if not admission.may_enter(each["roles"])
    }
    shortcuts = shown.get("shortcuts") or {}
    if items := shortcuts.get("items"):
        shortcuts["items"] = [item for item in items if item.get("url") not in closed]
    return shown


@frappe.whitelist()
def get_workspace_sidebar_items() -> dict[str, Any]:
    """Replaces Frappe's method: the workspaces that are for the user."""
    shown: dict[str, Any] = frappe.desk.desktop.get_workspace_sidebar_items()
    shown["pages"] = workspaces.suited(shown["pages"])
    shown["has_create_access"] = shown["has_create_access"] and workspaces.may_set_up()
    return shown
