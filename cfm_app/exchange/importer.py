"""Importing a log of feedback as cases: repeatable, row by row, with every error told."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import reader
from cfm_app.exchange.mapping import Mapping, Translator, guess
from cfm_app.privacy import identity

BATCH = 200
PERSON_FIELDS = ("full_name", "phone")


@dataclass
class RowError:
    """A row that was not imported, and why."""

    number: int
    message: str
    values: dict[str, Any]


@dataclass
class Result:
    """What an import did, or would do."""

    total: int = 0
    created: int = 0
    skipped: int = 0
    noted: int = 0
    errors: list[RowError] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The numbers, and the first errors."""
        return {
            "total": self.total,
            "created": self.created,
            "skipped": self.skipped,
            "noted": self.noted,
            "failed": len(self.errors),
            "errors": [{"row": e.number, "message": e.message} for e in self.errors[:20]],
        }


Progress = Callable[[int], None]


def run(
    content: bytes,
    file_name: str,
    mapping: Mapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Import a log. Rows whose number in the source is known are skipped.

    A dry run does everything and takes it back, so that it finds what the real one would find.
    """
    log = reader.read(content, file_name)
    mapping = mapping or Mapping(columns=guess(log.headers))
    if "description" not in mapping.columns and "category" not in mapping.columns:
        raise reader.UnreadableFile(
            _("No column was recognised as the content. Say which column is the description.")
        )
    job = _Import(Translator(mapping), dry_run)
    frappe.db.savepoint("cfm_import")
    batch: list[reader.Row] = []
    for row in log.rows:
        batch.append(row)
        if len(batch) >= BATCH:
            job.take(batch)
            batch = []
            if progress:
                progress(job.result.total)
    job.take(batch)
    if dry_run:
        frappe.db.rollback(save_point="cfm_import")
    if progress:
        progress(job.result.total)
    return job.result


class _Import:
    """The state of one run."""

    def __init__(self, translator: Translator, dry_run: bool) -> None:
        self.translator = translator
        self.dry_run = dry_run
        self.result = Result()
        self.seen: set[str] = set()

    def take(self, batch: list[reader.Row]) -> None:
        """Import some rows; one query tells which of them are there already."""
        prepared = [self._prepare(row) for row in batch]
        keys = [values["source_id"] for values, _notes, _errors in prepared]
        known = set(
            frappe.get_all(
                "Case",
                filters={"source_id": ["in", keys]},
                pluck="source_id",
                order_by="creation asc",
            )
            if keys
            else []
        )
        for row, (values, notes, errors) in zip(batch, prepared, strict=True):
            self.result.total += 1
            key = values["source_id"]
            if key in known or key in self.seen:
                self.result.skipped += 1
                continue
            self.seen.add(key)
            self._import(row, values, notes, errors)

    def _prepare(self, row: reader.Row) -> tuple[dict[str, Any], list[str], list[str]]:
        values, notes, errors = self.translator.translate(row.values)
        values["source_id"] = str(values.get("source_id") or _fingerprint(row.values))[:140]
        return values, notes, [*row.problems, *errors]

    def _import(
        self, row: reader.Row, values: dict[str, Any], notes: list[str], errors: list[str]
    ) -> None:
        if errors:
            self.result.errors.append(RowError(row.number, "; ".join(errors), row.values))
            return
        frappe.db.savepoint("cfm_import_row")
        try:
            _insert(values, notes)
        except Exception as error:  # One bad row must not cost the thousand good ones.
            frappe.db.rollback(save_point="cfm_import_row")
            frappe.clear_messages()
            self.result.errors.append(RowError(row.number, str(error), row.values))
            return
        self.result.created += 1
        self.result.noted += 1 if notes else 0


def _insert(values: dict[str, Any], notes: list[str]) -> None:
    person = {name: values.pop(name) for name in PERSON_FIELDS if name in values}
    if person:
        values["community_member"] = _member(person)
    if notes:
        values["description"] = "\n".join([values.get("description") or "", *notes]).strip()
    frappe.get_doc({"doctype": "Case", **values}).insert()


def _member(person: dict[str, Any]) -> str:
    """The person known under the phone number, or a new one."""
    found = identity.find_by_phone(person.get("phone") or "")
    if found:
        return found[0]
    return frappe.get_doc({"doctype": "Community Member", **person}).insert().name


def _fingerprint(values: dict[str, Any]) -> str:
    """A number for a row without one: the same row gets the same number again."""
    text = "\x1f".join(f"{key}={value}" for key, value in sorted(values.items()))
    return "row-" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]
