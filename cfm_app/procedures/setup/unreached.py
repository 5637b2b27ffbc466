"""Finds configuration without people: classes, roles, focal points, procedures, escalations."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.procedures.setup.first_steps import holders
from cfm_app.procedures.sop import class_reach
from cfm_app.procedures.sop.class_reach import ClassReach
from cfm_app.security.entitlement import clearance


@dataclass(frozen=True)
class Gap:
    """A configuration record that leads to nobody, and why."""

    doctype: str
    name: str
    label: str
    reason: str
    reach: ClassReach | None = None
    """Of a class, what it has and lacks."""


def gaps() -> list[Gap]:
    """All gaps, as stored now."""
    people = _People()
    return [*_classes(), *_roles(people), *_focal_points(people), *_procedures(people)]


def findings() -> list[tuple[str, str, str]]:
    """For the doctor: subject, what was found, and what to do (empty where all is well)."""
    found = gaps()
    if not found:
        return [(_("Who takes the cases"), _("everything reaches somebody"), "")]
    advice = _("See {0}.").format("/cfm/reach")
    return [(_("{0}: {1}").format(_(gap.doctype), gap.label), gap.reason, advice) for gap in found]


def of_class(sensitivity: str) -> Gap | None:
    """What a restricted class lacks; None where it lacks nothing."""
    reach = class_reach.of_class(sensitivity)
    if reach.is_complete:
        return None
    doctype = "Case Sensitivity"
    return Gap(doctype, sensitivity, _(sensitivity), " ".join(_reasons(reach)), reach)


def _classes() -> Iterator[Gap]:
    for sensitivity in clearance.restricted_classes():
        if gap := of_class(sensitivity):
            yield gap


def _reasons(reach: ClassReach) -> Iterator[str]:
    role = _(reach.role)
    if not reach.people:
        yield _("Nobody has the role {0}.").format(role)
    elif not reach.present:
        yield _("All who have the role {0} are away.").format(role)
    if reach.closed:
        yield _("The role {0} may not open and change these cases.").format(role)
    if reach.rights:
        number = counted(_("{0} kinds of records"), len(reach.rights))
        yield _("It has no rights on {0} that {1} uses.").format(number, _(reach.like))
    if reach.steps:
        names = ", ".join(_(name) for name in reach.steps)
        yield _("It has no step in the workflows: {0}.").format(names)
    if not reach.has_handlers:
        stand_in = class_reach.substitute_class(reach.sensitivity)
        meanwhile = _("Until then new cases go to the class {0}, or to one above their category.")
        lost = _("No other class has handlers either: its cases lie unread.")
        yield meanwhile.format(_(stand_in)) if stand_in else lost


class _People:
    """Enabled users and who holds which role, read once."""

    def __init__(self) -> None:
        self.enabled = set(frappe.get_all("User", filters={"enabled": 1}, pluck="name"))
        self.by_role = holders()

    def hold(self, role: str | None) -> bool:
        return not role or bool(self.by_role.get(role))

    def are(self, user: str | None) -> bool:
        return not user or user in self.enabled


def _nobody_holds(role: str) -> str:
    return _("Nobody has the role {0}.").format(_(role))


def _is_shut(user: str) -> str:
    return _("{0} can no longer log in.").format(user)


def _roles(people: _People) -> Iterator[Gap]:
    settings = frappe.get_cached_doc("CFM Settings")
    for role in (consts.OPERATOR, consts.MANAGER):
        if not people.hold(role):
            yield Gap("Role", role, _(role), _nobody_holds(role))
    for field in ("extension_role", "consent_override_role"):
        role = settings.get(field)
        if not people.hold(role):
            label = _(settings.meta.get_label(field))
            yield Gap("CFM Settings", "CFM Settings", label, _nobody_holds(role))


def _focal_points(people: _People) -> Iterator[Gap]:
    rows = frappe.get_all(
        "CFM Focal Point",
        filters={"enabled": 1},
        fields=["name", "user", "functional_area"],
        order_by="name asc",
    )
    for row in rows:
        if not people.are(row.user):
            yield Gap("CFM Focal Point", row.name, _(row.functional_area), _is_shut(row.user))
    served = {row.functional_area for row in rows if people.are(row.user)}
    for area in frappe.get_all(
        "CFM Functional Area", filters={"enabled": 1}, pluck="name", order_by="name asc"
    ):
        if area not in served:
            yield Gap("CFM Functional Area", area, _(area), _("It has no focal point."))


def _procedures(people: _People) -> Iterator[Gap]:
    names = frappe.get_all("CFM SOP", filters={"enabled": 1}, pluck="name", order_by="name asc")
    for name in names:
        sop = frappe.get_doc("CFM SOP", name)
        for reason in dict.fromkeys(_of_procedure(sop, people)):
            yield Gap("CFM SOP", name, _(sop.title), reason)


def _of_procedure(sop: Any, people: _People) -> Iterator[str]:
    if not people.are(sop.route_to):
        yield _is_shut(sop.route_to)
    if not people.hold(sop.extension_role):
        yield _nobody_holds(sop.extension_role)
    for step in sop.steps:
        if not people.hold(step.responsible_role):
            yield _("{0}: {1}").format(_(step.step_title), _nobody_holds(step.responsible_role))
    for rung in sop.escalations:
        what = _("Escalation, row {0}").format(rung.idx)
        if not people.hold(rung.to_role):
            yield _("{0}: {1}").format(what, _nobody_holds(rung.to_role))
        if not people.are(rung.to_user):
            yield _("{0}: {1}").format(what, _is_shut(rung.to_user))
