"""Words of a partner on screen: what each means here, with likely meanings of those that nobody has mapped yet."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import proposals
from cfm_app.exchange.agencies import entry, facts, states, words

SHOWN_UNKNOWN, SHOWN = 40, 200
LEVELS = ("Country", "Province", "Department", "Sub-prefecture")
"""Places that are offered; any other one may be typed."""


def view(agreement: Any) -> dict[str, Any] | None:
    """The table of an agreement for users who maintain it; None if it receives no words."""
    if agreement.shares_cases or not entry.may_compose() or agreement.direction not in states.IN:
        return None
    rows = words.rows_of(agreement.name)
    labels = {kind: dict(words.choices_of(kind)) for kind in words.FIELDS}
    unknown = [row for row in rows if not row.meaning]
    known = [row for row in rows if row.meaning]
    return {
        "may_map": agreement.state != states.ENDED,
        "unknown": [_unmapped(row, labels[row.kind]) for row in unknown[:SHOWN_UNKNOWN]],
        "known": [_mapped(row, labels[row.kind]) for row in known[:SHOWN]],
        "more": max(0, len(unknown) - SHOWN_UNKNOWN) + max(0, len(known) - SHOWN),
        "kinds": [{"value": kind, "label": _(kind)} for kind in words.FIELDS],
        "lists": {_list_of(kind): _offered(kind, labels[kind]) for kind in words.FIELDS},
    }


def _list_of(kind: str) -> str:
    return f"ours-{words.FIELDS[kind]}"


def _offered(kind: str, labels: dict[str, str]) -> list[str]:
    if kind != words.PLACE:
        return list(labels.values())
    filters = {"enabled": 1, "admin_level": ["in", LEVELS]}
    names = frappe.get_all(facts.PLACES, filters=filters, pluck="name", order_by="lft asc")
    return [labels[name] for name in names if name in labels]


def _mapped(row: Any, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "kind_label": _(row.kind),
        "word": row.word,
        "meaning": labels.get(row.meaning, row.meaning),
        "list": _list_of(row.kind),
    }


def _unmapped(row: Any, labels: dict[str, str]) -> dict[str, Any]:
    proposal = proposals.propose(words.FIELDS[row.kind], row.word)
    guess = labels.get(proposal.guess or "", "")
    similar = [labels[each] for each in proposal.similar if each in labels]
    return {**_mapped(row, labels), "meaning": guess, "similar": similar}
