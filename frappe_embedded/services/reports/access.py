"""Who may open which report."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.roles import ADMINISTRATOR, get_roles


def is_permitted(report: Any, user: str | None = None) -> bool:
    """Whether one of the report's roles is the user's; a report without roles is open."""
    user = user or local.session.user
    roles = {row.role for row in report.roles}
    return user == ADMINISTRATOR or not roles or bool(roles.intersection(get_roles(user)))


def open_report(name: str, user: str | None = None) -> Any:
    """The Report document if the user may run it; otherwise an error that says why not."""
    report = get_doc("Report", name)
    if not is_permitted(report, user):
        throw(_("You don't have access to Report: {0}").format(name), PermissionError)
    if not has_permission(report.ref_doctype, "report", user=user):
        throw(
            _("You don't have permission to get a report on: {0}").format(_(report.ref_doctype)),
            PermissionError,
        )
    if report.disabled:
        throw(_("Report {0} is disabled").format(name))
    return report


def allowed_reports(user: str | None = None, doctype: str | None = None) -> list[Any]:
    """The reports that a user may run, by name."""
    user = user or local.session.user
    filters: dict[str, Any] = {"disabled": 0}
    if doctype:
        filters["ref_doctype"] = doctype
    rows = local.db.get_all(
        "Report",
        filters=filters,
        fields=["name", "ref_doctype", "report_type", "is_standard", "owner"],
        order_by="name asc",
    )
    roles: dict[str, set[str]] = {}
    for parent, role in local.db.sql(
        "select parent, role from `tabHas Role` where parenttype = 'Report'"
    ):
        roles.setdefault(parent, set()).add(role)
    held = set(get_roles(user))
    return [
        row
        for row in rows
        if (user == ADMINISTRATOR or not roles.get(row.name) or roles[row.name] & held)
        and has_permission(row.ref_doctype, "report", user=user)
    ]
