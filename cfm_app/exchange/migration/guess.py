"""A first plan for a source: guessed from its columns and values as for any other log, to be confirmed."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.cases import contact_attempts, duplicates
from cfm_app.exchange import column_guess, dates, headers, proposals
from cfm_app.exchange.mapping import Translator
from cfm_app.exchange.migration import (
    field_names,
    plan,
    records,
    saved_searches,
    shortfalls,
    translate,
    user_names,
)
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Record, Source
from cfm_app.security.sensitivity.strictest import of_key, unclear_class

SAMPLE = 400
MOST_VALUES = 60
SAMPLES, LONGEST_SAMPLE = 3, 60
# Internal columns of SugarCRM, and columns with their own place in the plan.
NOT_COLUMNS = frozenset(
    (
        *("id", "deleted", "date_modified", "modified_user_id", "created_by", "state", "status"),
        *("assigned_user_id", "assigned_user_name", "team_name", "team_id", "team_set_id"),
        *("acl_team_set_id", "account_id", "contact_id", "contact_created_by_id"),
        *("primary_contact_id", "portal_viewable", "work_log", "update_text", "internal"),
        *(records.FURTHER_CONTACTS, "contact_created_by_name", "created_by_name"),
        *("modified_by_name", "modified_user_name"),
    )
)
FIXED = {
    "source_id": "case_number",
    "received_on": "date_entered",
    "description": translate.WORDS,
    "priority": "priority",
    "resolution": "resolution",
    "partner": "account_name",
}
PHASES = {
    "Open_New": consts.PHASE_NEW,
    "Open_Assigned": consts.PHASE_IN_PROGRESS,
    "Open_Pending Input": consts.PHASE_PAUSED,
    "Closed_Closed": consts.PHASE_CLOSED,
    "Closed_Rejected": consts.PHASE_CLOSED,
    "Closed_Duplicate": consts.PHASE_CLOSED,
}


@dataclass
class Found:
    """The findings in a source: columns with samples, counts of values to be decided, warnings."""

    plan: Plan
    columns: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    users: list[dict[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    dates: dict[str, Any] = field(default_factory=dict)
    broken: int = 0
    warnings: list[str] = field(default_factory=list)
    tells_teams: bool = True


def scan(source: Source, kept: Plan | None = None) -> Found:
    """Read the cases of a source once, and propose a plan; a stored one takes precedence over the guess."""
    first = [each for each in islice(source.records(records.CASES), SAMPLE) if not each.problem]
    labels = source.dropdowns()
    found = Found(kept or Plan(time_zone=get_system_timezone()))
    found.warnings += shortfalls.of(source)
    found.tells_teams = source.tells_teams()
    rows = [translate.row_of(each, labels) for each in first]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not kept:
        found.plan.columns = _columns(names, rows)
        found.plan.unmapped_class = unclear_class()
    found.columns = [
        _shown(name, rows)
        for name in names
        if name not in NOT_COLUMNS and name not in ("name", "description")
    ]
    _count(source, found, labels)
    return found


def _columns(names: list[str], rows: list[dict[str, Any]]) -> dict[str, str]:
    """The fixed columns of SugarCRM; the office's own ones are guessed as for any log."""
    known = headers.fields()
    chosen = {to: name for to, name in FIXED.items() if to in known and name in names}
    if (
        "priority" in chosen
        and "partner" in chosen
        and not any(r.get("account_name") for r in rows)
    ):
        chosen.pop("partner")
    own = [
        name
        for name in names
        if name not in NOT_COLUMNS and name not in chosen.values() and name not in _CONSUMED
    ]
    for each in column_guess.guess(own, [{name: row.get(name) for name in own} for row in rows]):
        chosen.setdefault(each.field, each.header)
    if "channel" not in chosen and "source" in names:
        chosen["channel"] = "source"
    if "category" not in chosen and "type" in names:
        chosen["category"] = "type"
    return {name: chosen[name] for name in known if name in chosen}


# Together they become the words of a case.
_CONSUMED = ("name", "description", "date_entered", "case_number")


