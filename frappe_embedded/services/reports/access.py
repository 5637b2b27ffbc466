"""Who may open and keep reports: those allowed to a user, and those that they save."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc, new_doc
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
