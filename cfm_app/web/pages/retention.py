"""Retention: what is due and by which rule, decisions by two people, holds, erasures."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate, get_fullname, getdate

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.data_protection.person_requests import part_deletion
from cfm_app.data_protection.personal_data import (
    decisions,
    erasure_list,
    holds,
    retention_due,
    retention_limit,
    retention_notices,
    retention_rules,
)
from cfm_app.data_protection.personal_data.retention_due import Due
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance
from cfm_app.security.sql_conditions import in_list
from cfm_app.web.pages import retention_texts, routes

ROUTE = "/cfm/retention"
INBOX = "/cfm/inbox#"
SHOWN, COUNTED = 50, 2_000
GONE_SHOWN = 500


def overview() -> dict[str, Any]:
    """What the user may see of it, each case by the rule on cases."""
    until = getdate() + timedelta(days=retention_rules.notice_days())
    found = _due(until)
    restricted = [due for due in found if due.rule.is_restricted] + _restricted_conversations()
    going = sorted(
        (due for due in found if not due.rule.is_restricted and not due.is_held),
        key=lambda due: (due.goes_on, due.name),
    )
    begins = retention_rules.begins()
    return {
        "begins": formatdate(begins) if begins and begins > getdate() else "",
        "is_unset": begins is None,
        "rules": [rule.in_words() for rule in retention_rules.Rules().all()],
        "settings": _settings(),
        "days": retention_rules.notice_days(),
        "much": _much(),
        "sums": _sums(going),
        "going": _going(going[:SHOWN], begins),
        "more": max(len(going) - SHOWN, 0),
        "decisions": _decisions(restricted),
        "unseen": _unseen(),
        "holds": [_hold(row) for row in holds.standing()],
        "gone": _gone(),
        "holdable": _holdable(),
    }


def _much() -> dict[str, Any] | None:
    """What is more than goes in a night, and whether the user may confirm it."""
    number = retention_limit.waiting()
    if not number:
        return None
    text = counted(
        _(
            "{0} records are to go, more than {1} in one night: nothing of it goes before data protection confirms it."
        ),
        number,
        retention_limit.most(),
    )
    return {
        "text": text,
        "number": number,
        "may_confirm": retention_limit.may_confirm(),
        "label": counted(_("Yes, {0} records may go in the coming night"), number),
    }


def _due(until: date) -> list[Due]:
    condition = access.case_condition() or retention_due.ALL
    every = (due for batch in retention_due.cases(until, condition) for due in batch)
    return list(islice(every, COUNTED))


def _restricted_conversations() -> list[Due]:
    """Restricted conversations without a case, of those entrusted to the user."""
    condition = access.conversation_condition() or retention_due.ALL
    classes = list(clearance.restricted_classes())
    if not classes:
        return []
    kind = consts.CONVERSATION
    within = f"`tab{kind}`.`sensitivity` in {in_list(classes)} and {condition}"
    return list(islice(retention_due.of(kind, getdate(), within), COUNTED))


def _settings() -> str:
    may_set = frappe.has_permission("CFM Settings", "write")
    return routes.record_address("CFM Settings", "CFM Settings") if may_set else ""


def _sums(going: Iterable[Due]) -> list[dict[str, str]]:
    """The number of cases by rule."""
    numbers = Counter(due.rule.in_words() for due in going)
    return [
        {"rule": rule, "number": counted(_("{0} cases"), number)}
        for rule, number in numbers.most_common()
    ]


def _going(found: list[Due], begins: date | None) -> list[dict[str, str]]:
    stays = retention_texts.kept_of([due.name for due in found])
    days = retention_notices.go_on(found)
    return [
        {
            **_shown(due, max(days[due.name], begins or days[due.name])),
            "stays": stays.get(due.name, ""),
        }
        for due in found
    ]


def _shown(due: Due, begins: date | None) -> dict[str, str]:
    day = max(due.goes_on, begins or due.goes_on, getdate())
    is_case = due.doctype == "Case"
    return {
        "name": due.name,
        "doctype": due.doctype,
        "address": _address(due.doctype, due.name),
        "last": formatdate(due.last_input),
        "goes_on": formatdate(day),
        "rule": due.rule.in_words(),
        "texts": routes.address_of(retention_texts.ROUTE, case=due.name) if is_case else "",
    }


def _decisions(restricted: list[Due]) -> list[dict[str, Any]]:
    """Due restricted records entrusted to the user, and requests about them."""
    ripe = [due for due in restricted if due.goes_on <= getdate()]
    names = [due.name for due in ripe]
    asked = {doctype: decisions.of(doctype, names) for doctype in decisions.KINDS}
    stays = retention_texts.kept_of(names)
    found = []
    for due in ripe:
        line = asked[due.doctype].get(due.name)
        found.append(
            {
                **_shown(due, None),
                "class": _(due.sensitivity),
                "kind": "" if due.doctype == "Case" else _(due.doctype),
                "is_held": due.is_held,
                "stays": stays.get(due.name, ""),
                "line": line.name if line else "",
                "is_agreed": bool(line and line.state == erasure_list.AGREED),
                "asked_by": get_fullname(line.asked_by) if line else "",
                "agreed_by": get_fullname(line.agreed_by) if line and line.agreed_by else "",
                "is_mine": bool(line and line.asked_by == frappe.session.user),
            }
        )
    return found


def _unseen() -> list[dict[str, str]]:
    """Erasures to which data protection agrees without seeing the record."""
    return [
        {
            "part": row.name,
            "asked_by": get_fullname(row.asked_by),
            "asked_on": str(format_datetime(row.asked_on)),
        }
        for row in part_deletion.waiting_for_agreement()
    ]


def _hold(row: Any) -> dict[str, Any]:
    by = f"{get_fullname(row.held_by)}, {format_datetime(row.held_on)}"
    until = _("until {0}").format(formatdate(row.held_until)) if row.held_until else ""
    return {
        "id": row.name,
        "name": row.ref_name,
        "kind": _(row.ref_doctype),
        "address": _address(row.ref_doctype, row.ref_name),
        "reason": row.reason or "",
        "is_only_kept": bool(row.restricts_use),
        "lift_asked_by": get_fullname(row.lift_asked_by) if row.lift_asked_by else "",
        "is_mine": row.lift_asked_by == frappe.session.user,
        "by": " · ".join(filter(None, (by, until))),
    }


def _address(doctype: str, name: str) -> str:
    """The page of a record, if it has one."""
    if doctype == consts.CONVERSATION:
        return f"{INBOX}{name}"
    return f"{routes.CASE}{name}" if doctype == "Case" else ""


def _gone() -> list[dict[str, str]]:
    """The last erasures, by day, kind and rule."""
    rows = frappe.get_list(
        erasure_list.REGISTER,
        filters={"state": erasure_list.DONE},
        fields=["ref_doctype", "ground", "erased_on", "kept_count"],
        order_by="erased_on desc",
        limit_page_length=GONE_SHOWN,
    )
    numbers, kept = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for row in rows:
        line = (getdate(row.erased_on), row.ref_doctype, row.ground)
        numbers[line] += 1
        kept[line] += row.kept_count or 0
    return [
        {
            "day": formatdate(line[0]),
            "what": f"{number} × {_(line[1])}",
            "ground": line[2],
            "stays": retention_texts.count_in_words(kept[line]) if kept[line] else "",
        }
        for line, number in numbers.items()
    ]


def _holdable() -> list[dict[str, str]]:
    """What the user can put on hold."""
    kinds = [each for each in holds.HOLDABLE if frappe.has_permission(each, "read")]
    return [{"value": each, "label": _(each)} for each in kinds]
