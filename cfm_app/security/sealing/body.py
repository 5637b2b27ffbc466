"""The words of a restricted report: encrypted in their own columns, readable where a key is unlocked.

Each field has a sealed text of its own, so users who cannot read can still copy, add and save without
losing anything. In memory the words are in plain only where the session's key opens them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import sanitize_html

from cfm_app.base.fields import field_of
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import circle, envelope, last_key, unlocking

REPORT = "Sensitive Report"
# Fields into which somebody can write words; choices, links, moments and numbers are facts of the work.
WORDS = frozenset(
    (
        "Data",
        "Small Text",
        "Text",
        "Long Text",
        "Text Editor",
        "Code",
        "HTML Editor",
        "Markdown Editor",
    )
)
# What is no word of a person although it is stored as text: imports find rows by their number in the source.
FACTS = {
    REPORT: frozenset(("source_id", "sealed_to", "sealed_note")),
    "Case Contact Attempt": frozenset(("satisfaction",)),
}
# Stands for sealed words where a form asks for some.
SHUT = "…"
COVERED = "cfm_covered"
# Before words that look sealed.
QUOTED = "» "


def fields_of(doctype: str) -> list[str]:
    """The sealed fields of a report or of a table of it; new fields are included."""
    facts = FACTS.get(doctype, frozenset())
    return [
        df.fieldname
        for df in frappe.get_meta(doctype).fields
        if df.fieldtype in WORDS and df.fieldname not in facts and not df.get("is_virtual")
    ]


def disarm(case: Document) -> None:
    """Mark words of a case that only look sealed: nobody could read them, or change the class.

    Anybody may type such words, and nothing in a case is sealed before it is restricted.
    """
    before = case.get_doc_before_save()
    if before and clearance.is_restricted(before.sensitivity):
        return
    for row in _rows(case):
        for df in row.meta.fields:
            if df.fieldtype in WORDS and envelope.is_sealed(row.get(df.fieldname)):
                row.set(df.fieldname, f"{QUOTED}{row.get(df.fieldname).lstrip()}")


def open_words(report: Document) -> None:
    """Replace sealed words by plain ones, as far as the session's key opens them."""
    identity = unlocking.identity()
    if identity is None:
        return
    for row, field in _places(report):
        if envelope.is_sealed(row.get(field)):
            row.set(field, _opened(row.get(field), identity))


def keep_unread(report: Document) -> None:
    """Before validation: keep what the writer could not read, and add what they wrote.

    An empty field, or one that shows that it is sealed, was not emptied by the writer.
    """
    # A form that was loaded before its reader unlocked sends its empty fields back, too.
    was_shut = bool(report.get("sealed_note"))
    before = report.get_doc_before_save()
    report.sealed_note, report.sealed_to = None, before.sealed_to if before else None
    open_words(report)
    if not before:
        return
    stored = {(row.doctype, row.name): row for row in _rows(before)}
    for row, field in _places(report):
        old = stored.get((row.doctype, row.name))
        was, now = (old.get(field) if old else None), row.get(field)
        is_unread = envelope.is_sealed(was)
        if (is_unread or (was and was_shut)) and (not now or now == SHUT):
            row.set(field, was)
        elif is_unread and now != was:
            row.set(field, _with_more(str(was), str(now), report.sensitivity))


def _with_more(sealed: str, words: str, sensitivity: str) -> str:
    found = circle.of(sensitivity)
    if not found.is_sealed:
        frappe.throw(
            _(
                "What stands here is still sealed. A handler who unlocks it can change it: {0}."
            ).format("/cfm/sealing-key")
        )
    return envelope.add(sealed, envelope.seal(cleaned(words), found.recipients))


def cover(report: Document) -> None:
    """Seal the words before a report is written; `uncover` restores them in memory."""
    found = circle.of(report.sensitivity)
    if not found.is_sealed:
        if circle.state_of(report.sensitivity) != circle.OFF:
            frappe.throw(
                _(
                    "Nobody could read this: no handler of the class has a key. Tell the system administrator."
                )
            )
        if not is_shut(report):
            report.sealed_to = None
        return
    # Nobody takes away the last of these keys before it is stored.
    last_key.wait_in_line()
    # A history would hold them in plain.
    report.flags.ignore_version = True
    plain: list[tuple[Document, str, str]] = []
    is_whole = True
    for row, field in _places(report):
        value = row.get(field)
        if envelope.is_sealed(value):
            is_whole = False
        elif value:
            plain.append((row, field, value))
            row.set(field, envelope.seal(cleaned(value), found.recipients))
    report.flags[COVERED] = [*(report.flags.get(COVERED) or []), *plain]
    if is_whole:
        report.sealed_to = found.stamp
        circle.note_recipients(report.sensitivity, found)