def _shown(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    said = dict.fromkeys(
        " ".join(str(row[name]).split())[:LONGEST_SAMPLE] for row in rows if row.get(name)
    )
    return {"column": name, "samples": list(said)[:SAMPLES]}


def _count(source: Source, found: Found, labels: dict[str, dict[str, str]]) -> None:
    translator = Translator(found.plan.mapping)
    orders = dates.Orders()
    statuses: Counter[str] = Counter()
    teams: Counter[str] = Counter()
    people: Counter[str] = Counter()
    total = 0
    for each in source.records(records.CASES):
        total += 1
        if each.problem:
            found.broken += 1
            continue
        if records.is_deleted(each):
            continue
        row = translate.row_of(each, labels)
        orders.see(each.values.get("date_entered", ""))
        translate.localize_moment(row, each, found.plan)
        translator.translate(row)
        statuses[row.get("status") or ""] += 1
        if row.get("team_name"):
            teams[row["team_name"]] += 1
        for name in ("assigned_user_id", "created_by"):
            if each.values.get(name):
                people[each.values[name]] += 1
    for module in set(records.FILTERS) & set(source.modules()):
        people.update(filter(None, map(saved_searches.owner_of, source.records(module))))
    found.counts[records.CASES] = total
    found.statuses, found.teams = dict(statuses.most_common()), dict(teams.most_common())
    found.dates = {} if source.is_utc else orders.told()
    plan_ = found.plan
    if orders.decided and not plan_.date_order and not source.is_utc:
        plan_.date_order = orders.decided
    plan_.states = {**_states(found.statuses), **plan_.states}
    plan_.teams = {**_teams(found.teams), **plan_.teams}
    found.users = _users(source, people, plan_)
    for name, values in translator.unknown.items():
        found.unknown[name] = _proposed(name, values, plan_)


def _states(statuses: dict[str, int]) -> dict[str, str]:
    avoided = (
        duplicates.duplicate_state() or "",
        contact_attempts.unreachable_state() or "",
        setting("referred_state") or "",
        "Registered",
    )
    found = {}
    for status in statuses:
        key = field_names.key_of("status", status, {})
        phase = PHASES.get(key) or (consts.PHASE_CLOSED if key.startswith("Closed") else "")
        if not status:
            phase = consts.PHASE_NEW
        found[status] = plan.state_of_phase(phase, *avoided) if phase else ""
    return found


def _teams(teams: dict[str, int]) -> dict[str, str]:
    """A team whose name says a class: its cases are restricted until somebody decides otherwise."""
    return {team: of_key(team) or "" for team in teams}


def _users(source: Source, people: Counter[str], kept: Plan) -> list[dict[str, str]]:
    """All users whom a case names, with the user here of the same address, if there is one."""
    known: dict[str, Record] = {}
    if records.USERS in source.modules():
        known = {each.id: each for each in source.records(records.USERS) if not each.problem}
    names = user_names.of(source)
    found = []
    for number, _times in people.most_common(MOST_VALUES * 5):
        values = known[number].values if number in known else {}
        address = values.get("email1", "").lower()
        match = kept.users.get(number, "")
        if not match and address and frappe.db.exists("User", {"name": address, "enabled": 1}):
            match = address
        kept.users.setdefault(number, match)
        found.append({"id": number, "name": user_names.shown(number, names), "user": match})
    return found


def _proposed(name: str, counts: dict[str, int], kept: Plan) -> list[dict[str, Any]]:
    frequent = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]
    shown = []
    for raw, count in frequent:
        proposal = proposals.propose(name, raw)
        chosen = kept.values.get(name, {}).get(raw)
        if chosen is None and proposal.guess:
            kept.values.setdefault(name, {})[raw] = proposal.guess
            chosen = proposal.guess
        shown.append(
            {
                "raw": raw,
                "label": raw or _("(empty)"),
                "count": count,
                "guess": chosen or "",
                "similar": list(proposal.similar),
            }
        )
    return shown
