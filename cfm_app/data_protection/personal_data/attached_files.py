"""Files attached to what people told are evidence: who may remove them, and when nobody may."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts, doctype_access
from cfm_app.data_protection.personal_data import holds
from cfm_app.security.access_rule.deletion import WITHDRAWN
from cfm_app.security.entitlement import clearance
from cfm_app.security.persons import processing_restriction

# The fields with a file's attachment and bytes.
PLACE = ("attached_to_doctype", "attached_to_name", "file_url")


def keep(doc: Document, method: str | None = None) -> None:
    """Event of a File that is deleted, attached elsewhere, or given other bytes."""
    if clearance.of().is_unlimited or doc.flags.get(WITHDRAWN):
        return
    stored = frappe.db.get_value("File", doc.name, [*PLACE, "owner"], as_dict=True)
    if not stored or stored.attached_to_doctype not in doctype_access.PROTECTED:
        return
    if method != "on_trash" and all(stored[field] == doc.get(field) for field in PLACE):
        return
    kind, name = stored.attached_to_doctype, stored.attached_to_name
    case = _case_of(kind, name)
    holds.refuse_held({kind: [name], **({"Case": [case]} if case else {})})
    if case and frappe.db.get_value("Case", case, "phase") == consts.PHASE_CLOSED:
        frappe.throw(_("The files of a closed case stay with it. Reopen the case first."))
    if (
        stored.owner != frappe.session.user
        and not clearance.of().roles & processing_restriction.KEEPERS
    ):
        frappe.throw(
            _("A file that somebody else attached is taken away by them or by a manager."),
            frappe.PermissionError,
        )


def _case_of(kind: str, name: str) -> str | None:
    """The case of a protected document; None if it has none."""
    if kind == "Case":
        return name
    has_case = frappe.get_meta(kind).has_field("cfm_case")
    return frappe.db.get_value(kind, name, "cfm_case") if has_case else None
