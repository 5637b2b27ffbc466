"""What may still be written of a case whose person refuses to be recorded: what closing it needs.

Each document that holds words of a case asks here while it is validated, so that the rule is the same
for a screen, an import and a plain save over the API.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.changes import changed_fields
from cfm_app.fields import field_of
from cfm_app.privacy import consent as rules

TABLES = ("Table", "Table MultiSelect")
WORDS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code")
# The state takes a case to its end; a class may be raised to protect who is named in it.
FOR_CLOSING = ("workflow_state", "duplicate_of", "sensitivity")
# At first contact the person hears the answer: what the office said is no word of theirs.
AT_FIRST_CONTACT = ("information_given",)
# Nothing but its people: who closes a restricted case has to be entrusted with it.
OF_REPORT = ("handlers",)


def of_case(case: Document) -> None:
    """Refuse to write down in a case what its person did not want recorded."""
    if case.is_new() or case.consent_status == "None":
        return
    before = case.get_doc_before_save()
    is_first = bool(before) and before.phase == consts.PHASE_NEW
    _refuse(case, case.name, (*FOR_CLOSING, *(AT_FIRST_CONTACT if is_first else ())))


def of_report(report: Document) -> None:
    """The same for the report of a restricted case; what the case itself stores there was asked about."""
    if not report.flags.ignore_permissions:
        _refuse(report, report.cfm_case, OF_REPORT)


def of_referral(referral: Document) -> None:
    """The same for a referral that went with consent; on another legal basis it goes on."""
    if not referral.override_basis:
        _refuse(referral, referral.cfm_case, ("workflow_state",))


def carried(doc: Document, method: str | None = None) -> None:
    """The same for what users hang on a document of the case: comments, messages and files."""
    if not _is_written(doc):
        return
    kind_field, name_field = consts.CARRIERS[doc.doctype]
    kind, name = doc.get(kind_field), doc.get(name_field)
    if name and (case := _case_of(kind, name)) and rules.refuses_record(case):
        frappe.throw(
            _(
                "The person does not want to be recorded: nothing more is written or attached here."
                " What remains is to close the case."
            )
        )


def _refuse(doc: Document, case: str, allowed: tuple[str, ...]) -> None:
    before = doc.get_doc_before_save()
    added = _added(doc, before, allowed) if before else []
    if added and rules.refuses_record(case):
        labels = ", ".join(_(doc.meta.get_label(field)) for field in added)
        frappe.throw(
            _("The person does not want to be recorded. Leave this as it is: {0}.").format(labels)
        )


def _added(doc: Document, before: Document, allowed: tuple[str, ...]) -> list[str]:
    """The fields in which something new stands; to empty one is no writing down."""
    found = []
    for name in changed_fields(doc, before, exclude=allowed):
        if field_of(doc.doctype, name).fieldtype in TABLES:
            is_added = _has_new_words(doc.get(name) or [], before.get(name) or [])
        else:
            is_added = bool(doc.get(name))
        if is_added:
            found.append(name)
    return found


def _has_new_words(rows: list[Any], stored: list[Any]) -> bool:
    """Whether a table has a row more, or other words in one; a tick is none."""
    known = {row.name: row for row in stored}
    return any(row.name not in known or _is_reworded(row, known[row.name]) for row in rows)


def _is_reworded(row: Any, old: Any) -> bool:
    return any(
        row.get(df.fieldname) and row.get(df.fieldname) != old.get(df.fieldname)
        for df in row.meta.fields
        if df.fieldtype in WORDS and not df.read_only
    )


def _is_written(doc: Document) -> bool:
    """Whether a user wrote it: the framework keeps its own lines in the same tables."""
    if doc.doctype == "Comment":
        return bool(doc.comment_type == "Comment")
    if doc.doctype == "Communication":
        is_message = doc.communication_type == "Communication"
        return is_message and doc.sent_or_received == "Sent"
    return not doc.get("is_folder")


def _case_of(kind: str | None, name: str) -> str | None:
    """The case whose words a document holds; a referral that is still open goes on."""
    if kind == "Case":
        return name
    if kind == "Sensitive Report":
        return frappe.db.get_value(kind, name, "cfm_case")
    if kind == "Referral":
        row = frappe.db.get_value(kind, name, ["cfm_case", "override_basis"], as_dict=True)
        return row.cfm_case if row and not row.override_basis else None
    return None
