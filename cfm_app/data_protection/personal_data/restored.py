"""After a restore: repeats the erasures that are newer than the backup, from the list beside it."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from cfm_app.base.counting import counted
from cfm_app.data_protection.personal_data import (
    compaction,
    erasure,
    erasure_list,
    erasure_words,
    known_by,
    redactions,
)
from cfm_app.data_protection.personal_data.redactions import Place, Redaction
from cfm_app.security import audit

BATCH = 200
REPEATED = "erasures_repeated"


def apply() -> int:
    """Repeat erasures that the register does not know. Returns the number of lines.

    It runs after each restore and migration, and by ``bench apply-cfm-erasures``. A database older than
    the register waits for its migration.
    """
    if not frappe.db.exists("DocType", erasure_list.REGISTER):
        return 0
    new = _new()
    for start in range(0, len(new), BATCH):
        _apply(new[start : start + BATCH])
    if new:
        compaction.run()
    erasure_list.write()
    return len(new)


def announced() -> dict[str, Any] | None:
    """What `apply` would erase again, by day, kind and ground; None if it is nothing."""
    if not frappe.db.exists("DocType", erasure_list.REGISTER):
        return None
    new = _new()
    if not new:
        return None
    counts = Counter(
        (line["erased_on"][:10], line["ref_doctype"], line["ground"] or "") for line in new
    )
    text = counted(_("Since this backup {0} records were erased. They are erased again:"), len(new))
    return {
        "text": text,
        "lines": [
            f"{day}: {number} × {_(kind)} ({ground})"
            for (day, kind, ground), number in sorted(counts.items())
        ],
    }


def leave_out(since: Any) -> int:
    """Never repeat the erasures that are newer than the backup and were made since a moment: they were an error."""
    moment = get_datetime(since)
    names = [line["name"] for line in _new() if get_datetime(line["erased_on"]) >= moment]
    if names:
        erasure_list.leave_out(names)
        audit.record("Deletion", erasure_list.REGISTER, detail=f"{len(names)} ≥ {moment}")
    return len(names)


def _new() -> list[dict[str, Any]]:
    """Lines of the list that the register does not know."""
    known = set(frappe.get_all(erasure_list.REGISTER, {"state": erasure_list.DONE}, pluck="name"))
    return [line for line in erasure_list.lines() if line["name"] not in known]


def _apply(lines: list[dict[str, Any]]) -> None:
    documents: erasure.Documents = {}
    stays: dict[Place, Redaction] = {}
    for line in lines:
        gone = frappe.parse_json(line["documents"])
        for doctype, names in gone.items():
            documents.setdefault(doctype, []).extend(names)
        # A later erasure for a person removes the whole text, whatever was kept before.
        stays = {
            place: each
            for place, each in stays.items()
            if place.ref_name not in gone.get(place.ref_doctype, ())
        }
        # Lines from before anybody could redact say nothing of it.
        stays |= {each.place: each for each in redactions.from_json(line.get("redactions"))}
    going = {doctype: sorted(set(names)) for doctype, names in documents.items()}
    # Who has to keep something of it until somebody was told, looks before and stores it afterwards.
    afterwards = [frappe.get_attr(path)(going) for path in frappe.get_hooks(REPEATED)]
    # Together, before anything goes: those who share a number are no others to each other.
    person = known_by.of_erased(going)
    digests = erasure.remove(going, redactions.what_stays(stays.values()))
    erasure_words.take_out(person)
    for store in afterwards:
        store()
    for line in lines:
        _enter(line, digests)


def _enter(line: dict[str, Any], digests: list[str]) -> None:
    values = {key: line.get(key) for key in (*erasure_list.columns(), "documents")}
    if "kept_count" in values:
        values["kept_count"] = values["kept_count"] or 0
    values |= {"state": erasure_list.DONE, "erased_on": get_datetime(line["erased_on"])}
    values["files_left"] = frappe.as_json(digests) if digests else None
    if frappe.db.exists(erasure_list.REGISTER, line["name"]):
        # The decision was pending when the backup was made.
        frappe.db.set_value(erasure_list.REGISTER, line["name"], values, update_modified=False)
        return
    entry = frappe.get_doc({"doctype": erasure_list.REGISTER, **values})
    entry.insert(ignore_permissions=True, ignore_links=True, set_name=line["name"])
