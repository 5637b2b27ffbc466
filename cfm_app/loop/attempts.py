"""The attempts to reach a person: how many failed, and when to try again."""

import frappe
from frappe.model.document import Document


def failed_attempts(case: Document) -> int:
    """Attempts since the person was last reached, those of the sensitive report included."""
    rows = list(case.get("contact_attempts") or []) + _withheld_rows(case)
    failed = 0
    for row in sorted(rows, key=lambda row: str(row.get("attempted_on") or "")):
        failed = 0 if row.get("reached") else failed + 1
    return failed


def needed_attempts(case: Document) -> int:
    """After how many failed attempts a person counts as unreachable."""
    if case.sop:
        number = frappe.db.get_value("CFM SOP", case.sop, "contact_attempts")
        if number:
            return int(number)
    return int(frappe.db.get_single_value("CFM Settings", "contact_attempts_required") or 0)


def set_next_contact(case: Document) -> None:
    """Take the moment of the next call from the newest attempt that failed."""
    rows = list(case.get("contact_attempts") or [])
    if rows:
        last = rows[-1]
        case.next_contact_on = None if last.reached else last.next_attempt_on


def _withheld_rows(case: Document) -> list[frappe._dict]:
    report = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name}, "name")
    if not report:
        return []
    return frappe.get_all(
        "Case Contact Attempt",
        filters={"parent": report, "parenttype": "Sensitive Report"},
        fields=["attempted_on", "reached"],
        parent_doctype="Sensitive Report",
        order_by="idx asc",
    )
