"""Seals on the access log: a chain of digests by which somebody else's hand in the database shows.

A line has no digest of its own that names the one before: all requests would wait for one row. A job seals
the lines that have no seal yet together, and notes it at each; a seal is the SHA-256 of the seal before and of its
lines. Whoever changes, adds or removes a sealed line would have to make all later seals anew, and the newest one is
known outside of the database: `doctor` tells it, for somebody to write down.

No date decides which seal a line belongs to, so a wrong clock breaks none. Lines that are dated long before the seal
before theirs were slipped in, or come from such a clock; then the log says so itself.

Sealed is what a user was called then. Their present name may be another one, where the log says that they were
renamed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import frappe
from frappe.utils import get_datetime

from cfm_app.base import clock, clock_jobs

LOG, SEAL = "CFM Access Log", "CFM Log Seal"
COLUMNS = "name accessed_on user_then action ref_doctype ref_name cfm_case detail".split()
# Lines from before it was kept have none, and their seals hold.
ADDRESS = "ip_address"
# Lines of one seal and of the next may be dated so far apart: requests take their time.
APART = timedelta(hours=1)
CLOCK = "Clock"
"""What lines say when the clock was wrong (`office/watch/clock_doubt`)."""
# Then nobody has sealed for so long that the job does not run.
LATEST = timedelta(days=2)
BATCH, CHUNK = 10_000, 400
BEGINNING = ""


@dataclass(frozen=True)
class Fault:
    """A fault: a wrong seal, or lines without one."""

    seal: str
    what: str
    """changed, broken, unsealed, misnamed, or misdated: dated before the seal before"""


@clock_jobs.harmless
def seal() -> str | None:
    """Seal the lines that have no seal, the oldest first. Returns the digest, or None.

    Two sealers at once make seals of the same name, so one of them fails.
    """
    lines = _lines({"seal": ["is", "not set"]}, 0)
    if not lines:
        return None
    last = newest()
    name = f"{int(last.name) + 1 if last else 1:09d}"
    previous = last.digest if last else BEGINNING
    digest = _digest_of(lines, previous)
    made = frappe.get_doc(
        {
            "doctype": SEAL,
            "name": name,
            "sealed_from": lines[0].accessed_on,
            "sealed_until": lines[-1].accessed_on,
            "line_count": len(lines),
            "digest": digest,
            "previous": previous,
        }
    )
    try:
        made.insert(ignore_permissions=True)
    except frappe.DuplicateEntryError:
        return None
    names = [line.name for line in lines]
    for start in range(0, len(names), CHUNK):
        own = {"name": ["in", names[start : start + CHUNK]]}
        frappe.db.set_value(LOG, own, "seal", name, update_modified=False)
    return digest


def newest() -> Any:
    """The last seal, or None."""
    rows = _seals("name desc", 1)
    return rows[0] if rows else None


def faults(expected: str = "") -> list[Fault]:
    """What does not fit between the log and its seals; nothing where the log is as it was written.

    `expected` is a seal that somebody has written down: it has to be in the chain.
    """
    found: list[Fault] = []
    previous, since, known = BEGINNING, None, {""}
    seals = _seals("name asc", 0)
    for row in seals:
        if (row.previous or "") != previous:
            found.append(Fault(row.name, "broken"))
        if _sealed(row.name, row.previous or "") != (row.line_count, row.digest):
            found.append(Fault(row.name, "changed"))
        if since and row.sealed_from < since - APART and not _tells_of_clock(row.name):
            found.append(Fault(row.name, "misdated"))
        previous, since = row.digest, row.sealed_until
        known.add(row.digest)
    if expected and expected not in known:
        found.append(Fault(expected, "broken"))
    found += [Fault(name, "misnamed") for name in _misnamed()]
    found += [Fault(name, "broken") for name in _unknown({row.name for row in seals})]
    if _is_unsealed():
        found.append(Fault("", "unsealed"))
    return found


def clock_errors() -> int:
    """How often the log says that the clock was wrong."""
    return int(frappe.db.count(LOG, {"action": CLOCK}))


def _tells_of_clock(name: str) -> bool:
    """Whether a seal, or one beside it, holds a line that says so."""
    beside = [f"{int(name) + step:09d}" for step in (-1, 0, 1)]
    return bool(frappe.db.exists(LOG, {"action": CLOCK, "seal": ["in", beside]}))


def _unknown(seals: set[str]) -> list[str]:
    """Seals that stand at lines and are gone."""
    at_lines = frappe.get_all(
        LOG, {"seal": ["is", "set"]}, pluck="seal", distinct=True, order_by=None
    )
    return sorted(set(at_lines) - seals)


def _misnamed() -> list[str]:
    """Users under whose name lines stand that were another's, though nobody was renamed so."""
    renamed = {
        (row.detail, row.ref_name)
        for row in frappe.get_all(
            LOG,
            filters={"action": "Account", "ref_doctype": "User", "detail": ["like", "%→%"]},
            fields=["detail", "ref_name"],
        )
    }
    pairs = frappe.get_all(LOG, fields=["user_then", "user"], distinct=True, order_by=None)
    moved = {(row.user_then, row.user) for row in pairs if row.user_then != row.user}
    steps = set(_steps(renamed))
    return sorted({now or "" for then, now in moved if not _leads(then, now, steps)})


def _steps(renamed: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for detail, now in renamed:
        then, arrow, _new = detail.partition(" → ")
        if arrow:
            yield then, now


def _leads(then: str, now: str, steps: set[tuple[str, str]]) -> bool:
    """Whether a name became another one, in one step or in several."""
    reached, waiting = {then}, [then]
    while waiting:
        at = waiting.pop()
        for old, new in steps:
            if old == at and new not in reached:
                reached.add(new)
                waiting.append(new)
    return now in reached


def _is_unsealed() -> bool:
    """Whether lines have waited for their seal for longer than a job that runs lets them."""
    late = clock.believed_now() - LATEST
    waiting = {"seal": ["is", "not set"], "accessed_on": ["<", late]}
    sealed = newest()
    has_stopped = sealed is None or get_datetime(sealed.creation) < late
    return has_stopped and bool(frappe.db.exists(LOG, waiting))


def _sealed(name: str, previous: str) -> tuple[int, str]:
    """How many lines bear a seal, and the digest of them all."""
    lines: list[Any] = []
    while some := _lines({"seal": name}, len(lines)):
        lines += some
    return len(lines), _digest_of(lines, previous)


def _digest_of(lines: list[Any], previous: str) -> str:
    digest = sha256(previous.encode())
    for row in lines:
        digest.update(_bytes_of(row))
    return digest.hexdigest()


def _bytes_of(row: Any) -> bytes:
    """A line in the one way in which it is sealed, the same on every database."""
    values = [str(row[column]) if row[column] is not None else "" for column in COLUMNS]
    values += [str(row[ADDRESS])] if row[ADDRESS] else []
    values[1] = get_datetime(row.accessed_on).isoformat(timespec="microseconds")
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _lines(filters: dict[str, Any], start: int) -> list[Any]:
    """A batch of lines, in an order that does not depend on the database."""
    return frappe.get_all(
        LOG,
        filters=filters,
        fields=[*COLUMNS, ADDRESS],
        order_by="accessed_on asc, name asc",
        limit_start=start,
        limit_page_length=BATCH,
    )


def _seals(order_by: str, limit: int) -> list[Any]:
    fields = "name creation sealed_from sealed_until line_count digest previous".split()
    return frappe.get_all(SEAL, fields=fields, order_by=order_by, limit_page_length=limit)
