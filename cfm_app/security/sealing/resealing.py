"""Updates the seals of reports to the circle of their class: seal, give, revoke, open.

A batch is one transaction. Reports that the available key cannot open stay, and are counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import frappe
from frappe.utils.password import decrypt, encrypt

from cfm_app.security.sealing import body, circle, envelope, files, last_key, reporters, unlocking

BATCH = 25


@dataclass(frozen=True)
class Batch:
    """The result of one batch."""

    done: int
    unreadable: int
    """Sealed for keys that are not at hand."""
    after: str
    """Where the next batch goes on; empty when this was the last one."""

    @property
    def place(self) -> str:
        """The same for whoever asks for the next batch: it names no report."""
        return encrypt(self.after) if self.after else ""


def report_at(place: str) -> str:
    """The report after which a batch continues, from `Batch.place`."""
    return decrypt(place) if place else ""


def outdated(sensitivity: str) -> int:
    """The number of reports of a class that are not sealed for today's circle, files and reporters included.

    Words written in plain past the events of a save are found by the nightly job.
    """
    stamp = circle.of(sensitivity).stamp
    rows = frappe.get_all(
        body.REPORT,
        filters={"sensitivity": sensitivity},
        fields=["name", "cfm_case", "sealed_to", "community_member"],
        order_by="name asc",
    )
    persons = reporters.outdated_among((row.community_member for row in rows), stamp)
    found = {
        row.name
        for row in rows
        if (row.sealed_to or "") != stamp or row.community_member in persons
    }
    places = {row.name: row.name for row in rows} | {row.cfm_case: row.name for row in rows}
    stamps = files.stamps(list(places))
    return len(found | {places[place] for place, sealed_to in stamps if sealed_to != stamp})


def next_batch(sensitivity: str, after: str = "", size: int = BATCH) -> Batch:
    """Update the next reports of a class, with the session's key if it is unlocked."""
    identity = unlocking.identity()
    done = unreadable = 0
    last = ""
    for name in _outdated(sensitivity, after):
        if done + unreadable >= size:
            return Batch(done, unreadable, last)
        last = name
        if bring_up_to_date(name, identity):
            done += 1
        else:
            unreadable += 1
    return Batch(done, unreadable, "")


def bring_up_to_date(name: str, identity: envelope.Identity | None) -> bool:
    """Seal a report, its files and who reported for today's circle, or open them. Returns whether all succeeded."""
    last_key.wait_in_line()
    asked = ["sensitivity", "sealed_to", "community_member"]
    report = frappe.db.get_value(body.REPORT, name, asked, as_dict=True, for_update=True)
    found = circle.of(report.sensitivity)
    is_whole = True
    for doctype, row, words in list(body.stored(name)):
        new = {
            field: _anew(value, found, identity, (report.sealed_to or "") == found.stamp)
            for field, value in words.items()
        }
        is_whole = is_whole and None not in new.values()
        changed = {
            field: value for field, value in new.items() if value not in (None, words[field])
        }
        if changed:
            frappe.db.set_value(doctype, row, changed, update_modified=False)
    if is_whole:
        circle.note_recipients(report.sensitivity, found)
        frappe.db.set_value(
            body.REPORT, name, "sealed_to", found.stamp or None, update_modified=False
        )
    for file in files.of_report(name):
        is_whole = files.bring_up_to_date(file, identity) and is_whole
    if person := report.community_member:
        is_whole = reporters.bring_up_to_date(person, identity) and is_whole
    return is_whole


def _anew(
    value: str, found: circle.Circle, identity: envelope.Identity | None, is_current: bool
) -> str | None:
    """The new form of a stored value; None if no available key opens it."""
    if not envelope.is_sealed(value):
        return envelope.seal(value, found.recipients) if found.is_sealed else value
    if is_current:
        return value
    if identity is None:
        return None
    try:
        words = envelope.unseal(value, identity)
    except envelope.Unreadable:
        return None
    return envelope.seal(words, found.recipients) if found.is_sealed else words


def _outdated(sensitivity: str, after: str = "") -> Iterator[str]:
    """Reports of a class that are sealed for another circle, or whose words or files are in plain."""
    stamp = circle.of(sensitivity).stamp
    rows = frappe.get_all(
        body.REPORT,
        filters={"sensitivity": sensitivity, "name": [">", after]},
        fields=["name", "sealed_to", "community_member"],
        order_by="name asc",
    )
    persons = reporters.outdated_among((row.community_member for row in rows), stamp)
    for row in rows:
        is_current = (row.sealed_to or "") == stamp and row.community_member not in persons
        if not is_current or not _is_current(row.name, stamp):
            yield row.name


def _is_current(name: str, stamp: str) -> bool:
    """Whether no word of a report is in plain and each of its files is sealed for the same circle."""
    if stamp and any(
        not envelope.is_sealed(value)
        for _d, _r, words in body.stored(name)
        for value in words.values()
    ):
        return False
    attached = files.of_report(name)
    sealed = frappe.get_all(files.DOCTYPE, {"file": ["in", attached or [""]]}, pluck="sealed_to")
    if not stamp:
        return not sealed
    return len(sealed) == len(attached) and all(each == stamp for each in sealed)
