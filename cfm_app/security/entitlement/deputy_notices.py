"""Tells a deputy which restricted cases they are entrusted with during an absence.

Each case is told once an absence, and stands in the ledger of notices and in the access log.
"""

import frappe
from frappe import _
from frappe.utils import format_date, get_fullname

from cfm_app.base import clock_jobs, consts, notices
from cfm_app.base.notices import Notice
from cfm_app.security import audit
from cfm_app.security.entitlement import clearance, deputies, handlers
from cfm_app.security.entitlement.absences import Absence


@clock_jobs.escalates
def announce() -> int:
    """Tell today's deputies about the cases entrusted to them. Returns the number of new cases."""
    return sum(_announce(absence) for absence in deputies.today())


def _announce(absence: Absence) -> int:
    role = clearance.handler_role(absence.sensitivity)
    if not all(_may_handle(user, role) for user in (absence.user, absence.deputy)):
        return 0
    reports = _reports(absence)
    rule = f"{absence.user} {absence.since}"
    due = [Notice(notices.STANDING_IN, rule, 0, absence.deputy, "Case", case) for case in reports]
    noted = notices.deliver(notices.fresh(due), silent=(absence.deputy,))
    for notice in noted:
        place = ("Sensitive Report", reports[notice.ref_name], notice.ref_name)
        audit.record("Entrusted", *place, user=absence.deputy, detail=_detail(absence))
    if noted:
        language = notices.languages({absence.deputy}).get(absence.deputy)
        text = _("You stand in for {0}. Restricted cases entrusted to you: {1}", language)
        notices.tell(absence.deputy, text.format(get_fullname(absence.user), len(noted)))
    return len(noted)


def _reports(absence: Absence) -> dict[str, str]:
    """Open cases of the class entrusted to the absent handler, each with its report."""
    cases = set(
        frappe.get_all(
            "Case",
            filters={"sensitivity": absence.sensitivity, "phase": ["!=", consts.PHASE_CLOSED]},
            pluck="name",
            order_by="name asc",
        )
    )
    rows = frappe.get_all(
        "CFM Case Handler",
        filters={"user": absence.user, "parenttype": "Sensitive Report"},
        pluck="parent",
        parent_doctype="Sensitive Report",
        order_by="parent asc",
    )
    reports = frappe.get_all(
        "Sensitive Report",
        filters={"name": ["in", rows or [""]]},
        fields=["name", "cfm_case"],
        order_by="name asc",
    )
    entrusted = handlers.entrusted_by_case(
        [row.cfm_case for row in reports if row.cfm_case in cases]
    )
    return {
        row.cfm_case: row.name
        for row in reports
        if absence.deputy in entrusted.get(row.cfm_case, [])
    }


def _detail(absence: Absence) -> str:
    if absence.until:
        return _("Stands in for {0} until {1}").format(absence.user, format_date(absence.until))
    return _("Stands in for {0}").format(absence.user)


def _may_handle(user: str, role: str) -> bool:
    is_enabled = frappe.db.get_value("User", user, "enabled")
    return bool(is_enabled and role) and role in frappe.get_roles(user)
