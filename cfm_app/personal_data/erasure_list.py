"""The register of erasures, and the list beside the database by which an older backup is brought up to date.

A backup that was made before an erasure brings back what it erased. The list lies in the site's folder,
outside of what a restore replaces: numbers, dates and grounds, no words. Each line holds the digest of the
one before, so that a line that somebody took out shows.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

REGISTER = "CFM Erasure"
ASKED, AGREED, DONE = "Asked", "Agreed", "Done"
FILE = ("private", "cfm-erasures.jsonl")
BEGINNING = ""
TOLD = "ref_doctype ref_name sensitivity ground erased_on document_count file_count".split()


def enter(
    about: tuple[str, str],
    documents: dict[str, list[str]],
    *,
    ground: str,
    line: str | None = None,
    files: list[str],
) -> Document:
    """Write what was erased into the register; the list follows after the commit."""
    doctype, name = about
    entry = frappe.get_doc(REGISTER, line) if line else frappe.new_doc(REGISTER)
    entry.update(
        {
            "ref_doctype": doctype,
            "ref_name": name,
            "state": DONE,
            "ground": ground[:140],
            "sensitivity": _class_of(doctype, name),
            "erased_on": now_datetime(),
            "document_count": sum(len(names) for names in documents.values()),
            "file_count": len(files),
            "documents": json.dumps(documents, sort_keys=True),
            "files_left": json.dumps(files) if files else None,
        }
    )
    entry.save(ignore_permissions=True)
    frappe.db.after_commit.add(write)
    return entry


def write() -> int:
    """Bring the list up to date with the register; returns how many lines were added."""
    known, previous = _known()
    rows = frappe.get_all(
        REGISTER,
        filters={"state": DONE},
        fields=["name", *TOLD, "documents"],
        order_by="erased_on asc, name asc",
    )
    added = []
    for row in rows:
        if row.name not in known:
            line = {key: str(row[key]) if row[key] is not None else None for key in row}
            previous = digest_of(previous, line)
            added.append(json.dumps({**line, "digest": previous}, ensure_ascii=False))
    if added:
        path = path_of_list()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as opened:
            opened.write("".join(f"{text}\n" for text in added))
        path.chmod(0o600)
    return len(added)


def lines() -> Iterator[dict[str, Any]]:
    """The lines of the list, oldest first."""
    path = path_of_list()
    if path.exists():
        for text in path.read_text(encoding="utf-8").splitlines():
            if text.strip():
                yield json.loads(text)


def is_whole() -> bool:
    """Whether no line of the list was changed, added in between or taken out."""
    previous = BEGINNING
    for line in lines():
        told = line.pop("digest")
        if digest_of(previous, line) != told:
            return False
        previous = told
    return True


def digest_of(previous: str, line: dict[str, Any]) -> str:
    """What seals a line and all before it."""
    return sha256(f"{previous}{json.dumps(line, sort_keys=True)}".encode()).hexdigest()


def path_of_list() -> Path:
    return Path(frappe.get_site_path(*FILE))


def _known() -> tuple[set[str], str]:
    names, previous = set(), BEGINNING
    for line in lines():
        names.add(line["name"])
        previous = line["digest"]
    return names, previous


def _class_of(doctype: str, name: str) -> str | None:
    if doctype != "Case":
        return None
    return frappe.db.get_value("Case", name, "sensitivity")
