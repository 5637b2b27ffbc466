"""What people still have to sign or learn: decided here alone, for one person or a whole team.

*CFM Obligation Settings* says what a role needs. Users without any of its roles, and the Administrator,
need nothing. The result for a user is cached for the request, and cleared when anything that it depends
on is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app.security.obligations import names
from cfm_app.security.obligations.duties import (
    AGREEMENT,
    COURSE,
    EXPIRED,
    MISSING,
    RENEWED,
    VALID,
    Duty,
)

FREE = ("Administrator", "Guest")
CACHE = "cfm_obligations"
HELD = """select parent, role, creation from `tabHas Role`
    where parenttype = 'User' and parent in %(users)s and role in %(roles)s order by parent, idx"""
VERSIONS = f"""select name, kind, status, published_on, asks_again from `tab{names.AGREEMENT}`
    where kind in %(kinds)s and status in %(states)s order by published_on, creation"""
SIGNED = f"""select `user`, kind as subject, signed_on as done_on, expires_on, agreement
    from `tab{names.SIGNATURE}` where `user` in %(users)s and kind in %(kinds)s
    order by signed_on, creation"""
LEARNED = f"""select `user`, course as subject, obtained_on as done_on, expires_on
    from `tab{names.RECORD}` where `user` in %(users)s and course in %(courses)s and passed = 1
    order by obtained_on, creation"""


@dataclass(frozen=True)
class _Requirement:
    """A row of the settings, for a person who has had its role since a day."""

    kind: str
    subject: str
    since: date
    grace_days: int


@dataclass(frozen=True)
class _Fulfilment:
    """What somebody signed (with its version) or learned, and until when it counts."""

    done_on: date
    expires_on: date | None
    agreement: str | None


@dataclass
class _StoredRecords:
    """Stored records about some people: versions by kind, signatures and trainings by person and subject."""

    versions: dict[str, list[Any]] = field(default_factory=dict)
    signatures: dict[tuple[str, str], _Fulfilment] = field(default_factory=dict)
    records: dict[tuple[str, str], _Fulfilment] = field(default_factory=dict)


def missing(user: str | None = None) -> list[Duty]:
    """What a user lacks now, the first to close on top."""
    return [duty for duty in duties(user) if not duty.is_met]


def duties(user: str | None = None) -> list[Duty]:
    """All duties of a user, met ones included; cached for the request."""
    user = user or frappe.session.user
    if user in FREE or not rows():
        return []
    known = frappe.flags.setdefault(CACHE, {})
    if user not in known:
        known[user] = of_users([user])[user]
    return list(known[user])


def clear_cache(*_arguments: Any) -> None:
    """Clear the cache, after something that it depends on was written."""
    frappe.flags[CACHE] = {}


def rows() -> list[Any]:
    """What each role needs, from the settings."""
    return list(frappe.get_cached_doc(names.SETTINGS).obligations)


def of_users(users: Iterable[str]) -> dict[str, list[Duty]]:
    """The duties of several users, with the same number of queries whatever their number."""
    asked = _requirements_of([user for user in users if user not in FREE])
    known = _known(asked)
    return {user: _sorted(_merged(user, each, known)) for user, each in asked.items()}


def _sorted(found: list[Duty]) -> list[Duty]:
    return sorted(
        found,
        key=lambda duty: (duty.is_met, duty.due_on() or date.max, duty.kind, duty.subject),
    )


def _requirements_of(users: list[str]) -> dict[str, list[_Requirement]]:
    """The requirements for each of these users."""
    asked: dict[str, list[_Requirement]] = {user: [] for user in users}
    needs = rows()
    if not users or not needs:
        return asked
    for holder in _stored(HELD, users=users, roles=sorted({row.for_role for row in needs})):
        for row in needs:
            if row.for_role == holder.role:
                asked[holder.parent].append(_row_for(row, holder.creation))
    return asked


def _row_for(row: Any, role_since: Any) -> _Requirement:
    kind = COURSE if row.course else AGREEMENT
    since = max(getdate(row.from_date), getdate(role_since))
    return _Requirement(kind, row.course or row.agreement_kind, since, int(row.grace_days or 0))


def _known(asked: dict[str, list[_Requirement]]) -> _StoredRecords:
    """The stored records about these people and subjects."""
    users = [user for user, each in asked.items() if each]
    kinds = {each.subject for of_user in asked.values() for each in of_user if each.kind != COURSE}
    courses = {
        each.subject for of_user in asked.values() for each in of_user if each.kind == COURSE
    }
    known = _StoredRecords()
    if kinds:
        known.versions = versions_of(sorted(kinds))
        known.signatures = _newest(_stored(SIGNED, users=users, kinds=sorted(kinds)))
    if courses:
        known.records = _newest(_stored(LEARNED, users=users, courses=sorted(courses)))
    return known


def _newest(rows: list[Any]) -> dict[tuple[str, str], _Fulfilment]:
    """The last row of each person and subject."""
    return {
        (row.user, row.subject): _Fulfilment(
            getdate(row.done_on), _day_or_none(row.expires_on), row.get("agreement")
        )
        for row in rows
    }


def _day_or_none(value: Any) -> date | None:
    return getdate(value) if value else None


def _stored(statement: str, **values: Any) -> list[Any]:
    """Rows without permissions: every write reads them."""
    return list(frappe.db.sql(statement, values, as_dict=True))


def versions_of(kinds: list[str]) -> dict[str, list[Any]]:
    """The published versions of some kinds, oldest first; the last one is to be signed."""
    found = _stored(VERSIONS, kinds=kinds, states=[names.PUBLISHED, names.RETIRED])
    by_kind: dict[str, list[Any]] = {}
    for row in found:
        by_kind.setdefault(row.kind, []).append(row)
    # A kind without a published version has nothing to sign.
    return {
        kind: versions
        for kind, versions in by_kind.items()
        if any(each.status == names.PUBLISHED for each in versions)
    }


def _merged(user: str, asked: list[_Requirement], known: _StoredRecords) -> list[Duty]:
    """One duty for each subject; if two roles require it, the stricter one counts."""
    found: dict[tuple[str, str], Duty] = {}
    for each in asked:
        duty = _course(user, each, known) if each.kind == COURSE else _signed(user, each, known)
        if duty is None:
            continue
        key = (each.kind, each.subject)
        other = found.get(key)
        if other is None or (duty.closes_on or date.max) < (other.closes_on or date.max):
            found[key] = duty
    return list(found.values())


def _signed(user: str, asked: _Requirement, known: _StoredRecords) -> Duty | None:
    """The duty about an agreement; None where no version is published."""
    versions = known.versions.get(asked.subject)
    if not versions:
        return None
    current = next(each for each in reversed(versions) if each.status == names.PUBLISHED)
    done = known.signatures.get((user, asked.subject))
    if not done:
        return _due(user, asked, MISSING, getdate(versions[0].published_on), current.name)
    newer = _asking_again(versions, done.agreement, current.name)
    if newer:
        return _due(user, asked, RENEWED, getdate(newer.published_on), current.name, done)
    return _by_expiry(user, asked, done, current.name)


def _asking_again(versions: list[Any], signed: str | None, current: str) -> Any:
    """The first version after the signed one, up to the current one, that everybody has to sign again."""
    order = [each.name for each in versions]
    after = order.index(signed) + 1 if signed in order else 0
    later = versions[after : order.index(current) + 1]
    return next((each for each in later if each.asks_again), None)


def _course(user: str, asked: _Requirement, known: _StoredRecords) -> Duty:
    done = known.records.get((user, asked.subject))
    return _by_expiry(user, asked, done, None) if done else _due(user, asked, MISSING, asked.since)


def _by_expiry(user: str, asked: _Requirement, done: _Fulfilment, agreement: str | None) -> Duty:
    if done.expires_on and done.expires_on <= getdate():
        return _due(user, asked, EXPIRED, done.expires_on, agreement, done)
    return Duty(user, asked.kind, asked.subject, VALID, agreement, done.done_on, done.expires_on)


def _due(
    user: str,
    asked: _Requirement,
    state: str,
    start: date,
    agreement: str | None = None,
    done: _Fulfilment | None = None,
) -> Duty:
    since = max(asked.since, start)
    return Duty(
        user,
        asked.kind,
        asked.subject,
        state,
        agreement,
        done_on=done.done_on if done else None,
        expires_on=done.expires_on if done else None,
        asked_since=since,
        closes_on=since + timedelta(days=asked.grace_days),
    )
