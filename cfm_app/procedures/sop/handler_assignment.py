"""Entrusts a restricted case to the handlers of its class and place."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, consts
from cfm_app.base.clock import believed_now
from cfm_app.procedures.sop import case_clock, routing
from cfm_app.security.entitlement import clearance, handlers, presence


def entrust(report: Document) -> None:
    """Set the handlers of a report that is new, or whose class has changed."""
    before = report.get_doc_before_save()
    if before and before.sensitivity == report.sensitivity:
        return
    role = clearance.handler_role(report.sensitivity)
    kept = [row for row in report.get("handlers") or [] if handlers.has_role(row.user, role)]
    report.set("handlers", kept)
    known = {row.user for row in kept}
    for user in find_handlers(report.sensitivity, role, report.location):
        if user not in known:
            report.append("handlers", {"user": user, "role": role, "assigned_on": believed_now()})
    if not report.get("handlers"):
        frappe.log_error(
            title=_("A restricted case has no handler"),
            # Technicians read this log and must not learn which case it is.
            message=_(
                "Give somebody the role {0}. The Administrator finds the case among the sensitive"
                " reports and entrusts it to them."
            ).format(role),
        )


@batch_cache.cached_in_batch
def find_handlers(sensitivity: str, role: str, location: str | None) -> list[str]:
    """Focal points of the class for the place; else every holder of the role who is there; else every one.

    Somebody must always be able to see a restricted case.
    """
    focal = routing.find(location=location, sensitivity=sensitivity)
    if focal and handlers.has_role(focal.receiver, role):
        return [focal.receiver]
    return presence.present(role) or handlers.holders(role)


def note_act(case: str) -> None:
    """Note the first act on a restricted case by somebody entrusted with it."""
    if frappe.db.get_value("Case", case, "taken_up_on"):
        return
    if frappe.session.user in handlers.entrusted(case):
        doc = frappe.get_doc("Case", case)
        doc.taken_up_on = believed_now()
        due = case_clock.derived_fields(doc, case_clock.sop_of(doc.sop), doc.taken_up_on)[
            "next_due_on"
        ]
        values = {"taken_up_on": doc.taken_up_on, "next_due_on": due}
        if doc.phase not in (None, "", consts.PHASE_NEW):
            values["first_response_on"] = doc.first_response_on or doc.taken_up_on
        frappe.db.set_value("Case", case, values, update_modified=False)
