"""Hand a referral over to the deputy, or to a colleague with the same competence."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.session_user import has_role
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import absences, clearance


def colleagues(referral: Document) -> list[str]:
    """The deputies of the receiver, and other focal points of the area who may handle the case.

    The sender is left out: nobody answers their own referral.
    """
    sensitivity = frappe.db.get_value("Case", referral.cfm_case, "sensitivity")
    role = clearance.handler_role(sensitivity) if clearance.is_restricted(sensitivity) else None
    found = set(_deputies(referral.focal_point)) | set(_of_area(referral.functional_area))
    found -= {referral.focal_point, referral.owner, None, ""}
    return sorted(
        user
        for user in found
        if frappe.db.get_value("User", user, "enabled")
        and (role is None or role in frappe.get_roles(user))
    )


def hand_over(name: str, to: str, note: str | None = None) -> Document:
    """Give an open referral to a colleague; its history names both."""
    referral = open_documents.get_open("Referral", name, for_update=True)
    referral.check_permission("write")
    if referral.workflow_state not in consts.REFERRALS_PENDING:
        frappe.throw(_("This referral is no longer open."))
    if not _may_hand_over(referral):
        frappe.throw(
            _("Only its receiver or the office hands a referral over."), frappe.PermissionError
        )
    if to not in colleagues(referral):
        frappe.throw(_("{0} is not competent for this referral.").format(to))
    giver = referral.focal_point
    # A receiver may not change a referral, so only this act changes its receiver.
    referral.flags.ignore_permissions = True
    referral.focal_point = to
    referral.save()
    said = _("Handed over from {0} to {1}.").format(giver or "–", to)
    referral.add_comment("Info", " ".join(filter(None, (said, note))))
    return referral


def _may_hand_over(referral: Document) -> bool:
    if referral.focal_point in absences.receivers_for(frappe.session.user):
        return True
    return has_role(*consts.OFFICE_ROLES)


def _deputies(user: str | None) -> list[str]:
    if not user:
        return []
    return frappe.get_all(
        "CFM Focal Point", filters={"user": user, "enabled": 1}, pluck="deputy", order_by="name asc"
    )


def _of_area(area: str | None) -> list[str]:
    if not area:
        return []
    return frappe.get_all(
        "CFM Focal Point",
        filters={"functional_area": area, "enabled": 1},
        pluck="user",
        order_by="name asc",
    )
