"""Stores records of the other office, with their number if it is free, their authors and times.

No act is invented: a case is stored as a new one, so that its class decides at once who sees it, and then
gets its state.
"""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_datetime, sanitize_html

from cfm_app import consts
from cfm_app.kept_facts import changes
from cfm_app.migration import case_writer
from cfm_app.migration.case_writer import Moments
from cfm_app.migration.history import attach
from cfm_app.offices.bundles import BY
from cfm_app.offices.ledger import Entry
from cfm_app.offices.scope import (
    CASE,
    CONSENT,
    MOMENTS,
    PERSON,
    PURPOSES,
    REFERRAL,
    REPORT,
    STATE,
    TABLES,
    fields_of,
)
from cfm_app.privacy.access_rule import random_naming, status_codes
from cfm_app.privacy.lawful_basis import consent, unrecorded
from cfm_app.privacy.restricted_cases import particulars
from cfm_app.sealing import circle
from cfm_app.search import index
from cfm_app.sop import written_elsewhere

COMMENT_COLUMNS = (
    "name creation modified modified_by owner docstatus idx comment_type comment_by comment_email"
    " reference_doctype reference_name content subject"
).split()
# Where the name of whoever is not known here is written in a row.
WORDS = {"Case Follow Up": "action", "Case Contact Attempt": "note"}
# How the framework names rows and comments.
HASH = re.compile(r"[0-9a-z]{8,40}")
LONGEST_NAME = 100


def known_links(doctype: str, values: dict[str, Any]) -> dict[str, Any]:
    """Values without users and texts that are not here; a sentence where a list lacks what a case needs."""
    found = dict(values)
    for field in fields_of(doctype):
        value = values.get(field.fieldname)
        if field.fieldtype != "Link" or not value or frappe.db.exists(field.options, value):
            continue
        if field.options in ("User", PERSON, "Consent Statement"):
            found.pop(field.fieldname)
            continue
        frappe.throw(
            _(
                "{0}: “{1}” is not in the list of this office. Add it, then bring in the same file again."
            ).format(_(field.label), value)
        )
    # What only the other office has as a field of its own making.
    return {name: value for name, value in found.items() if _has(doctype, name)}


def _has(doctype: str, field: str) -> bool:
    return field == STATE or bool(frappe.get_meta(doctype).has_field(field))


def new_case(bundle: dict[str, Any], values: dict[str, Any]) -> str:
    """Store a case that is not here yet. Returns its number."""
    doc = frappe.get_doc({"doctype": CASE, **values})
    doc.flags.ignore_mandatory = True
    doc.flags.comes_from_outside = True
    doc.insert(ignore_permissions=True, set_name=_free(CASE, bundle["name"]))
    name = str(doc.name)
    past = {"creation": get_datetime(bundle["creation"])}
    if not doc.is_restricted:
        past["owner"] = _user(bundle["owner"]) or "Administrator"
    frappe.db.set_value(CASE, name, past, update_modified=False)
    if name != bundle["name"]:
        _tell_number(name, bundle["name"])
    return name


def _free(doctype: str, name: str) -> str | None:
    """The number where it began, unless it is none or another record here has it: then this one gets a new one."""
    is_one = random_naming.NUMBER.fullmatch(name) or HASH.fullmatch(name)
    return name if is_one and not frappe.db.exists(doctype, name) else None


def _tell_number(case: str, number: str) -> None:
    """A number that is taken here is found as the number in the source."""
    place = case_writer.history_document(case)
    if not frappe.db.get_value(place[0], place[1], "source_id"):
        frappe.db.set_value(place[0], place[1], "source_id", number, update_modified=False)
    said = _("Its number at the other office is {0}.").format(number)
    frappe.get_doc(*place).add_comment("Info", said)
    index.refresh_case(case)


