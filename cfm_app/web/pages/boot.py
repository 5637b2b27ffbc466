"""The app's additions to the desk's boot data."""

from typing import Any

import frappe
from frappe import _

from cfm_app.data_protection.personal_data import purposes
from cfm_app.web.pages import admission, idle_lock, obligation_banner, routes, shell, workspaces

MODULE = "CFM App"


def extend(bootinfo: Any) -> None:
    """Add where cases are searched, and keep the user's language out of new documents.

    The desk fills a field from the default of the same name. In the app's DocTypes, `language` is the one
    a person speaks: a link to another list, which nobody may presume.
    """
    bootinfo.sysdefaults.pop("language", None)
    bootinfo.user.defaults.pop("language", None)
    bootinfo.cfm_search = routes.SEARCH if admission.may_enter_page(routes.SEARCH) else None
    bootinfo.cfm_obligations = obligation_banner.of_user()
    bootinfo.cfm_keys = {link["key"]: link["address"] for link in admission.links() if link["key"]}
    bootinfo.cfm_idle = idle_lock.of_user(shell.version())
    bootinfo.cfm_closed = _closed(bootinfo.user.get("can_read") or [])
    bootinfo.cfm_reasons = {"title": _("Why is this asked?"), "fields": purposes.of_forms()}
    workspaces.offer(bootinfo)


def _closed(readable: list[str]) -> dict[str, Any]:
    """The app's lists that the user may not read, each with a text and a page to use instead."""
    filters = {"module": MODULE, "istable": 0, "name": ["not in", readable or [""]]}
    route = admission.first_page()
    ways = {link["route"]: link["label"] for link in admission.links()}
    return {
        "doctypes": frappe.get_all("DocType", filters=filters, pluck="name", order_by="name asc"),
        "sentence": _("None of your roles lets you see this."),
        "way": {"address": route, "label": ways[route]} if route else None,
    }