def uncover(report: Document) -> None:
    """Restore in memory what `cover` sealed."""
    for row, field, value in report.flags.pop(COVERED, None) or ():
        row.set(field, value)


@contextmanager
def covered(report: Document) -> Iterator[None]:
    """Context in which the document has sealed words: for writes that bypass the events of a save."""
    if report.flags.get(COVERED) is not None:
        # In a save: its rows are still to be written.
        yield
        return
    cover(report)
    try:
        yield
    finally:
        uncover(report)


def state_without_words(state: dict[str, Any]) -> dict[str, Any]:
    """What a cache may hold of a report: no words of a sealed class."""
    if circle.state_of(state.get("sensitivity") or "") == circle.OFF:
        return state
    kept = {**state, "sealed_note": SHUT}
    for field in fields_of(REPORT):
        kept[field] = kept.get(field) if envelope.is_sealed(kept.get(field)) else None
    for df in frappe.get_meta(REPORT).get_table_fields():
        if fields_of(df.options):
            kept[df.fieldname] = []
    return kept


def hide(report: Document) -> bool:
    """Before a report is sent: empty what the session cannot read. Returns whether there was anything."""
    is_shut = False
    for row, field in _places(report):
        if envelope.is_sealed(row.get(field)):
            row.set(field, SHUT if field_of(row.doctype, field).reqd else None)
            is_shut = True
    if is_shut:
        report.sealed_note = sealed_note()
    return is_shut


def sealed_note() -> str:
    """What stands above a form that hides something."""
    return _("Sealed. Unlock it with your passphrase on the page {0}.").format("/cfm/sealing-key")


def readable(value: Any) -> Any:
    """A stored value as the session reads it: its words, empty if sealed for others, else itself."""
    if not envelope.is_sealed(value):
        return value
    identity = unlocking.identity()
    found = _opened(value, identity) if identity else None
    return None if envelope.is_sealed(found) else found


def is_shut(report: Document | None) -> bool:
    """Whether a report has words that the session cannot read."""
    return report is not None and any(
        envelope.is_sealed(row.get(field)) for row, field in _places(report)
    )


def cleaned(value: str) -> str:
    """A value sanitised as Frappe does before storing; Frappe cannot do so with sealed text."""
    return str(sanitize_html(value)) if "<" in value else value


def check_new_field(field: Document, method: str | None = None) -> None:
    """Event of Custom Field: throw for a field type too short for sealed words."""
    tables = {df.options for df in frappe.get_meta(REPORT).get_table_fields()}
    if field.fieldtype == "Data" and field.dt in {REPORT, *tables}:
        frappe.throw(
            _(
                "Use the type Small Text here: words of a restricted report may be sealed, and need more room."
            )
        )


def stored(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The stored words of a report and its rows: DocType, name, values by field."""
    yield from _stored_rows(REPORT, {"name": name})
    for df in frappe.get_meta(REPORT).get_table_fields():
        if fields_of(df.options):
            yield from _stored_rows(df.options, {"parenttype": REPORT, "parent": name})


def _stored_rows(
    doctype: str, filters: dict[str, Any]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    fields = fields_of(doctype)
    parent = {} if doctype == REPORT else {"parent_doctype": REPORT}
    rows = frappe.get_all(
        doctype, filters=filters, fields=["name", *fields], order_by="creation asc", **parent
    )
    for row in rows:
        yield doctype, row.name, {field: row[field] for field in fields if row[field]}


def _places(report: Document) -> Iterator[tuple[Document, str]]:
    """Each field with words of a report and its rows."""
    for row in _rows(report):
        for field in fields_of(row.doctype):
            yield row, field


def _rows(report: Document) -> list[Any]:
    return [report, *report.get_all_children()]


def _opened(sealed: str, identity: envelope.Identity) -> str:
    """The words, or the sealed text if it was sealed for others."""
    try:
        return envelope.unseal(sealed, identity)
    except envelope.Unreadable:
        return sealed