def set_state(case: str, state: str, moments: dict[str, Any]) -> None:
    """Write the state that a case has at the other office, with what was reached when."""
    if not frappe.db.exists("Workflow State", state):
        frappe.throw(_("The state “{0}” is not in the workflow of this office.").format(_(state)))
    last = moments.get("closed_on") or moments.get("resolved_on") or moments.get("state_since")
    first = moments.get("first_response_on")
    case_writer.set_state(case, state, Moments(_moment(first), _moment(last)))
    told = {field: moments.get(field) for field in MOMENTS if field in moments}
    if told:
        frappe.db.set_value(CASE, case, told, update_modified=False)
        changes.note(CASE, [case])


def _moment(text: Any) -> Any:
    return get_datetime(text) if text else None


def change_case(name: str, values: dict[str, Any]) -> None:
    """Write fields of a case by its rules, past the rights of whoever brings them in."""
    case = frappe.get_doc(CASE, name)
    case.update(values)
    case.flags.ignore_permissions = True
    case.flags.ignore_mandatory = True
    case.flags.comes_from_outside = True
    case.save()


def place_of(case: str) -> tuple[str, str]:
    """Where what is written about a case hangs."""
    return case_writer.history_document(case)


def add_rows(case: str, rows: dict[str, list[dict[str, Any]]], entry: Entry) -> int:
    """Add follow-ups and attempts that are not here yet; those of a restricted case to its report."""
    new = [
        (table, row)
        for table in TABLES
        for row in rows.get(table, [])
        if row["name"] not in entry.rows
    ]
    if not new:
        return 0
    texts = (str(value) for _table, row in new for value in row["values"].values())
    written_elsewhere.clarify(case, *texts)
    report = particulars.report_of(case)
    doc = report or frappe.get_doc(CASE, case)
    added = [(row["name"], _append(doc, table, row)) for table, row in new]
    if report:
        report.save(ignore_permissions=True)
    else:
        for _theirs, child in added:
            child.db_insert()
    entry.rows |= {theirs: str(child.name) for theirs, child in added}
    return len(new)


def row_type(doctype: str, table: str) -> str:
    """The kind of the rows of a table."""
    return str(next(df.options for df in frappe.get_meta(doctype).fields if df.fieldname == table))


def _append(doc: Document, table: str, row: dict[str, Any]) -> Document:
    doctype = row_type(doc.doctype, table)
    values = known_links(doctype, row["values"])
    if len(values) < len(row["values"]) and row.get(BY):
        field = WORDS[doctype]
        values[field] = f"{row[BY]}: {values.get(field) or ''}".strip()
    child = doc.append(table, values)
    if doc.doctype == CASE:
        child.name = _free(doctype, row["name"]) or frappe.generate_hash(length=10)
    return child


def add_lines(case: str, lines: list[dict[str, Any]], entry: Entry) -> int:
    """Add what was written beside a case there: with its author and time, in the report of a restricted one."""
    new = [line for line in lines if line["name"] not in entry.rows]
    written_elsewhere.clarify(case, *(str(line["content"]) for line in new))
    place = case_writer.history_document(case)
    if not new:
        return 0
    if place[0] == REPORT and circle.of(frappe.db.get_value(CASE, case, "sensitivity")).is_sealed:
        told = [f"{line['creation']} {line['comment_by']}: {line['content']}" for line in new]
        attach(place, f"{new[0]['creation'][:10]}.txt", "\n".join(told).encode())
        entry.rows |= {line["name"]: line["name"] for line in new}
        return len(new)
    rows = [_line(line, place) for line in new]
    frappe.db.bulk_insert("Comment", COMMENT_COLUMNS, rows)
    entry.rows |= {line["name"]: row[0] for line, row in zip(new, rows, strict=True)}
    return len(new)


