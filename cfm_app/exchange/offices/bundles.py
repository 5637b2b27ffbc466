"""A case as it is sent to the other office: case, person, consents, referrals, history, files."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import get_fullname

from cfm_app.exchange.offices import parcel
from cfm_app.exchange.offices.ledger import Entry, Ledger
from cfm_app.exchange.offices.scope import (
    ANSWERED,
    BY,
    CASE,
    COMMENTS,
    CONSENT,
    MOMENTS,
    PERSON,
    PURPOSES,
    REFERRAL,
    REPORT,
    TABLES,
    fields_of,
    values_of,
)
from cfm_app.security.access_rule import status_codes
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sealing import body, reporters
from cfm_app.security.sealing import files as sealed_files


class SealedError(Exception):
    """Its words are sealed, and the user's key is not unlocked."""


def of_case(name: str, entry: Entry, book: Ledger) -> dict[str, Any]:
    """A case of this office with everything. Raises `SealedError`."""
    case = frappe.get_doc(CASE, name)
    report = particulars.report_of(name) if case.is_restricted else None
    if body.is_shut(report) or (report and reporters.is_shut_for(report.community_member)):
        raise SealedError
    place = (REPORT, report.name) if report else (CASE, name)
    values = values_of(case, CASE)
    if report:
        values |= {
            field: value
            for field, value in values_of(report, CASE).items()
            if field in particulars.fields()
        }
    found = {
        "name": name,
        "values": values,
        "saw": entry.saw,
        "state": case.workflow_state,
        "moments": _moments(case),
        "rows": _rows(report or case, entry),
        "owner": case.owner,
        "creation": str(case.creation),
        "person": _person(values.get("community_member"), book),
        CONSENT: [_consent(each, book) for each in _names(CONSENT, name)],
        REFERRAL: [_referral(each, book) for each in _names(REFERRAL, name)],
        "lines": _lines(place, entry),
        "files": _files([place, (CASE, name)]),
        "code": "" if report else status_codes.plain_code(name) or "",
    }
    return _digested(found)


def answered(entry: Entry) -> dict[str, Any]:
    """This office's answers about a case of the other office. Raises `SealedError`."""
    case = frappe.get_doc(CASE, entry.our_name)
    report = particulars.report_of(case.name) if case.is_restricted else None
    if body.is_shut(report):
        raise SealedError
    source = report or case
    found = {
        "name": entry.their_name,
        "values": {
            field: value for field, value in values_of(source, CASE).items() if field in ANSWERED
        },
        "saw": {field: seen for field, seen in entry.saw.items() if field in ANSWERED},
        "state": case.workflow_state,
        "moments": _moments(case),
        "rows": _rows(source, entry),
    }
    return _digested(found)


def contents(bundle: dict[str, Any], entry: Entry) -> dict[str, bytes]:
    """The bytes of the files of a bundle that the other office has not got yet."""
    return {
        each["name"]: _content(each["name"])
        for each in bundle.get("files", [])
        if each["name"] not in entry.files
    }


def _digested(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "digest": parcel.digest(found)}


def _moments(case: Any) -> dict[str, Any]:
    return {field: _plain(case.get(field)) for field in MOMENTS if case.get(field)}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else str(value)


def _names(doctype: str, case: str) -> list[str]:
    where = {"cfm_case": case}
    return frappe.get_all(doctype, filters=where, pluck="name", order_by="creation asc, name asc")


def _rows(doc: Any, entry: Entry) -> dict[str, list[dict[str, Any]]]:
    """What was noted on this side; what came from the other one does not go back."""
    came = set(entry.rows.values())
    return {
        table: [_row(row) for row in doc.get(table) or [] if row.name not in came]
        for table in TABLES
    }


def _row(row: Any) -> dict[str, Any]:
    values = values_of(row, row.doctype)
    users = [
        values[field.fieldname]
        for field in fields_of(row.doctype)
        if field.options == "User" and field.fieldname in values
    ]
    return {"name": row.name, BY: str(get_fullname(users[0])) if users else "", "values": values}


def _person(name: str | None, book: Ledger) -> dict[str, Any] | None:
    return _record(PERSON, name, book) if name else None


def _record(doctype: str, name: str, book: Ledger) -> dict[str, Any]:
    doc = frappe.get_doc(doctype, name)
    head = {"name": name, "owner": doc.owner, "creation": str(doc.creation)}
    saw = book.entry(doctype, name).saw
    return {**head, "values": values_of(doc, doctype), "saw": saw}


def _consent(name: str, book: Ledger) -> dict[str, Any]:
    found = _record(CONSENT, name, book)
    doc = frappe.get_doc(CONSENT, name)
    more = {
        PURPOSES: [values_of(row, row.doctype) for row in doc.get(PURPOSES)],
        "person": doc.community_member,
        "supersedes": doc.supersedes,
        "evidence": frappe.db.get_value("File", {"file_url": doc.evidence}) if doc.evidence else "",
    }
    return {**found, **more}


def _referral(name: str, book: Ledger) -> dict[str, Any]:
    doc = frappe.get_doc(REFERRAL, name)
    asked = str(get_fullname(doc.focal_point)) if doc.focal_point else ""
    found = _record(REFERRAL, name, book)
    return {**found, "user": doc.focal_point, "asked": asked, "consent": doc.consent}


def _lines(place: tuple[str, str], entry: Entry) -> list[dict[str, Any]]:
    """What was written beside the case, with its author and time."""
    came = set(entry.rows.values())
    rows = frappe.get_all(
        "Comment",
        filters={
            "reference_doctype": place[0],
            "reference_name": place[1],
            "comment_type": ["in", COMMENTS],
        },
        fields=["name", "creation", "owner", "comment_type", "comment_by", "content"],
        order_by="creation asc, name asc",
        limit_page_length=0,
    )
    return [{**row, "creation": str(row.creation)} for row in rows if row.name not in came]


def _files(places: list[tuple[str, str]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for doctype, name in places:
        where = {"attached_to_doctype": doctype, "attached_to_name": name, "is_folder": 0}
        rows = frappe.get_all(
            "File", filters=where, fields=["name", "file_name", "file_size"], order_by="name asc"
        )
        found |= {row.name: dict(row) for row in rows}
    for sealed, called in sealed_files.names_of(list(found)).items():
        found[sealed]["file_name"] = called
    return list(found.values())


def _content(name: str) -> bytes:
    if frappe.db.exists(sealed_files.DOCTYPE, {"file": name}):
        return sealed_files.download(name)[1]
    content = frappe.get_doc("File", name).get_content()
    return content.encode() if isinstance(content, str) else bytes(content)
