"""What the office has done since with migrated records: deleted ones stay deleted, and work on them stays."""

from collections.abc import Iterable
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import erasure_list, holds
from cfm_app.exchange import past_cases
from cfm_app.exchange.migration import history, outcomes, records
from cfm_app.security.lawful_basis import consent

CASE = "Case"
# Each migrated case has a report, and the outcomes are the migration's own: neither is work of the office.
OF_ITSELF = (past_cases.REPORT, outcomes.DOCTYPE)


class ErasedRecords:
    """What was erased, also during a run; each entry of the register is read once."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}
        self._moment: Any = None

    def among(self, doctype: str, names: Iterable[str]) -> set[str]:
        """The erased ones among some documents: their rows stay, and their words never come again."""
        found, self._moment = erasure_list.erased_since(self._moment)
        for kind, new in found.items():
            self._names.setdefault(kind, set()).update(new)
        return self._names.get(doctype, set()) & set(names)

    def deleted_or_erased(self, doctype: str, names: Iterable[str]) -> set[str]:
        """The deleted or erased ones among some documents."""
        asked = set(names)
        filters = {"name": ["in", sorted(asked) or [""]]}
        here = frappe.get_all(doctype, filters=filters, pluck="name", limit_page_length=0)
        return (asked - set(here)) | self.among(doctype, asked)

    def closed_to_writing(self, cases: Iterable[str]) -> set[str]:
        """Cases about which nothing more is written: deleted, erased, or of a person who refuses to be recorded."""
        asked = set(cases)
        decisions = consent.newest_decisions(sorted(asked), consts.RECORD) if asked else {}
        doubtful = {case for case in asked if decisions.get(case) in consts.REFUSALS}
        return self.deleted_or_erased(CASE, asked) | set(filter(consent.refuses_record, doubtful))


class OfficeWork:
    """What somebody did here about migrated cases; it outlives the migration."""

    def __init__(self, migration: str) -> None:
        self._migration = migration
        self._erased = ErasedRecords()
        self._links = _links_to_cases()
        self._own_lines = _own_lines(migration)

    def done_on(self, cases: list[str]) -> set[str]:
        """The cases that somebody worked on, that are held, or of which words were erased."""
        held = set(holds.held_among(CASE, cases))
        return held | self._erased.among(CASE, cases) | set(filter(self._is_done_on, cases))

    def _is_done_on(self, case: str) -> bool:
        if any(frappe.db.exists(doctype, {field: case}) for doctype, field in self._links):
            return True
        places = {(CASE, case), past_cases.history_document(case)}
        return any(self._is_written(*place) or self._is_attached(*place) for place in places)

    def _is_written(self, doctype: str, name: str) -> bool:
        where = {"reference_doctype": doctype, "reference_name": name}
        if frappe.db.exists("Communication", where):
            return True
        said = {**where, "comment_type": history.SAID}
        found = set(frappe.get_all("Comment", filters=said, pluck="name"))
        return bool(found - self._own_lines)

    def _is_attached(self, doctype: str, name: str) -> bool:
        where = {"attached_to_doctype": doctype, "attached_to_name": name}
        found = frappe.get_all("File", filters=where, fields=["name", "file_name"])
        own = {"migration": self._migration, "target_type": "File", "is_dry": 0}
        return any(
            not each.file_name.startswith(history.SEALED_NAME)
            and not frappe.db.exists(outcomes.DOCTYPE, {**own, "target_name": each.name})
            for each in found
        )


def _links_to_cases() -> list[tuple[str, str]]:
    """Every field of every DocType that links to a case, except those that come with it."""
    found = []
    for kind, parent in (("DocField", "parent"), ("Custom Field", "dt")):
        filters = {"fieldtype": "Link", "options": CASE}
        fields = [f"{parent} as doctype", "fieldname"]
        rows = frappe.get_all(kind, filters, fields, order_by="name asc", limit_page_length=0)
        found += [(row.doctype, row.fieldname) for row in rows]
    return [
        (kind, field)
        for kind, field in found
        if kind not in (*OF_ITSELF, CASE) and not frappe.get_meta(kind).issingle
    ]


def _own_lines(migration: str) -> set[str]:
    """The comments that hold migrated lines."""
    filters = {"migration": migration, "module": records.UPDATES, "is_dry": 0}
    ids = frappe.get_all(outcomes.DOCTYPE, filters, pluck="source_id", limit_page_length=0)
    return {history.comment_name(each, records.UPDATES) for each in ids}
