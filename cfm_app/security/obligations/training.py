"""Trainings: participants of a session obtain its course, from that day and as long as it is valid."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_months, cint, getdate

from cfm_app.security.obligations import compliance, names


def check_session(session: Document) -> None:
    """Throw for a participant who is listed twice, and for presence in the future."""
    listed = [row.user for row in session.attendance]
    for user in listed:
        if listed.count(user) > 1:
            frappe.throw(_("{0} stands in the list twice.").format(user))
    present = any(row.presence == names.PRESENT for row in session.attendance)
    if present and getdate(session.held_on) > getdate():
        frappe.throw(_("The session is still to come: note who was present once it was held."))


def follow_session(session: Document) -> None:
    """Bring the records of a session in line with its participants."""
    present = {row.user for row in session.attendance if row.presence == names.PRESENT}
    known = {
        row.user: row.name
        for row in frappe.get_all(
            names.RECORD,
            filters={"training_session": session.name},
            fields=["name", "user"],
            limit_page_length=0,
        )
    }
    values = _values(session.course, getdate(session.held_on))
    for user in sorted(present | known.keys()):
        told = {**values, "passed": int(user in present)}
        if user in known:
            _change(known[user], told)
        else:
            record(user, told, training_session=session.name)
    compliance.clear_cache()


def record(user: str, values: dict[str, Any], **more: Any) -> Document:
    """Store that somebody obtained a course, or tried to."""
    doc = frappe.get_doc({"doctype": names.RECORD, "user": user, **values, **more})
    doc.insert(ignore_permissions=True)
    compliance.clear_cache()
    return doc


def obtained(course: str, passed: bool) -> dict[str, Any]:
    """The values of a record made today about a course."""
    return {**_values(course, getdate()), "passed": int(passed)}


def _values(course: str, on: date) -> dict[str, Any]:
    months = cint(frappe.db.get_value(names.COURSE, course, "validity_months"))
    expires = add_months(on, months) if months else None
    return {"course": course, "obtained_on": on, "expires_on": expires}


def _change(name: str, values: dict[str, Any]) -> None:
    doc = frappe.get_doc(names.RECORD, name)
    doc.update(values)
    doc.save(ignore_permissions=True)