def _line(line: dict[str, Any], place: tuple[str, str]) -> tuple[Any, ...]:
    name = _free("Comment", line["name"]) or frappe.generate_hash(length=10)
    moment, user = get_datetime(line["creation"]), _user(line["owner"])
    owner = user or "Administrator"
    said = sanitize_html(str(line["content"] or ""))
    if not user:
        said = f"{escape_html(str(line['comment_by'] or line['owner']))}: {said}"
    standard = (name, moment, moment, owner, owner, 0, 0)
    about = (str(line["comment_type"]), str(line["comment_by"] or ""), user or "")
    return (*standard, *about, *place, said, "")


def add_files(
    case: str, files: list[dict[str, Any]], contents: dict[str, bytes], entry: Entry
) -> int:
    """Add files that are not here yet as private files of the case, or of the report of a restricted one."""
    new = [each for each in files if each["name"] in contents and each["name"] not in entry.rows]
    for each in new:
        called = str(each["file_name"]).replace("/", "_").replace("\\", "_")[-LONGEST_NAME:]
        place = case_writer.history_document(case)
        entry.rows[each["name"]] = attach(place, called, contents[each["name"]])
    return len(new)


def new_person(found: dict[str, Any], values: dict[str, Any]) -> str:
    """Store a person who is not here yet; whether the office knows them is looked at by people."""
    doc = frappe.get_doc({"doctype": PERSON, **values})
    doc.flags.ignore_mandatory = True
    doc.insert(ignore_permissions=True, set_name=_free(PERSON, found["name"]))
    return str(doc.name)


def new_evidence(doctype: str, found: dict[str, Any], values: dict[str, Any]) -> str:
    """Store a consent or a referral as it was decided there."""
    name = _free(doctype, found["name"]) or random_naming.new_name(doctype)
    owner, moment = _user(found["owner"]) or "Administrator", get_datetime(found["creation"])
    doc = frappe.get_doc({"doctype": doctype, "name": name, **_cleaned(values)})
    doc.update({"owner": owner, "modified_by": owner, "creation": moment, "modified": moment})
    doc.db_insert()
    changes.note(doctype, [str(name)])
    return str(name)


def change_evidence(doctype: str, name: str, values: dict[str, Any]) -> None:
    """Write what was decided there since."""
    own = {field: value for field, value in values.items() if field != PURPOSES}
    if own:
        frappe.db.set_value(doctype, name, _cleaned(own))
        changes.note(doctype, [name])
    if doctype == CONSENT and PURPOSES in values:
        put_purposes(name, values[PURPOSES])
    if doctype == REFERRAL:
        frappe.clear_document_cache(doctype, name)


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """What the framework does to words before it stores a document, which these go past."""
    return {
        name: sanitize_html(value) if isinstance(value, str) and "<" in value else value
        for name, value in values.items()
    }


def put_purposes(consent_name: str, rows: list[dict[str, Any]]) -> None:
    """Write what the person decided, purpose by purpose."""
    frappe.db.delete("Consent Purpose", {"parent": consent_name, "parenttype": CONSENT})
    doc = frappe.get_doc(CONSENT, consent_name)
    doc.set(PURPOSES, [])
    for row in rows:
        child = doc.append(PURPOSES, known_links("Consent Purpose", row))
        child.name = frappe.generate_hash(length=10)
        child.db_insert()


def follow_consents(case: str, consents: list[str]) -> None:
    """Let what persons decided there count here: the state of the case, and referrals that depend on it."""
    consent.refresh_case(case)
    for name in consents:
        doc = frappe.get_doc(CONSENT, name)
        if doc.workflow_state == consts.CONSENT_DRAFT:
            continue
        consent.revoke_dependent_referrals(case)
        if unrecorded.is_refused(doc) and consent.refuses_record(case):
            unrecorded.end_record(case)


def take_over_code(case: str, code: str) -> None:
    """The code that the person was given goes on to answer."""
    if code:
        status_codes.take_over(case, code)


def _user(name: str) -> str | None:
    return name if name and frappe.db.exists("User", name) else None
