"""Keeping what somebody built in the report view under a name."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc, new_doc
from ...kernel.i18n import _
from ...kernel.permissions.api import has_permission


def save_report(name: str, doctype: str, settings: str, roles: list[str] | None = None) -> Any:
    """Make a Report Builder report, or change it; ``roles`` replaces who may open it."""
    name = name.strip()
    if not name:
        throw(_("Give the report a name"))
    if not has_permission(doctype, "report"):
        throw(
            _("You don't have permission to get a report on: {0}").format(_(doctype)),
            PermissionError,
        )
    if local.db.exists("Report", name):
        report = _changeable(name, "write", _("edited"))
        if report.ref_doctype != doctype:
            throw(
                _("There is a report {0} on {1} already. Choose another name.").format(
                    name, _(report.ref_doctype)
                )
            )
    else:
        report = new_doc("Report")
        report.update({"report_name": name, "ref_doctype": doctype, "is_standard": "No"})
    report.update({"report_type": "Report Builder", "json": settings})
    if roles is not None:
        report.set("roles", [{"role": role} for role in dict.fromkeys(roles)])
    report.save(ignore_permissions=True)
    return report


def delete_report(name: str) -> None:
    _changeable(name, "delete", _("deleted")).delete(ignore_permissions=True)


def may_change(report: Any, right: str = "write") -> bool:
    """Whether the user may change a builder report: their own, or any with the right on reports."""
    if report.is_standard == "Yes" or report.report_type != "Report Builder":
        return False
    return bool(report.owner == local.session.user or report.has_permission(right))


def _changeable(name: str, right: str, done: str) -> Any:
    report = get_doc("Report", name)
    if report.is_standard == "Yes":
        throw(_("Standard Reports cannot be {0}").format(done))
    if report.report_type != "Report Builder":
        throw(_("Only reports of type Report Builder can be {0}").format(done))
    if not may_change(report, right):
        throw(_("Insufficient Permissions for editing Report"), PermissionError)
    return report
