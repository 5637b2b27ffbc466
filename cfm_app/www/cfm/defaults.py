"""What differs from the shipped defaults: the list, or one record with both versions."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, roles, routes, shell, shipped_defaults

SCRIPT = "defaults"
# What was done on the page before, as its address says.
DONE = ("restored", "taken", "kept")


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.DEFAULTS, shipped_defaults.ROUTE)
    asked = {key: str(frappe.form_dict.get(key) or "") for key in ("open", "kind", "state")}
    context["asked"] = asked
    context["done"] = _done()
    context["back"] = routes.address_of(shipped_defaults.ROUTE)
    if asked["open"]:
        context["record"] = shipped_defaults.detail(asked["open"])
        context["view"] = None
    else:
        context["record"] = None
        context["view"] = shipped_defaults.overview(asked["kind"], asked["state"])
    record = context["record"] or {}
    shell.fill_context(
        context,
        _("Shipped defaults"),
        shipped_defaults.ROUTE,
        SCRIPT,
        line=record.get("id"),
        losing=record.get("is_losing"),
    )


def _done() -> str:
    """The sentence about what has just been done."""
    sentences = {
        "restored": _("{0} is as the app shipped it."),
        "taken": _("{0} has the newer default."),
        "kept": _("{0} stays as it is; this default is not offered again."),
    }
    for deed in DONE:
        if title := shipped_defaults.title_of(str(frappe.form_dict.get(deed) or "")):
            return sentences[deed].format(title)
    return ""
