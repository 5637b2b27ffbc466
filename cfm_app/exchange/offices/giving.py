"""What is sent to the other office: everything that it has not confirmed, as it is now."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.exchange.agencies import outgoing, states
from cfm_app.exchange.offices import bundles
from cfm_app.exchange.offices.ledger import Entry, Ledger
from cfm_app.exchange.offices.parcel import Parcel
from cfm_app.exchange.offices.scope import CASE, REPORT
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance
from cfm_app.security.persons import processing_restriction

BATCH = 200


class Giving:
    """The contents of one file."""

    def __init__(self, agreement: Document) -> None:
        self._agreement, self._book = agreement, Ledger(agreement)
        # Drawn before anything is read: what changes meanwhile goes by a later one.
        self.parcel = Parcel(serial=time.time_ns() // 1_000_000)
        self.sealed = 0
        """Cases whose words the user in the session cannot read, which therefore do not go."""

    def compose(self) -> Parcel:
        """Gather all that the other office has not confirmed."""
        if self._agreement.direction == states.WE_SEND:
            self._give()
        else:
            for entry in self._book.all_cases():
                self._answer(entry)
        self._tell_what_came()
        return self.parcel

    def _give(self) -> None:
        names = iter(self._covered())
        while batch := list(islice(names, BATCH)):
            known = self._book.cases(batch)
            for name in batch:
                entry = known.get(name) or Entry(CASE, name, our_name=name, case=name)
                if self._put(entry, lambda entry=entry: self._whole(entry)) and (  # type: ignore[misc]
                    not entry.is_stored
                ):
                    self._book.keep(entry)
        self.parcel.raised = [
            entry.their_name
            for entry in self._book.all_cases()
            if not self._agreement.restricted_class and _class_of(entry.our_name)
        ]

    def _whole(self, entry: Entry) -> dict[str, Any]:
        return bundles.of_case(entry.our_name, entry, self._book)

    def _answer(self, entry: Entry) -> None:
        if entry.our_name and self._reaches(entry.our_name):
            self._put(entry, lambda: bundles.answered(entry))

    def _put(self, entry: Entry, make: Any) -> bool:
        try:
            bundle = make()
            if bundle["digest"] == entry.confirmed:
                return False
            self.parcel.files |= bundles.contents(bundle, entry)
        except bundles.SealedError:
            self.sealed += 1
            return False
        self.parcel.cases.append(bundle)
        return True

    def _covered(self) -> Iterator[str]:
        """The cases of this office that go by the agreement, the oldest first."""
        own = self._agreement.restricted_class
        restricted = list(clearance.restricted_classes())
        filters: dict[str, Any] = {
            "is_restricted": 0,
            "sensitivity": ["not in", restricted or [""]],
        }
        if own:
            filters = {"sensitivity": own}
        rows = frappe.get_all(
            CASE,
            filters=filters,
            fields=["name", "category", "location"],
            order_by="creation asc, name asc",
            limit_page_length=0,
        )
        # A person asked that it be kept and not used.
        kept = processing_restriction.restricted_names(CASE, [row.name for row in rows])
        for row in rows:
            if row.name in kept:
                continue
            if own:
                fields = ["category", "location"]
                row |= (
                    frappe.db.get_value(REPORT, {"cfm_case": row.name}, fields, as_dict=True) or {}
                )
            if outgoing.covers(self._agreement, row) and self._reaches(row.name):
                yield str(row.name)

    def _reaches(self, case: str) -> bool:
        """Whether a case goes by this agreement today; a restricted one needs a handler who may see it."""
        own = self._agreement.restricted_class or ""
        return _class_of(case) == own and (not own or access.may_see_case(case))

    def _tell_what_came(self) -> None:
        self.parcel.taken = {
            entry.their_name: {"digest": entry.digest, "files": sorted(entry.rows)}
            for entry in self._book.all_cases()
            if entry.digest and self._reaches(entry.our_name)
        }


def _class_of(case: str) -> str:
    found = frappe.db.get_value(CASE, case, "sensitivity")
    return str(found) if clearance.is_restricted(found) else ""
