"""Rows that clients may not rewrite: steps of the procedure, notes of colleagues, contact attempts.

A client sends whole tables, possibly shortened or changed. Users may not rewrite what decides whether a
case can be resolved or given up. The app itself writes these rows when a procedure changes, a case is
reclassified, or old data is imported.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, getdate

from cfm_app.base.clock import believed_now
from cfm_app.procedures.sop import timestamps
from cfm_app.security.lawful_basis import unrecorded

STEPS, NOTES, ATTEMPTS = "sop_steps", "follow_ups", "contact_attempts"
# The fields of a step that users write; user and time follow from the tick.
OF_STEP = ("done", "note")
# The fields of a note that its writer may correct on the same day.
OF_NOTE = ("action", "next_step_on")
# The fields that an attempt keeps when the case is reopened.
OF_REOPENING = ("before_reopening", "said", "satisfaction", "satisfaction_comment")


def protect(doc: Document, received_on: Any) -> None:
    """Throw for changes of such rows by users; restore what a form only sends back.

    `doc` is a case or the report of a restricted one, `received_on` when the case was received.
    """
    if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
        return
    if doc.meta.has_field(STEPS):
        _keep_steps(doc)
    _keep_notes(doc)
    _keep_attempts(doc, received_on)


def _keep_steps(case: Document) -> None:
    """Steps belong to the procedure: users tick them and write notes."""
    if case.is_new():
        case.set(STEPS, [])
        return
    stored, rows = _stored(case, STEPS), {row.name: row for row in case.get(STEPS) or []}
    if stored.keys() != rows.keys():
        frappe.throw(
            _(
                "The steps are those of the procedure: tick them or write a note, but add and remove"
                " none. Load the page again."
            ),
            title=_("Steps of the procedure"),
        )
    takes_notes = not unrecorded.is_case_of(case)
    for name, old in stored.items():
        row = rows[name]
        is_ticked = bool(old.act) and row.done and not old.done
        if is_ticked and takes_notes and not (row.note or "").strip():
            frappe.throw(
                _(
                    "This step is done by the act “{0}” itself. If it is not needed here, write at"
                    " the step why."
                ).format(_(old.act)),
                title=_("Steps of the procedure"),
            )
        for field in row.meta.fields:
            if field.fieldname not in OF_STEP:
                row.set(field.fieldname, old.get(field.fieldname))
        row.idx = old.idx
    case.set(STEPS, sorted(rows.values(), key=lambda row: row.idx))


def _keep_notes(doc: Document) -> None:
    """A note belongs to its writer, who may correct it on the same day."""
    stored, rows = _stored(doc, NOTES), doc.get(NOTES) or []
    kept = {row.name: row for row in rows if row.name in stored}
    for name, old in stored.items():
        row = kept.get(name)
        is_changed = row is None or any(_text(row, field) != _text(old, field) for field in OF_NOTE)
        if is_changed and not _is_own_of_today(old):
            frappe.throw(
                _(
                    "A note stays as it was written: only its writer corrects it, on the same day."
                    " Write another note."
                ),
                title=_("A note of the case"),
            )
    for row in rows:
        old = stored.get(row.name)
        row.followed_by = old.followed_by if old else frappe.session.user
        row.followed_on = old.followed_on if old else believed_now()


def _keep_attempts(doc: Document, received_on: Any) -> None:
    """An attempt may be noted later than it was made, but not dated before the case or in the future."""
    stored = _stored(doc, ATTEMPTS)
    for row in doc.get(ATTEMPTS) or []:
        old = stored.get(row.name)
        for field in OF_REOPENING:
            row.set(field, old.get(field) if old else None)
        row.attempted_by = old.attempted_by if old else frappe.session.user
        if old:
            if _minute(row.attempted_on) != _minute(old.attempted_on):
                frappe.throw(
                    _("What came of a contact stays as it was recorded. Record another one.")
                )
            row.attempted_on = old.attempted_on
            continue
        row.attempted_on = get_datetime(row.attempted_on) if row.attempted_on else believed_now()
        if timestamps.is_ahead(row.attempted_on):
            frappe.throw(_("A contact that is still to come cannot be recorded. Check its date."))
        earliest = _minute(received_on)
        if earliest and row.attempted_on < earliest:
            frappe.throw(
                _("The person was contacted before the case was received. Check both dates.")
            )


def _is_own_of_today(note: Any) -> bool:
    is_of_today = bool(note.followed_on) and getdate(note.followed_on) == believed_now().date()
    return is_of_today and note.followed_by == frappe.session.user


def _stored(doc: Document, table: str) -> dict[str, Any]:
    before = doc.get_doc_before_save()
    return {row.name: row for row in (before.get(table) if before else None) or []}


def _minute(moment: Any) -> datetime | None:
    """A moment without seconds: forms show and send hours and minutes."""
    return get_datetime(moment).replace(second=0, microsecond=0) if moment else None


def _text(row: Any, field: str) -> str:
    return str(row.get(field) or "").strip()
