"""The proof: counts there and here, side by side, and the lines for all that is missing."""

import heapq
from collections import Counter
from hashlib import sha256
from typing import Any

import frappe
from frappe.utils import get_system_timezone

from cfm_app.base.framework import aggregate
from cfm_app.exchange.migration import field_names, outcomes, records, shortfalls, user_names
from cfm_app.exchange.migration.outcomes import Ledger
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Source

BY = ("year", "status", "owner")
SAMPLE = 50


def of_run(
    source: Source, plan: Plan, migration: str, is_dry: bool, is_counted: bool = False
) -> dict[str, Any]:
    """Read the source once more, and count on both sides.

    A server that was asked only for what has changed counts its own records (`is_counted`).
    """
    is_counted = is_counted and source.is_ordered
    there = _own_counts(source) if is_counted else _source_counts(source, plan)
    here = _office_counts(migration, is_dry)
    accounted = outcomes.counts(migration, is_dry)
    modules = []
    for module in source.modules():
        if is_counted and module not in there["modules"]:
            continue
        told = accounted.get(module, {})
        lines = _lines_of_history(migration, is_dry) if module == records.AUDIT else None
        row: dict[str, Any] = {
            "module": module,
            "there": there["modules"].get(module, 0),
            "brought": lines if lines is not None else told.get(outcomes.BROUGHT, 0),
            "left_out": told.get(outcomes.LEFT_OUT, 0),
            "failed": told.get(outcomes.FAILED, 0),
            "changed": told.get(outcomes.CONFLICT, 0),
        }
        row["without_line"] = row["there"] - sum(
            int(row[each]) for each in ("brought", "left_out", "failed", "changed")
        )
        if is_counted:
            # What was thrown away there since has its line, and is counted no more.
            row["without_line"] = max(0, row["without_line"])
        modules.append(row)
    parted = {
        by: [
            {"value": value, "there": there[by].get(value, 0), "here": here[by].get(value, 0)}
            for value in sorted({*there[by], *here[by]}, key=str)
        ]
        for by in (() if is_counted else BY)
    }
    sample = [] if is_dry or is_counted else _sample(source, migration)
    return {
        "modules": modules,
        "by": parted,
        "files": _files(migration, is_dry),
        "sample": sample,
        "lacks": shortfalls.of(source),
    }


def _sample(source: Source, migration: str) -> list[dict[str, str]]:
    """Some cases side by side, the same ones each time; no restricted one, and no words."""
    drawn = heapq.nsmallest(
        SAMPLE,
        (each for each in source.records(records.CASES) if not each.problem),
        key=lambda each: sha256(each.id.encode()).hexdigest(),
    )
    known = Ledger(migration).known(records.CASES, [each.id for each in drawn])
    shown = []
    for each in drawn:
        row = known.get(each.id)
        case = row and frappe.db.get_value(
            "Case",
            {"name": row.target_name, "is_restricted": 0},
            ["name", "received_on", "workflow_state", "category"],
            as_dict=True,
        )
        if case:
            shown.append(
                {
                    "number": each.values.get("case_number", each.id),
                    "entered": each.values.get("date_entered", ""),
                    "status": each.values.get("status", ""),
                    "case": case.name,
                    "received": str(case.received_on or ""),
                    "state": case.workflow_state or "",
                    "category": case.category or "",
                }
            )
    return shown


def _own_counts(source: Source) -> dict[str, Counter[Any]]:
    """How many records of each module a server counts itself."""
    counts = {module: source.count(module) for module in source.modules()}
    return {
        "modules": Counter({each: count for each, count in counts.items() if count is not None})
    }


def _source_counts(source: Source, plan: Plan) -> dict[str, Counter[Any]]:
    """Counts of the source, without cases that are broken, repeated or in the bin."""
    counted: dict[str, Counter[Any]] = {name: Counter() for name in ("modules", *BY)}
    labels = source.dropdowns()
    names = user_names.of(source)
    seen: set[str] = set()
    for module in source.modules():
        for each in source.records(module):
            counted["modules"][module] += 1
            if module != records.CASES or each.problem or records.is_deleted(each):
                continue
            if each.id in seen:
                continue
            seen.add(each.id)
            status = field_names.key_of("status", each.values.get("status", ""), labels)
            counted["status"][status] += 1
            owner = each.values.get("assigned_user_id") or each.values.get("created_by") or ""
            counted["owner"][user_names.shown(owner, names) if owner else ""] += 1
            counted["year"][_year(each, plan)] += 1
    return counted


def _year(found: records.Record, plan: Plan) -> int:
    zone = get_system_timezone()
    try:
        moment = records.moment(
            found.values.get("date_entered", ""),
            plan.time_zone or zone,
            plan.date_order,
            found.is_utc,
        )
    except ValueError:
        return 0
    local = records.local(moment, zone)
    return local.year if local else 0


def _office_counts(migration: str, is_dry: bool) -> dict[str, Counter[Any]]:
    """Counts of the cases that are here, or would be: those whose record exists."""
    counted: dict[str, Counter[Any]] = {by: Counter() for by in BY}
    for by in BY:
        column = f"source_{by}"
        rows = frappe.get_all(
            outcomes.DOCTYPE,
            filters={
                "migration": migration,
                "is_dry": int(is_dry),
                "module": records.CASES,
                "outcome": ["in", [outcomes.BROUGHT, outcomes.CONFLICT]],
            },
            fields=[f"{column} as value", aggregate("count", "name", "total")],
            group_by=column,
            order_by=f"{column} asc",
        )
        for row in rows:
            counted[by][row.value if row.value is not None else ""] = row.total
    return counted


def _lines_of_history(migration: str, is_dry: bool) -> int:
    rows = frappe.get_all(
        outcomes.DOCTYPE,
        filters={
            "migration": migration,
            "is_dry": int(is_dry),
            "module": records.AUDIT,
            "outcome": outcomes.BROUGHT,
        },
        fields=[aggregate("sum", "size", "total")],
    )
    return int((rows[0].total if rows else 0) or 0)


def _files(migration: str, is_dry: bool) -> dict[str, int]:
    """How many files, and how many bytes: as read there, and as stored here."""
    rows = frappe.get_all(
        outcomes.DOCTYPE,
        filters={
            "migration": migration,
            "is_dry": int(is_dry),
            "module": records.NOTES,
            "outcome": outcomes.BROUGHT,
            "size": [">", 0],
        },
        fields=[aggregate("count", "name", "total"), aggregate("sum", "size", "size")],
    )
    row = rows[0] if rows else None
    return {"count": int((row and row.total) or 0), "bytes": int((row and row.size) or 0)}
