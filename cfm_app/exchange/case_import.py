"""Imports a log of feedback as cases: repeatable, row by row, with every error reported."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import frappe
from frappe import _

from cfm_app.base import batch_cache
from cfm_app.exchange import column_guess, headers, reader, refusals
from cfm_app.exchange.mapping import Mapping, Translation, Translator
from cfm_app.exchange.paper_forms import numbers
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import known_sources, openly_known

BATCH = 100
ROW, SAVEPOINT = "cfm_import_row", "cfm_import_batch"
LONGEST_SOURCE_ID = 140
# A row of a log that tells nothing of these would make an empty case.
SUBSTANCE = ("description", "category", "information_given")


@dataclass(frozen=True)
class RowError:
    """A row that was not imported, with pairs of column and reason."""

    number: int
    reasons: tuple[tuple[str, str], ...]
    values: dict[str, Any]

    @property
    def message(self) -> str:
        """All reasons in one text."""
        return "; ".join(f"{column}: {why}" if column else why for column, why in self.reasons)


@dataclass
class ImportResult:
    """What an import did, or would do. `failed` counts errors even after they were taken away."""

    total: int = 0
    created: int = 0
    skipped: int = 0
    noted: int = 0
    failed: int = 0
    errors: list[RowError] = field(default_factory=list)


Progress = Callable[[ImportResult], None]


def run(
    content: bytes,
    file_name: str,
    mapping: Mapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a log. Rows with a known source number, or with nothing but a number, are skipped.

    A dry run does everything and rolls it back, so it finds what the real run would find.
    """
    log = reader.read(content, file_name)
    mapping = mapping or Mapping(columns=column_guess.columns_of(log.headers, log.values))
    require_content(mapping)
    return take_rows(log.rows, Translator(mapping), ImportResult(), dry_run, progress)


def require_content(mapping: Mapping) -> None:
    """Throw for a mapping that would make empty cases."""
    if "description" not in mapping.columns and "category" not in mapping.columns:
        raise reader.UnreadableFile(
            _(
                "No column feeds “What was said” or the category. Choose one for at least one of them."
            )
        )


def take_rows(
    rows: Iterable[reader.Row],
    translator: Translator,
    result: ImportResult,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import rows in batches; `progress` is called after each and may commit.

    Memory stays constant if `progress` takes the errors away.
    """
    seen: set[str] = set()
    for batch in batches(rows):
        # The framework forgets only documents that had a name when it began to save them: with each
        # new case the list would grow, and it is searched at every saving.
        frappe.flags.currently_saving = []
        with batch_cache.cached_batch():
            prepared = [_prepare(row, translator) for row in batch]
            frappe.db.savepoint(SAVEPOINT)
            _take(batch, prepared, result, seen)
            if dry_run:
                frappe.db.rollback(save_point=SAVEPOINT)
            frappe.db.release_savepoint(SAVEPOINT)
        if not dry_run:
            seen.clear()
        frappe.clear_messages()
        if progress:
            progress(result)
    return result


def batches(rows: Iterable[reader.Row]) -> Iterator[list[reader.Row]]:
    """The rows in batches short enough for others to write in between."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _is_unused(row: reader.Row, translator: Translator) -> bool:
    filled = [header for header, value in row.values.items() if value not in (None, "")]
    return filled == [translator.mapping.columns.get("source_id")] and not row.problems


def _prepare(row: reader.Row, translator: Translator) -> Translation:
    found = translator.translate(row.values)
    fed = translator.mapping.columns.values()
    # Unreadable cells in unused columns do not matter.
    found.errors[:0] = [problem for problem in row.problems if problem[0] in fed]
    if not found.errors and not found.notes and not any(map(found.values.get, SUBSTANCE)):
        found.errors.append(("", _("Write what was said, or choose a category.")))
    if identity.doubt_about_phone(found.values.get("phone")):
        # Without the number: whoever reads a case is not told who it is about.
        found.notes.append(_("What the log has as the phone of the person is no phone number."))
    found.is_unused = _is_unused(row, translator)
    key = numbers.canonical(str(found.values.get("source_id") or _fingerprint(row.values)))
    found.values["source_id"] = key[:LONGEST_SOURCE_ID]
    return found


def _take(
    batch: list[reader.Row], prepared: list[Translation], result: ImportResult, seen: set[str]
) -> None:
    """Import some rows; one query finds those that exist already."""
    known = known_sources.known_ids([found.values["source_id"] for found in prepared])
    for row, found in zip(batch, prepared, strict=True):
        result.total += 1
        key = found.values["source_id"]
        is_known = key in known or key in seen
        is_other = is_known and numbers.is_other_row(key, _fingerprint(row.values))
        if found.is_unused or (is_known and not is_other):
            result.skipped += 1
            continue
        taken = (("", numbers.taken(key)),) if is_other else ()
        reasons = taken or tuple(found.errors) or _insert(found)
        if reasons:
            result.failed += 1
            result.errors.append(RowError(row.number, reasons, row.values))
            continue
        seen.add(key)
        numbers.note_row(key, _fingerprint(row.values))
        result.created += 1
        result.noted += 1 if found.notes else 0


def _insert(found: Translation) -> tuple[tuple[str, str], ...]:
    """Store one case. Returns the reasons if it cannot be stored."""
    frappe.db.savepoint(ROW)
    try:
        _store(dict(found.values), found.notes)
    except refusals.FATAL:
        raise
    except Exception as error:  # One bad row must not cost the thousand good ones.
        frappe.db.rollback(save_point=ROW)
        frappe.db.release_savepoint(ROW)
        reason = reason_of(error)
        frappe.clear_messages()
        return (("", reason),)
    frappe.db.release_savepoint(ROW)
    return ()


def _store(values: dict[str, Any], notes: list[str]) -> None:
    person = {name: values.pop(name) for name in headers.PERSON_FIELDS if name in values}
    if person:
        values["community_member"] = member_for(person)
    if notes:
        values["description"] = "\n".join([values.get("description") or "", *notes]).strip()
    case = frappe.get_doc({"doctype": "Case", **values})
    case.flags.comes_from_outside = True
    case.insert()


def known_member(person: dict[str, Any]) -> str | None:
    """The openly known person with the phone number.

    A person known from a restricted case alone is not found, not even in a dry run.
    """
    phone = str(person.get("phone") or "")
    return next(filter(openly_known.is_openly_known, identity.find_by_phone(phone)), None)


def member_for(person: dict[str, Any]) -> str:
    """The openly known person with the phone number, or a new one."""
    return known_member(person) or new_member(person)


def new_member(person: dict[str, Any]) -> str:
    """A new person; a text that is no phone number is stored apart."""
    phone = str(person.get("phone") or "")
    if not identity.doubt_about_phone(phone):
        return frappe.get_doc({"doctype": "Community Member", **person}).insert().name
    known = {**person, "phone": None, "full_name": person.get("full_name") or phone}
    member = frappe.get_doc({"doctype": "Community Member", **known}).insert()
    identity.keep_old_phone(member, phone)
    return member.name


def reason_of(error: Exception) -> str:
    """Why a row was refused, as a sentence."""
    return refusals.reason(error, "Case", _("The case needs a value here: {0}"))


def _fingerprint(values: dict[str, Any]) -> str:
    """A stable number for a row without one."""
    own = headers.own()
    pairs = sorted((key, value) for key, value in values.items() if key not in own)
    text = "\x1f".join(f"{key}={value}" for key, value in pairs)
    return "row-" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]
