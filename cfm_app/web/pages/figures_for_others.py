"""Figures for users who read no cases, from the feature that makes them, if the office has it."""

from typing import Any

import frappe
from frappe import _

VIEW, FILE = "published_figures", "published_file"


def view(name: str) -> dict[str, Any] | None:
    """What the page shows; nothing where no feature publishes figures."""
    return next((frappe.get_attr(path)(name) for path in frappe.get_hooks(VIEW)), None)


def file(name: str) -> tuple[str, bytes]:
    """A workbook with its name. Throws where no feature publishes figures."""
    for path in frappe.get_hooks(FILE):
        found: tuple[str, bytes] = frappe.get_attr(path)(name)
        return found
    frappe.throw(_("No figures are published here."), frappe.PermissionError)
