"""Brings in cases of another office: each case completely or not at all, and never twice.

Conflicts are not written: they wait for a person (`deciding`).
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.cases.search import index
from cfm_app.data_protection.personal_data import erasure_list
from cfm_app.exchange.agencies import entry as agreements
from cfm_app.exchange.agencies import states, words
from cfm_app.exchange.offices import merging, stranger, writing
from cfm_app.exchange.offices.ledger import Entry, Ledger
from cfm_app.exchange.offices.parcel import Parcel
from cfm_app.exchange.offices.scope import (
    ANSWERED,
    CASE,
    CONSENT,
    PERSON,
    PURPOSES,
    REFERRAL,
    STATE,
    values_of,
)
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement.handlers import QUIET
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sealing import envelope

NEW, CHANGED, SAME, OPEN = "new", "changed", "same", "open"
CLASS = "sensitivity"


class Taking:
    """What one file brings."""

    def __init__(self, agreement: Document, parcel: Parcel) -> None:
        self._agreement, self._parcel = agreement, parcel
        self._book = Ledger(agreement)
        self._is_ours = agreement.direction == states.WE_SEND
        self._left_out: dict[str, list[str]] = {}
        """Fields of the present case that lead to what the other office did not give, by kind of record."""

    def take(self, bundle: dict[str, Any]) -> str:
        """Bring one case in; says what became of it. Raises what a person has to know."""
        entry = self._book.entry(CASE, str(bundle["name"]))
        if entry.as_of >= self._parcel.serial:
            return SAME
        if self._is_ours:
            return self._take_answer(bundle, entry)
        return self._take_case(bundle, entry)

    # --- of the other office ------------------------------------------------------------------
    def _take_case(self, bundle: dict[str, Any], entry: Entry) -> str:
        self._check_class(bundle["values"])
        self._check_side(entry)
        if entry.our_name and not self._may_change(entry):
            return SAME
        is_new = not entry.our_name
        self._left_out = {}
        values = self._said(CASE, bundle)
        if bundle["person"]:
            # No other person than the one who comes along, and who is new or was given by that office.
            values["community_member"] = self._person(bundle["person"], entry.our_name)
        if own := self._agreement.restricted_class:
            values[CLASS] = own
        found = merging.Merged()
        if is_new:
            entry.our_name = entry.case = writing.new_case(bundle, values)
            if bundle["person"]:
                self._book.hang(PERSON, bundle["person"]["name"], entry.our_name)
            writing.set_state(entry.our_name, bundle["state"], bundle["moments"])
            found.taken = values | {STATE: bundle["state"]}
        else:
            found = self._merge_case(bundle, values, entry)
        added = self._add(bundle, entry)
        if found.taken or added:
            writing.mark_as_told(
                entry, self._agreement.partner, [*found.taken, *_hanging(bundle)], self._left_out
            )
        self._settle(entry, found, values | {STATE: bundle["state"]}, bundle)
        if not particulars.report_of(entry.our_name):
            index.refresh_case(entry.our_name)
        return NEW if is_new else _outcome(entry, bool(found.taken or added))

    def _check_side(self, entry: Entry) -> None:
        """What this office gave by another agreement is its own: nobody brings it in as theirs."""
        if not entry.agreement or entry.agreement == self._agreement.name:
            return
        if (
            frappe.db.get_value(agreements.DOCTYPE, entry.agreement, "direction")
            != self._agreement.direction
        ):
            frappe.throw(_("This office has given this case itself."))

    def _check_class(self, values: dict[str, Any]) -> None:
        """What is restricted there is so here: it comes by the agreement of its class and by no other."""
        if self._agreement.restricted_class or not clearance.is_restricted(values.get(CLASS)):
            return
        frappe.throw(_("What is restricted comes by the agreement of its class alone."))

    def _may_change(self, entry: Entry) -> bool:
        """Whether this agreement reaches the case as it is here today."""
        if erasure_list.erased_among(CASE, [entry.our_name]):
            return False
        if not frappe.db.exists(CASE, entry.our_name):
            return False
        found = frappe.db.get_value(CASE, entry.our_name, CLASS)
        own = self._agreement.restricted_class
        # What was to be clarified is clear where its class is known.
        known = (own, words.unclear_class()) if own else ()
        return not clearance.is_restricted(found) or found in known

    def _merge_case(
        self, bundle: dict[str, Any], values: dict[str, Any], entry: Entry
    ) -> merging.Merged:
        ours = _here(entry.our_name)
        theirs = {**_emptied(values, entry), STATE: bundle["state"]}
        if clearance.is_restricted(ours[CLASS]) or clearance.is_restricted(theirs.get(CLASS)):
            # A class is raised, and never lowered by a file.
            theirs.pop(CLASS, None)
            if self._agreement.restricted_class not in (None, "", ours[CLASS]):
                writing.change_case(entry.our_name, {CLASS: self._agreement.restricted_class})
        found = merging.merge(ours, theirs, bundle["saw"], entry.marks)
        _add_to_sealed(found, ours)
        self._write(entry.our_name, found, bundle)
        return found

    def _write(self, case: str, found: merging.Merged, bundle: dict[str, Any]) -> None:
        values = {field: value for field, value in found.taken.items() if field != STATE}
        if values:
            writing.change_case(case, values)
        if STATE in found.taken:
            writing.set_state(case, bundle["state"], bundle["moments"])

    def _add(self, bundle: dict[str, Any], entry: Entry) -> int:
        """Who told, consents, referrals, history and files; returns how many of them are new."""
        case = entry.our_name
        office = self._agreement.partner
        added = writing.add_rows(case, bundle["rows"], entry, office)
        added += writing.add_lines(case, bundle["lines"], entry, office)
        added += writing.add_files(case, bundle["files"], self._parcel.files, entry)
        consents = [self._evidence(CONSENT, each, entry) for each in bundle[CONSENT]]
        if any(is_changed for _name, is_changed in consents):
            writing.follow_consents(case, [name for name, _changed in consents])
        referrals = [self._evidence(REFERRAL, each, entry) for each in bundle[REFERRAL]]
        writing.take_over_code(case, bundle["code"])
        return added + sum(is_changed for _name, is_changed in [*consents, *referrals])

    def _person(self, found: dict[str, Any], case: str) -> str:
        """The person of a case here, by the number that they have there."""
        entry = self._book.entry(PERSON, found["name"])
        values = self._said(PERSON, found)
        if not entry.our_name or not frappe.db.exists(PERSON, entry.our_name):
            entry.our_name = writing.new_person(found, values)
            taken = merging.Merged(taken=values)
        elif entry.as_of >= self._parcel.serial or erasure_list.erased_among(
            PERSON, [entry.our_name]
        ):
            return entry.our_name
        else:
            doc = frappe.get_doc(PERSON, entry.our_name)
            theirs = _emptied(values, entry)
            taken = merging.merge(doc.as_dict(), theirs, found["saw"], entry.marks)
            if taken.taken:
                doc.update(taken.taken)
                doc.save(ignore_permissions=True)
        entry.case = case or entry.case
        self._settle(entry, taken, values, found)
        return entry.our_name

    def _evidence(self, doctype: str, found: dict[str, Any], of: Entry) -> tuple[str, bool]:
        """A consent or a referral, and whether it is new or has changed."""
        entry = self._book.entry(doctype, found["name"])
        if entry.case and entry.case != of.our_name:
            frappe.throw(_("This file moves a record from one case to another."))
        values = self._said(doctype, found) | {"cfm_case": of.our_name}
        if doctype == CONSENT:
            values |= self._of_consent(found, of)
        elif found.get("consent"):
            values["consent"] = self._book.entry(CONSENT, found["consent"]).our_name or None
        told = values | ({PURPOSES: found[PURPOSES]} if doctype == CONSENT else {})
        if not entry.our_name or not frappe.db.exists(doctype, entry.our_name):
            entry.our_name = writing.new_evidence(doctype, found, values)
            if doctype == CONSENT:
                writing.put_purposes(entry.our_name, found[PURPOSES])
            merged = merging.Merged(taken=told)
        else:
            merged = merging.merge(
                _stored(doctype, entry.our_name), told, found["saw"], entry.marks
            )
            if merged.taken:
                writing.change_evidence(doctype, entry.our_name, merged.taken)
        entry.case = of.our_name
        self._settle(entry, merged, told, found)
        return entry.our_name, bool(merged.taken)

    def _said(self, doctype: str, found: dict[str, Any]) -> dict[str, Any]:
        """The values of a record that count; what is left out is told with the case."""
        told = stranger.said(doctype, found["values"])
        # The person of a case comes along with it, that of a consent by their number.
        is_told = bool(found.get("person"))
        left_out = [name for name in told.left_out if not (is_told and name == "community_member")]
        if left_out:
            self._left_out[doctype] = [*self._left_out.get(doctype, []), *left_out]
        return told.values

    def _of_consent(self, found: dict[str, Any], of: Entry) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if found["person"]:
            values["community_member"] = self._book.entry(PERSON, found["person"]).our_name or None
        if found["supersedes"]:
            values["supersedes"] = self._book.entry(CONSENT, found["supersedes"]).our_name or None
        if file := of.rows.get(found["evidence"] or ""):
            values["evidence"] = frappe.db.get_value("File", file, "file_url")
        return values

    # --- of this office -----------------------------------------------------------------------
    def _take_answer(self, bundle: dict[str, Any], entry: Entry) -> str:
        if not entry.is_stored or not entry.our_name:
            frappe.throw(_("This office has not given this case."))
        if not self._may_change(entry):
            return SAME
        found = {name: value for name, value in bundle["values"].items() if name in ANSWERED}
        values = stranger.said(CASE, found).values
        ours = _here(entry.our_name)
        theirs = {**_emptied(values, entry), STATE: bundle["state"]}
        merged = merging.merge(ours, theirs, bundle["saw"], entry.marks)
        _add_to_sealed(merged, ours)
        self._write(entry.our_name, merged, bundle)
        office = self._agreement.partner
        added = writing.add_rows(entry.our_name, bundle["rows"], entry, office)
        if merged.taken:
            writing.mark_as_told(entry, office, list(merged.taken), {})
        self._settle(entry, merged, theirs, bundle)
        return _outcome(entry, bool(merged.taken or added))

    # --- what both sides know -----------------------------------------------------------------
    def _settle(
        self,
        entry: Entry,
        found: merging.Merged,
        theirs: dict[str, Any],
        bundle: dict[str, Any],
    ) -> None:
        """Remember what was seen of the other side, and what differs until somebody decides."""
        now = here(entry.doctype, entry.our_name)
        for field in (*found.taken, *found.agreed):
            seen = theirs.get(field, found.taken.get(field))
            entry.marks[field] = [merging.mark(seen), merging.mark(now.get(field))]
        entry.differing = found.differing
        entry.as_of, entry.digest = self._parcel.serial, str(bundle.get("digest") or "")
        self._book.keep(entry)

    def raise_class(self, number: str) -> None:
        """A case that was given openly is restricted there now: here it is to be clarified at once."""
        entry = self._book.entry(CASE, number)
        is_here = entry.our_name and frappe.db.exists(CASE, entry.our_name)
        if self._is_ours or not is_here:
            return
        if not clearance.is_restricted(frappe.db.get_value(CASE, entry.our_name, CLASS)):
            # Its handlers here have to know at once.
            was_quiet, frappe.flags[QUIET] = frappe.flags.get(QUIET), False
            writing.change_case(entry.our_name, {CLASS: words.unclear_class()})
            frappe.flags[QUIET] = was_quiet

    def confirm(self, number: str, told: dict[str, Any]) -> None:
        """What the other office says that it has need not go again."""
        entry = self._book.entry(CASE, number)
        if entry.is_stored:
            entry.confirmed = str(told.get("digest") or "")
            entry.files = sorted({*entry.files, *map(str, told.get("files") or [])})
            self._book.keep(entry)


def _hanging(bundle: dict[str, Any]) -> list[str]:
    """The kinds of records that came with a case."""
    return [doctype for doctype in (CONSENT, REFERRAL) if bundle[doctype]]


def _outcome(entry: Entry, is_changed: bool) -> str:
    if entry.differing:
        return OPEN
    return CHANGED if is_changed else SAME


def _emptied(values: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """What a side says no more was emptied there."""
    return {**{field: None for field in entry.marks if field != STATE}, **values}


def here(doctype: str, name: str) -> dict[str, Any]:
    """What stands in a record here."""
    return _here(name) if doctype == CASE else _stored(doctype, name)


def _here(case: str) -> dict[str, Any]:
    """The values of a case here, those of its report among them; the sealed ones as they are stored."""
    doc = frappe.get_doc(CASE, case)
    report = particulars.report_of(case) if doc.is_restricted else None
    found = dict(doc.as_dict())
    if report:
        found |= {field: report.get(field) for field in particulars.fields()}
    return found


def _stored(doctype: str, name: str) -> dict[str, Any]:
    found = dict(frappe.get_doc(doctype, name).as_dict())
    if doctype == CONSENT:
        rows = frappe.get_doc(doctype, name).get(PURPOSES)
        found[PURPOSES] = [values_of(row, row.doctype) for row in rows]
    return found


def _add_to_sealed(found: merging.Merged, ours: dict[str, Any]) -> None:
    """Sealed words that cannot be compared: the other side's words are added, sealed as well."""
    for field in list(found.differing):
        if envelope.is_sealed(ours.get(field)):
            found.taken[field] = found.differing.pop(field)
