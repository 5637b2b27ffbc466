"""Seals on the access log: a chain of digests by which somebody else's hand in the database shows.

A line has no digest of its own that names the one before: all requests would wait for one row. A job seals
the lines since the last seal together; a seal is the SHA-256 of the seal before and of its lines. Whoever
changes, adds or removes a sealed line would have to make all later seals anew, and the newest one is known
outside of the database: `doctor` tells it, for somebody to write down.

Sealed is what a user was called then. Their present name may be another one, where the log says that they were
renamed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app import clock_jobs

LOG, SEAL = "CFM Access Log", "CFM Log Seal"
COLUMNS = "name accessed_on user_then action ref_doctype ref_name cfm_case detail".split()
# Lines from before it was kept have none, and their seals hold.
ADDRESS = "ip_address"
# A request may commit a line some time after it was dated.
LAG = timedelta(minutes=10)
# Then nobody has sealed for so long that the job does not run.
LATEST = timedelta(days=2)
BATCH = 10_000
BEGINNING = ""


@dataclass(frozen=True)
class Fault:
    """A fault: a wrong seal, or lines without one."""

    seal: str
    what: str
    """changed, broken, unsealed or misnamed"""


@clock_jobs.harmless
def seal(now: datetime | None = None) -> str | None:
    """Seal all unsealed lines. Returns the digest, or None.

    Two sealers at once make seals of the same name, so one of them fails.
    """
    until = (now or now_datetime()) - LAG
    last = newest()
    since = get_datetime(last.sealed_until) if last else None
    count, digest = _digest_of(since, until, last.digest if last else BEGINNING)
    if not count:
        return None
    made = frappe.get_doc(
        {
            "doctype": SEAL,
            "name": f"{int(last.name) + 1 if last else 1:09d}",
            "sealed_from": since,
            "sealed_until": until,
            "line_count": count,
            "digest": digest,
            "previous": last.digest if last else BEGINNING,
        }
    )
    try:
        made.insert(ignore_permissions=True)
    except frappe.DuplicateEntryError:
        return None
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
    previous, since, known = BEGINNING, None, set()
    for row in _seals("name asc", 0):
        is_joined = (row.previous or "") == previous and row.sealed_from == since
        if not is_joined:
            found.append(Fault(row.name, "broken"))
        count, digest = _digest_of(row.sealed_from, row.sealed_until, row.previous or "")
        if (count, digest) != (row.line_count, row.digest):
            found.append(Fault(row.name, "changed"))
        previous, since = row.digest, row.sealed_until
        known.add(row.digest)
    if expected and expected not in known:
        found.append(Fault(expected, "broken"))
    found += [Fault(name, "misnamed") for name in _misnamed()]
    if _is_unsealed(since):
        found.append(Fault("", "unsealed"))
    return found


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


def _is_unsealed(since: Any) -> bool:
    """Whether lines have waited for their seal for longer than a job that runs lets them."""
    late = now_datetime() - LATEST
    filters = [["accessed_on", "<", late]]
    if since:
        filters.append(["accessed_on", ">", since])
    return bool(frappe.db.exists(LOG, filters))


def _digest_of(since: Any, until: Any, previous: str) -> tuple[int, str]:
    """How many lines there are after one moment until another, and the digest of them all."""
    digest, count = sha256(previous.encode()), 0
    for row in _lines(since, until):
        digest.update(_bytes_of(row))
        count += 1
    return count, digest.hexdigest()


def _bytes_of(row: Any) -> bytes:
    """A line in the one way in which it is sealed, the same on every database."""
    values = [str(row[column]) if row[column] is not None else "" for column in COLUMNS]
    values += [str(row[ADDRESS])] if row[ADDRESS] else []
    values[1] = get_datetime(row.accessed_on).isoformat(timespec="microseconds")
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _lines(since: Any, until: Any) -> Iterator[Any]:
    """The lines after one moment until another, in an order that does not depend on the database."""
    filters = [["accessed_on", "<=", until]]
    if since:
        filters.append(["accessed_on", ">", since])
    start = 0
    while True:
        rows = frappe.get_all(
            LOG,
            filters=filters,
            fields=[*COLUMNS, ADDRESS],
            order_by="accessed_on asc, name asc",
            limit_start=start,
            limit_page_length=BATCH,
        )
        yield from rows
        if len(rows) < BATCH:
            return
        start += BATCH


def _seals(order_by: str, limit: int) -> list[Any]:
    fields = ["name", "sealed_from", "sealed_until", "line_count", "digest", "previous"]
    return frappe.get_all(SEAL, fields=fields, order_by=order_by, limit_page_length=limit)
