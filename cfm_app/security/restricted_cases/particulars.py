"""Keeps the particulars of a restricted case in its report instead of the case.

`withhold` runs while the case is validated, `store` after it was written, because the report needs the
number of the case. When the class is lifted, the particulars come back.
"""

from functools import cache
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, declarations
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import case_traces

# What a case of a restricted class does not keep: it lives in its Sensitive Report.
_OF_A_CASE = (
    "category",
    "sensitivity_reason",
    "channel",
    "language",
    "speaker_relation",
    "community_member",
    "sex",
    "age_group",
    "disability",
    "population_group",
    "location",
    "place_details",
    "incident_location",
    "programme",
    "partner",
    "description",
    "information_given",
    "source_id",
    "resolution",
    "response_given",
    "response_language",
    "informed_via",
    "understood",
    "satisfaction",
    "satisfaction_comment",
)


@cache
def fields() -> tuple[str, ...]:
    """The fields of a case that live in its report once it is restricted, those of features among them."""
    added = declarations.added_fields("Case")
    return (*_OF_A_CASE, *(each.field for each in added if each.is_particular))


def withhold(case: Document) -> None:
    """Empty the particulars of a restricted case and keep them for `store`."""
    case.is_restricted = int(clearance.is_restricted(case.sensitivity))
    if not case.is_restricted:
        return
    taken = {field: case.get(field) for field in fields() if case.get(field)}
    for table in consts.PARTICULAR_TABLES:
        rows = [_bare(row) for row in case.get(table) or []]
        if rows:
            taken[table] = rows
        case.set(table, [])
    notes = _notes(case)
    if notes:
        taken["follow_ups"] = [*taken.get("follow_ups", []), *notes]
    for field in fields():
        case.set(field, None)
    case.flags.withheld = taken
    # A stub cannot be asked for what was taken from it; a version row would keep it.
    case.flags.ignore_mandatory = True
    if taken:
        case.flags.ignore_version = True


def _notes(case: Document) -> list[dict[str, Any]]:
    """Notes at the steps and reasons for more time, as follow-ups.

    The steps themselves, and the hours asked for, stay with the case: they are the same in every case.
    """
    texts = []
    for row in case.get("sop_steps") or []:
        if row.note:
            texts.append(_("{0}: {1}").format(row.step_title, row.note))
            row.note = None
    for row in case.get("extensions") or []:
        if row.reason:
            texts.append(_("{0}: {1}").format(_("More time"), row.reason))
            row.reason = None
    stamp = {"followed_by": frappe.session.user, "followed_on": now_datetime()}
    return [{"action": text, **stamp} for text in texts]


def store(case: Document) -> None:
    """Write what was withheld to the report, and move older traces of it there."""
    taken = case.flags.get("withheld")
    if taken is None:
        return
    case.flags.withheld = None
    report = report_of(case.name)
    is_first = report is None
    if report and not taken and report.sensitivity == case.sensitivity:
        return
    if report is None:
        report = frappe.new_doc("Sensitive Report")
        report.cfm_case = case.name
    report.sensitivity = case.sensitivity
    for field in fields():
        if taken.get(field):
            report.set(field, taken[field])
    for table in consts.PARTICULAR_TABLES:
        for row in taken.get(table, []):
            report.append(table, row)
    report.flags.ignore_permissions = True
    report.save(ignore_permissions=True)
    if is_first and case.get_doc_before_save():
        case_traces.move(case.name, report.name)
        case_traces.erase_elsewhere(case.name, report.name)


def restore(case: Document) -> None:
    """Give the particulars back to a case whose class is no longer restricted."""
    before = case.get_doc_before_save()
    if not before or not clearance.is_restricted(before.sensitivity):
        return
    if clearance.is_restricted(case.sensitivity):
        return
    report = report_of(case.name)
    if report is None:
        return
    for field in fields():
        if not case.get(field) and not _is_taken(field, report.get(field)):
            case.set(field, report.get(field))
    for table in consts.PARTICULAR_TABLES:
        for row in report.get(table) or []:
            case.append(table, _bare(row))
    case.flags.released_report = report.name


def _is_taken(field: str, value: str | None) -> bool:
    """Whether another case has the unique source number by now."""
    return field == "source_id" and bool(value) and bool(frappe.db.exists("Case", {field: value}))


def release(case: Document) -> None:
    """Delete the report of a case that took its particulars back."""
    name = case.flags.get("released_report")
    if not name:
        return
    case.flags.released_report = None
    case_traces.repoint(("Sensitive Report", name), ("Case", case.name))
    frappe.delete_doc(
        "Sensitive Report", name, ignore_permissions=True, force=True, delete_permanently=True
    )


def show_only_stub(case: Document) -> None:
    """Before a restricted case is sent to its recorder: empty all that a recorder may not see."""
    is_unstored = case.is_new() and not case.flags.in_insert
    if is_unstored or not clearance.is_restricted(case.sensitivity):
        return
    if access.may_see_case(case.name):
        return
    for df in case.meta.fields:
        if df.fieldname not in consts.STUB:
            case.set(df.fieldname, [] if df.fieldtype == "Table" else None)
    for column in case_traces.COPIED:
        case.set(column, None)


def report_of(case: str) -> Document | None:
    """The report of a case, if it has one. Checks no permission."""
    name = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name")
    return frappe.get_doc("Sensitive Report", name) if name else None


def particular(case: Document, field: str) -> Any:
    """The value of a field in the report of a restricted case; None for other cases."""
    if case.is_new() or not clearance.is_restricted(case.sensitivity):
        return None
    return frappe.db.get_value("Sensitive Report", {"cfm_case": case.name}, field)


def _bare(row: Document) -> dict[str, Any]:
    """The values of a child row without its identity."""
    return {
        field.fieldname: row.get(field.fieldname)
        for field in row.meta.fields
        if row.get(field.fieldname) not in (None, "")
    }
