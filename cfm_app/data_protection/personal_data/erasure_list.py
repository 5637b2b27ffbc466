"""The register of erasures, and the list beside the database that brings older backups up to date.

A backup from before an erasure restores what was erased. The list lies in the site's folder, where a
restore does not replace it: numbers, dates and grounds, no words. Each line holds the digest of the one
before, so a removed line is noticed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.data_protection.personal_data import redactions
from cfm_app.data_protection.personal_data.redactions import Redaction
from cfm_app.security.file_contents import file_bytes

REGISTER = "CFM Erasure"
ASKED, AGREED, DONE = "Asked", "Agreed", "Done"
FILE = ("private", "cfm-erasures.jsonl")
BEGINNING = ""
LEFT_OUT = "left_out"
"""Names of erasures that were an error, in a line of their own."""
CHUNK = 400
STANDARD = "name creation modified modified_by owner docstatus idx".split()
TOLD = (
    "ref_doctype ref_name sensitivity ground erased_on document_count file_count kept_count redactions"
).split()


@dataclass(frozen=True)
class Line:
    """What was erased: counts by DocType, the ground, the class of a case, digests of files."""

    doctype: str
    name: str
    documents: dict[str, list[str]]
    ground: str
    sensitivity: str | None
    files: list[str]
    entry: str | None = None
    """The entry that asked for it, if there is one."""
    kept: list[Redaction] = field(default_factory=list)
    """Texts that stay, with what was blacked out by hand."""

    @property
    def document_count(self) -> int:
        return sum(len(names) for names in self.documents.values())


def enter(lines_done: list[Line]) -> list[str]:
    """Insert erasures into the register in one statement. Returns the names of the entries."""
    now, user = now_datetime(), frappe.session.user
    rows, names = [], []
    for line in lines_done:
        values = {**_values(line), "erased_on": now}
        if line.entry:
            frappe.db.set_value(REGISTER, line.entry, values)
            names.append(line.entry)
        else:
            names.append(frappe.generate_hash(length=10))
            standard = (names[-1], now, now, user, user, 0, 0)
            rows.append((*standard, *values.values()))
    if rows:
        columns = [*STANDARD, *_values(lines_done[0]), "erased_on"]
        frappe.db.bulk_insert(REGISTER, columns, rows)
    return names


def _values(line: Line) -> dict[str, Any]:
    return {
        "ref_doctype": line.doctype,
        "ref_name": line.name,
        "state": DONE,
        "ground": line.ground[:140],
        "sensitivity": line.sensitivity,
        "document_count": line.document_count,
        "file_count": len(line.files),
        "documents": json.dumps(line.documents, sort_keys=True),
        "files_left": json.dumps(line.files) if line.files else None,
        "kept_count": len(line.kept),
        "redactions": redactions.as_json(line.kept),
    }


def write(names: list[str] | None = None) -> int:
    """Append entries of the register to the list, or all missing ones. Returns how many were new.

    Call it with committed entries only.
    """
    known = _known() if names is None else set()
    wanted = frappe.get_all(REGISTER, {"state": DONE}, pluck="name") if names is None else names
    new = [name for name in wanted if name not in known]
    return _append(
        {key: str(row[key]) if row[key] is not None else None for key in row}
        for row in _entries(new)
    )


def leave_out(names: list[str]) -> None:
    """Note in the list that no restore repeats some erasures any more."""
    note = {
        "name": frappe.generate_hash(length=10),
        LEFT_OUT: names,
        "noted_on": str(now_datetime()),
    }
    _append([note])


def _append(new: Iterable[dict[str, Any]]) -> int:
    previous, added = _last_digest(), []
    for line in new:
        previous = digest_of(previous, line)
        added.append(json.dumps({**line, "digest": previous}, ensure_ascii=False))
    if added:
        file_bytes.append(path_of_list(), "".join(f"{text}\n" for text in added).encode())
    return len(added)


def _entries(names: list[str]) -> list[Any]:
    rows: list[Any] = []
    for start in range(0, len(names), CHUNK):
        rows += frappe.get_all(
            REGISTER,
            filters={"name": ["in", names[start : start + CHUNK]]},
            fields=["name", *columns(), "documents"],
            order_by="name asc",
        )
    return sorted(rows, key=lambda row: (row.erased_on, row.name))


def columns() -> list[str]:
    """The fields of a line that the register has: a restored one may be older."""
    columns = set(frappe.db.get_table_columns(REGISTER))
    return [field for field in TOLD if field in columns]


def lines() -> Iterator[dict[str, Any]]:
    """The erasures on the list that a restore repeats, oldest first."""
    every = list(_all_lines())
    gone = {name for line in every for name in line.get(LEFT_OUT, ())}
    yield from (line for line in every if LEFT_OUT not in line and line["name"] not in gone)


def _all_lines() -> Iterator[dict[str, Any]]:
    path = path_of_list()
    if path.exists():
        for text in file_bytes.read(path).decode().splitlines():
            if text.strip():
                yield json.loads(text)


def erased_among(doctype: str, names: list[str]) -> set[str]:
    """The documents among these that were erased."""
    done = {"ref_doctype": doctype, "ref_name": ["in", names or [""]], "state": DONE}
    return set(frappe.get_all(REGISTER, done, pluck="ref_name", order_by="name asc"))


def erased_since(moment: Any = None) -> tuple[dict[str, set[str]], Any]:
    """Documents erased since a moment, by DocType, and the moment of the last erasure."""
    filters: list[list[Any]] = [["state", "=", DONE]]
    if moment:
        filters.append(["erased_on", ">=", moment])
    found: dict[str, set[str]] = {}
    fields = ["ref_doctype", "ref_name", "documents", "erased_on"]
    for row in frappe.get_all(REGISTER, filters, fields, order_by="erased_on asc"):
        found.setdefault(row.ref_doctype, set()).add(row.ref_name)
        for doctype, names in json.loads(row.documents or "{}").items():
            found.setdefault(doctype, set()).update(names)
        moment = row.erased_on or moment
    return found, moment


def is_whole() -> bool:
    """Whether no line of the list was changed, inserted or removed."""
    previous = BEGINNING
    for line in _all_lines():
        told = line.pop("digest")
        if digest_of(previous, line) != told:
            return False
        previous = told
    return True


def digest_of(previous: str, line: dict[str, Any]) -> str:
    """The chained digest of a line."""
    return sha256(f"{previous}{json.dumps(line, sort_keys=True)}".encode()).hexdigest()


def path_of_list() -> Path:
    return Path(frappe.get_site_path(*FILE))


def _known() -> set[str]:
    return {line["name"] for line in _all_lines()}


def _last_digest() -> str:
    path = path_of_list()
    if not path.exists():
        return BEGINNING
    last = file_bytes.read(path).rstrip().rpartition(b"\n")[2]
    return str(json.loads(last)["digest"]) if last else BEGINNING
