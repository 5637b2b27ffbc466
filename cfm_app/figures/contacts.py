"""Messages of a period by type of channel, without restricted conversations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import frappe

from cfm_app.base import consts
from cfm_app.base.framework import aggregate
from cfm_app.figures import visible_cases
from cfm_app.figures.spans import Span
from cfm_app.security.entitlement import clearance


@dataclass(frozen=True)
class Messages:
    """Messages received by a type of channel, sent, and failed."""

    kind: str
    received: int
    sent: int
    failed: int


def messages(span: Span) -> list[Messages]:
    """A line for each type with messages, most frequent first; empty for users who read no cases."""
    if not visible_cases.reads_cases():
        return []
    accounts = frappe.get_all(
        "CFM Channel Account", fields=["name", "adapter"], order_by="name asc", as_list=True
    )
    kinds = dict(accounts)
    rows = frappe.get_all(
        consts.MESSAGE,
        filters=[
            span.holds("sent_on"),
            ["automatic", "=", 0],
            ["conversation", "not in", _restricted() or [""]],
        ],
        fields=["account", "direction", "state", aggregate("count", "*", "number")],
        group_by="account, direction, state",
        order_by="account, direction, state",
        limit_page_length=0,
    )
    numbers: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        kind = kinds.get(row.account) or ""
        numbers[kind, row.direction] += row.number
        if row.direction == "Out" and row.state == "Failed":
            numbers[kind, "Failed"] += row.number
    lines = [
        Messages(kind, numbers[kind, "In"], numbers[kind, "Out"], numbers[kind, "Failed"])
        for kind in {kind for kind, _what in numbers}
    ]
    return sorted(lines, key=lambda line: (-line.received - line.sent, line.kind))


def _restricted() -> list[str]:
    if not (classes := clearance.restricted_classes()):
        return []
    return frappe.get_all(
        consts.CONVERSATION,
        filters={"sensitivity": ["in", list(classes)]},
        pluck="name",
        order_by="name asc",
        limit_page_length=0,
    )
