"""What may still be written about a case whose person refuses to be recorded: what closing it needs.

Each document with words about a case calls this while it is validated, so the rule is the same for a
screen, an import and a plain save over the API.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts, doctype_access
from cfm_app.base.changes import changed_fields
from cfm_app.base.fields import field_of
from cfm_app.security.access_rule import access
from cfm_app.security.lawful_basis import consent as rules
from cfm_app.security.lawful_basis import references

TABLES = ("Table", "Table MultiSelect")
WORDS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code")
# Fields that take a choice, a moment or a number; all others take words.
WORDLESS = (
    *TABLES,
    *("Link", "Dynamic Link", "Select", "Check", "Read Only", "Color", "Icon"),
    *("Int", "Long Int", "Float", "Currency", "Percent", "Rating", "Duration"),
    *("Date", "Datetime", "Time"),
    *("Section Break", "Column Break", "Tab Break", "Fold", "Heading", "HTML", "Button", "Image"),
)
# Frappe's own records, into which no user writes.
NOT_BY_USERS = (
    *("Version", "Deleted Document", "View Log", "Error Log", "Activity Log", "Access Log"),
    *("Notification Log", "Workflow Action", "Email Queue", "Email Unsubscribe", "Milestone"),
    *("DocShare", "Document Share Key", "CFM Access Log", "CFM Notice", "CFM Erasure"),
)
# The state, for closing; the class, which may be raised to protect people named in the case.
FOR_CLOSING = ("workflow_state", "duplicate_of", "sensitivity")
# At first contact the person hears the answer: what the office said is no word of theirs.
AT_FIRST_CONTACT = ("information_given",)
# The handlers: whoever closes a restricted case has to be entrusted with it.
OF_REPORT = ("handlers",)


def check_case(case: Document) -> None:
    """Throw for changes of a case that its person does not want recorded."""
    if case.is_new() or case.consent_status == "None":
        return
    before = case.get_doc_before_save()
    is_first = bool(before) and before.phase == consts.PHASE_NEW
    _refuse(case, case.name, (*FOR_CLOSING, *(AT_FIRST_CONTACT if is_first else ())))


def check_report(report: Document) -> None:
    """Throw for such changes of a report. The app's own writes are checked with the case."""
    if not report.flags.ignore_permissions:
        _refuse(report, report.cfm_case, OF_REPORT)


def check_referral(referral: Document) -> None:
    """Throw for such changes of a referral with consent; one on another legal basis goes on."""
    if not referral.override_basis:
        _refuse(referral, referral.cfm_case, ("workflow_state",))


def check_attached(doc: Document, method: str | None = None) -> None:
    """Throw for words that users attach to such a case: comments, files, tasks, tags, custom records.

    It holds for every DocType: a document that refers to the case takes no new words.
    """
    if doc.doctype in (*doctype_access.PROTECTED, *NOT_BY_USERS) or not _is_written(doc):
        return
    before = doc.get_doc_before_save()
    known = references.of(before) if before else set()
    for place in references.of(doc):
        case = _case_of(doc.doctype, *place)
        if case and rules.refuses_record(case):
            _take_no_words(doc, before if place in known else None, place, case)


def _take_no_words(
    doc: Document, before: Document | None, place: references.Place, case: str
) -> None:
    if doc.doctype == "ToDo" and doc.get("assignment_rule"):
        # The assignee has to close the case; the words of the rule are dropped.
        doc.description = _assignment_of(doc)
    if not _has_words_since(doc, before):
        return
    kind, name = place
    # Only users who may know of the case are told the reason.
    if not (
        access.may_see(kind, name)
        if kind in doctype_access.PROTECTED
        else access.may_see_case(case)
    ):
        text = _("You may not do this on {0} {1}.").format(_(kind), name)
        frappe.throw(text, frappe.PermissionError)
    frappe.throw(
        _(
            "The person does not want to be recorded: nothing more is written or attached here."
            " What remains is to close the case."
        )
    )


def _has_words_since(doc: Document, before: Document | None) -> bool:
    """Whether a document holds words that it did not hold before."""
    if doc.doctype == "ToDo" and not before and doc.get("description") == _assignment_of(doc):
        return False
    for df in doc.meta.fields:
        old = before.get(df.fieldname) if before else None
        if df.fieldtype in TABLES:
            if _has_new_words(doc.get(df.fieldname) or [], old or []):
                return True
        elif takes_words(df) and doc.get(df.fieldname) and doc.get(df.fieldname) != old:
            return True
    return False


def takes_words(df: Any) -> bool:
    """Whether users can write freely into a field; tags count."""
    return df.fieldtype not in WORDLESS or (df.fieldtype == "Link" and df.options == "Tag")


def _assignment_of(task: Document) -> str:
    """Frappe's default text of a task without a description."""
    return str(_("Assignment for {0} {1}").format(task.reference_type, task.reference_name))


def _refuse(doc: Document, case: str, allowed: tuple[str, ...]) -> None:
    before = doc.get_doc_before_save()
    added = _added(doc, before, allowed) if before else []
    if added and rules.refuses_record(case):
        labels = ", ".join(_(doc.meta.get_label(field)) for field in added)
        frappe.throw(
            _("The person does not want to be recorded. Leave this as it is: {0}.").format(labels)
        )


def _added(doc: Document, before: Document, allowed: tuple[str, ...]) -> list[str]:
    """The fields with a new value; emptying a field adds nothing."""
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
    """Whether a table has a new row or changed words; a tick is no word."""
    known = {row.name: row for row in stored}
    return any(row.name not in known or _is_reworded(row, known[row.name]) for row in rows)


def _is_reworded(row: Any, old: Any) -> bool:
    return any(
        row.get(df.fieldname) and row.get(df.fieldname) != old.get(df.fieldname)
        for df in row.meta.fields
        if df.fieldtype in WORDS and not df.read_only
    )


def _is_written(doc: Document) -> bool:
    """Whether a user wrote it: Frappe stores lines of its own in the same tables."""
    if doc.doctype == "Comment":
        return bool(doc.comment_type == "Comment")
    if doc.doctype == "Communication":
        is_message = doc.communication_type == "Communication"
        return is_message and doc.sent_or_received == "Sent"
    return not (doc.doctype == "File" and doc.get("is_folder"))


def _case_of(carrier: str, kind: str, name: str) -> str | None:
    """The case of a target; None for a referral on another legal basis, which goes on.

    A target that is itself a task or file is followed to its case. The signed refusal is attached to its
    consent.
    """
    if kind == "Case":
        return name
    if kind == "Sensitive Report" or (kind == "Consent" and carrier != "File"):
        return frappe.db.get_value(kind, name, "cfm_case")
    if kind == "Referral":
        row = frappe.db.get_value(kind, name, ["cfm_case", "override_basis"], as_dict=True)
        return row.cfm_case if row and not row.override_basis else None
    if kind in doctype_access.CARRIED and (
        place := frappe.db.get_value(kind, name, doctype_access.CARRIERS[kind])
    ):
        return _case_of(kind, *place) if all(place) else None
    return None
