"""Corrects the person's own record, with before and after."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, now_datetime

from cfm_app.data_protection.person_requests import entry, states

MEMBER = "Community Member"
TYPES = ("Data", "Select", "Int", "Link", "Small Text")


def fields() -> list[Any]:
    """The correctable fields of a person's record."""
    return [
        df
        for df in frappe.get_meta(MEMBER).fields
        if df.fieldtype in TYPES and not df.read_only and not df.hidden
    ]


def correct(name: str, values: dict[str, Any]) -> Document:
    """Write new values into the record of the person; unchanged ones are left out of the account."""
    request = entry.opened(name, states.DECIDED)
    if request.kind != states.CORRECTION or not request.community_member:
        frappe.throw(_("This request asks for no correction of a record."))
    person = frappe.get_doc(MEMBER, request.community_member, for_update=True)
    person.check_permission("write")
    offered = {df.fieldname for df in fields()}
    for field in sorted(offered & values.keys()):
        before, after = cstr(person.get(field)), cstr(values[field]).strip()
        if before != after and not (before in ("", "0") and after in ("", "0")):
            person.set(field, after or None)
            change = {"changed_field": field, "value_before": before, "value_after": after}
            request.append("changes", change)
    if not request.changes:
        frappe.throw(_("Nothing is changed yet: write what is right instead."))
    person.save()
    request.carried_out_on, request.carried_out_by = now_datetime(), frappe.session.user
    return entry.save(request)
