"""Stores records of the other office, with their number if it is free, their authors and times.

No act is invented: a case is stored as a new one, so that its class decides at once who sees it, and then
gets its state.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime, sanitize_html

from cfm_app.base import changed_records, consts
from cfm_app.cases.search import index
from cfm_app.exchange import past_cases
from cfm_app.exchange.brought_files import attach
from cfm_app.exchange.offices import stranger
from cfm_app.exchange.offices.ledger import Entry
from cfm_app.exchange.offices.scope import (
    BY,
    CASE,
    COMMENTS,
    CONSENT,
    PERSON,
    PURPOSES,
    REFERRAL,
    REPORT,
    STATE,
    TABLES,
)
from cfm_app.exchange.past_cases import Moments
from cfm_app.procedures.sop import written_elsewhere
from cfm_app.security.access_rule import random_naming, status_codes
from cfm_app.security.lawful_basis import consent, unrecorded
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sealing import circle

COMMENT_COLUMNS = (
    "name creation modified modified_by owner docstatus idx comment_type comment_by comment_email"
    " reference_doctype reference_name content subject"
).split()
# Where the name of whoever is not known here is written in a row.
WORDS = {"Case Follow Up": "action", "Case Contact Attempt": "note"}
# What only those who did it can vouch for.
EVIDENCE = (
    *(STATE, "resolution", "information_given", "response_given", "informed_via"),
    *("understood", "satisfaction", CONSENT, REFERRAL),
)
# How the framework names rows and comments.
HASH = re.compile(r"[0-9a-z]{8,40}")
LONGEST_NAME = 100


def new_case(bundle: dict[str, Any], values: dict[str, Any]) -> str:
    """Store a case that is not here yet. Returns its number."""
    doc = frappe.get_doc({"doctype": CASE, **values})
    doc.flags.ignore_mandatory = True
    doc.flags.comes_from_outside = True
    doc.insert(ignore_permissions=True, set_name=_free(CASE, bundle["name"]))
    name = str(doc.name)
    past: dict[str, Any] = {"creation": _when(bundle)}
    if not doc.is_restricted:
        past["owner"] = "Administrator"
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
    place = past_cases.history_document(case)
    if not frappe.db.get_value(place[0], place[1], "source_id"):
        frappe.db.set_value(place[0], place[1], "source_id", number, update_modified=False)
    said = _("Its number at the other office is {0}.").format(number)
    frappe.get_doc(*place).add_comment("Info", said)
    index.refresh_case(case)


def set_state(case: str, state: str, moments: dict[str, Any]) -> None:
    """Write the state that a case has at the other office, with what was reached when."""
    if not stranger.state_of(CASE, state):
        frappe.throw(_("The state “{0}” is not in the workflow of this office.").format(_(state)))
    told = stranger.moments(moments)
    last = told.get("closed_on") or told.get("resolved_on") or told.get("state_since")
    past_cases.set_state(case, state, Moments(told.get("first_response_on"), last))
    if told:
        frappe.db.set_value(CASE, case, told, update_modified=False)
        changed_records.note(CASE, [case])


def _when(found: dict[str, Any]) -> datetime:
    """When a record was made there, as far as it can be true."""
    return stranger.past_or_due(found["creation"]) or now_datetime()


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
    return past_cases.history_document(case)


def add_rows(case: str, rows: dict[str, list[dict[str, Any]]], entry: Entry, office: str) -> int:
    """Add follow-ups and attempts that are not here yet, as told there; of a restricted case to its report."""
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
    added = [(row["name"], _append(doc, table, row, office)) for table, row in new]
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


def _append(doc: Document, table: str, row: dict[str, Any], office: str) -> Document:
    doctype = row_type(doc.doctype, table)
    values = stranger.said(doctype, row["values"]).values
    # Nobody here did it: who did is part of the words.
    field = WORDS[doctype]
    values[field] = f"{_author(row[BY], office)}: {values.get(field) or ''}".strip()
    child = doc.append(table, values)
    if doc.doctype == CASE:
        child.name = _free(doctype, row["name"]) or frappe.generate_hash(length=10)
    return child


def _author(name: str, office: str) -> str:
    """Somebody of another office, in words."""
    return f"{name} ({office})" if name else office


def add_lines(case: str, lines: list[dict[str, Any]], entry: Entry, office: str) -> int:
    """Add what was written beside a case there: with its author in words, in the report of a restricted one."""
    new = [line for line in lines if line["name"] not in entry.rows]
    written_elsewhere.clarify(case, *(str(line["content"]) for line in new))
    place = past_cases.history_document(case)
    if not new:
        return 0
    if place[0] == REPORT and circle.of(frappe.db.get_value(CASE, case, "sensitivity")).is_sealed:
        told = [
            f"{line['creation']} {_author(line['comment_by'], office)}: {line['content']}"
            for line in new
        ]
        attach(place, f"{new[0]['creation'][:10]}.txt", "\n".join(told).encode())
        entry.rows |= {line["name"]: line["name"] for line in new}
        return len(new)
    rows = [_line(line, place, office) for line in new]
    frappe.db.bulk_insert("Comment", COMMENT_COLUMNS, rows)
    entry.rows |= {line["name"]: row[0] for line, row in zip(new, rows, strict=True)}
    return len(new)


def _line(line: dict[str, Any], place: tuple[str, str], office: str) -> tuple[Any, ...]:
    name = _free("Comment", line["name"]) or frappe.generate_hash(length=10)
    moment, owner = _when(line), "Administrator"
    author = _author(line["comment_by"] or line["owner"], office)
    said = f"{escape_html(author)}: {sanitize_html(line['content'])}"
    standard = (name, moment, moment, owner, owner, 0, 0)
    kind = line["comment_type"] if line["comment_type"] in COMMENTS else COMMENTS[0]
    # Without an address the list shows the name as the author.
    return (*standard, kind, author, "", *place, said, "")


def mark_as_told(
    entry: Entry, office: str, told: list[str], left_out: dict[str, list[str]]
) -> None:
    """Note in the history what another office says of a case, and what of it was left out."""
    texts = []
    if evidence := [label_of(CASE, each) for each in told if each in EVIDENCE]:
        texts.append(
            _("As {0} tells it; nobody here has seen it: {1}.").format(office, ", ".join(evidence))
        )
    if left_out:
        names = [label_of(doctype, each) for doctype, fields in left_out.items() for each in fields]
        texts.append(
            _("Left out, because it leads to what {0} has not given: {1}.").format(
                office, ", ".join(dict.fromkeys(names))
            )
        )
    if texts:
        comment = frappe.get_doc(*place_of(entry.our_name)).add_comment("Info", " ".join(texts))
        # It says what that office knows, so it does not go back.
        entry.rows[comment.name] = comment.name


def label_of(doctype: str, field: str) -> str:
    """What a field is called, or a kind of record."""
    if field in (CONSENT, REFERRAL):
        return _(field)
    if field == PURPOSES:
        return _("Purposes")
    found = frappe.get_meta(doctype).get_field(field)
    return _(found.label) if found else field


def add_files(
    case: str, files: list[dict[str, Any]], contents: dict[str, bytes], entry: Entry
) -> int:
    """Add files that are not here yet as private files of the case, or of the report of a restricted one."""
    new = [each for each in files if each["name"] in contents and each["name"] not in entry.rows]
    for each in new:
        called = str(each["file_name"]).replace("/", "_").replace("\\", "_")[-LONGEST_NAME:]
        place = past_cases.history_document(case)
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
    owner, moment = "Administrator", _when(found)
    doc = frappe.get_doc({"doctype": doctype, "name": name, **_cleaned(values)})
    doc.update({"owner": owner, "modified_by": owner, "creation": moment, "modified": moment})
    doc.db_insert()
    changed_records.note(doctype, [str(name)])
    return str(name)


def change_evidence(doctype: str, name: str, values: dict[str, Any]) -> None:
    """Write what was decided there since."""
    own = {field: value for field, value in values.items() if field != PURPOSES}
    if own:
        frappe.db.set_value(doctype, name, _cleaned(own))
        changed_records.note(doctype, [name])
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
        child = doc.append(PURPOSES, stranger.said("Consent Purpose", row).values)
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
