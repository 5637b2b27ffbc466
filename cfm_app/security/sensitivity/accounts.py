"""What is told in a case as a whole: all of its fields that hold words, those of the office's own making too."""

from __future__ import annotations

from frappe.model.document import Document

TEXTS = ("Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor", "Code")
# What the office itself answers and decides says what it does, not what happened.
OF_OFFICE = (
    *("information_given", "resolution", "response_given", "sensitivity_reason"),
    *("restricted_note", "sop_reason"),
)


def told_in(case: Document) -> str:
    """The words of a case; of one that comes from outside also those that say what was done there."""
    left_out = ("sensitivity_reason",) if case.flags.comes_from_outside else OF_OFFICE
    texts = (
        str(case.get(field.fieldname) or "")
        for field in case.meta.fields
        if field.fieldtype in (*TEXTS, "Data") and field.fieldname not in left_out
    )
    return "\n".join(filter(None, texts))
