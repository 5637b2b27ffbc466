"""Which cases a figure may count for whom.

Figures speak of ordinary cases only, whoever looks: a restricted case is in nobody's statistics but
those of its handlers' own lists. Who reads cases gets what their lists show. Who reads none gets nothing from
here, for small numbers, or two figures subtracted, would tell of single cases: they read what was guarded and
frozen (`releases.told`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe.permissions import get_user_permissions

from cfm_app.base import consts
from cfm_app.base.framework import aggregate
from cfm_app.security.access_rule import access, user_limits
from cfm_app.security.entitlement import clearance

Filters = list[list[Any]]
BATCH, PROVINCE = 2000, "Province"
OPEN_PHASES = [consts.PHASE_NEW, consts.PHASE_IN_PROGRESS, consts.PHASE_PAUSED]


def scope() -> tuple[Any, ...]:
    """On what the numbers of the user in the session depend beside the cases themselves."""
    known = clearance.of()
    return reads_cases(), known.hidden, known.handled, _permitted()


def reads_cases() -> bool:
    """Whether the user in the session may look at the cases that a figure counts."""
    return bool(frappe.has_permission("Case", "read"))


def sees_all() -> bool:
    """Whether the user in the session may count all ordinary cases, so that none needs to be looked at for it."""
    known = clearance.of()
    if not reads_cases() or get_user_permissions(known.user) or is_limited(known.user):
        return False
    if access.condition_for("Case") == clearance.NOTHING or _other_rules():
        return False
    return known.is_unlimited or known.is_general


def _other_rules() -> bool:
    """Whether somebody else than this app says which cases a list shows."""
    hooks = frappe.get_hooks("permission_query_conditions", {})
    of_app = [*hooks.get("*", []), *hooks.get("Case", [])]
    queries = {"script_type": "Permission Query", "reference_doctype": "Case", "disabled": 0}
    return any(not path.startswith("cfm_app.") for path in of_app) or bool(
        frappe.db.table_exists("Server Script") and frappe.db.exists("Server Script", queries)
    )


def counted(by: Sequence[str], filters: Filters) -> list[Any]:
    """How many ordinary cases there are for the user, as `number`, for each value of some fields.

    The classes are told apart here: that asks one question for each class, not one for each case.
    """
    fields = ["sensitivity", *by]
    asked = {"group_by": ", ".join(fields), "order_by": ", ".join(fields)}
    return _ordinary(_listed([*fields, aggregate("count", "*", "number")], filters, **asked), by)


def _ordinary(rows: list[Any], by: Sequence[str]) -> list[Any]:
    numbers: dict[tuple[Any, ...], int] = defaultdict(int)
    restricted = _restricted()
    for row in rows:
        if _folded(row.sensitivity) not in restricted:
            numbers[tuple(row[field] for field in by)] += int(row.number)
    return [
        frappe._dict(zip((*by, "number"), (*values, number), strict=True))
        for values, number in numbers.items()
    ]


def rows(fields: Sequence[str], filters: Filters) -> list[tuple[Any, ...]]:
    """The values of some fields of each ordinary case of the user, in no order.

    What hardly two cases have in common, such as a moment, is read so: groups of it would be as many as cases.
    """
    found = _listed(["sensitivity", *fields], filters, order_by=None, as_list=True)
    restricted = _restricted()
    closed = {kind for kind in {row[0] for row in found} if _folded(kind) in restricted}
    return [tuple(row[1:]) for row in found if row[0] not in closed]


def counted_for_office(by: Sequence[str], filters: Filters) -> list[Any]:
    """The same over the whole office, whoever asks: for figures that nobody sees before they are guarded."""
    fields = ["sensitivity", *by]
    rows = frappe.get_all(
        "Case",
        fields=[*fields, aggregate("count", "*", "number")],
        filters=filters,
        group_by=", ".join(fields),
        order_by=", ".join(fields),
        limit_page_length=0,
    )
    return _ordinary(rows, by)


def rows_for_office(fields: Sequence[str], filters: Filters) -> list[Any]:
    """Ordinary cases of the whole office, one row each, whoever asks: for what is guarded before anybody sees it."""
    rows = frappe.get_all(
        "Case",
        fields=sorted({"sensitivity", *fields}),
        filters=filters,
        order_by="name asc",
        limit_page_length=0,
    )
    restricted = _restricted()
    return [row for row in rows if _folded(row.sensitivity) not in restricted]


def is_limited(user: str | None = None) -> bool:
    """Whether the figures of a user, the one in the session at first, are those of a part of the office."""
    return bool(_permitted(user))


def count(filters: Filters) -> int:
    """How many ordinary cases there are for the user."""
    return sum(row.number for row in counted([], filters))


def referrals(fields: list[str], filters: Filters) -> list[tuple[Any, ...]]:
    """Values of the referrals of those cases: it is the case that says who may know of them."""
    rows = frappe.get_all(
        "Referral",
        fields=["cfm_case", *fields],
        filters=filters,
        limit_page_length=0,
        order_by=None,
        as_list=True,
    )
    restricted = _restricted()
    known: set[str] = set()
    for part in _parts(sorted({row[0] for row in rows if row[0]})):
        asked = {"order_by": None, "as_list": True}
        found = _listed(["name", "sensitivity"], [["name", "in", part]], **asked)
        known.update(name for name, kind in found if _folded(kind) not in restricted)
    return [tuple(row[1:]) for row in rows if row[0] in known]


def _listed(fields: list[str], filters: Filters, **asked: Any) -> list[Any]:
    """Rows of the cases that the user's figures may be about, restricted ones they handle with them."""
    if not reads_cases():
        return []
    return frappe.get_list("Case", fields=fields, filters=filters, limit_page_length=0, **asked)


def _restricted() -> set[str]:
    return {_folded(name) for name in clearance.restricted_classes()}


def _folded(sensitivity: str | None) -> str:
    """A class as the database compares it at the least: without case and blanks at the end."""
    return (sensitivity or "").rstrip().casefold()


def _parts(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + BATCH] for at in range(0, len(names), BATCH))


def _permitted(user: str | None = None) -> Filters:
    """The limits of the user's account; a case without the link is open to all."""
    limits = user_limits.on_cases(user or frappe.session.user)
    return [[field, "in", [*names, ""]] for field, names in limits.items()]


def places() -> dict[str, str]:
    """The province of each place, itself for what lies above the provinces."""
    rows = frappe.get_all(
        "CFM Location",
        fields=["name", "parent_cfm_location", "admin_level"],
        limit_page_length=0,
        order_by="lft asc",
    )
    above = {row.name: row for row in rows}
    return {row.name: _province(row, above) for row in rows}


def _province(row: Any, above: dict[str, Any]) -> str:
    place, seen = row, set()
    while place.admin_level != PROVINCE and place.parent_cfm_location in above:
        if place.name in seen:
            break
        seen.add(place.name)
        place = above[place.parent_cfm_location]
    return place.name if place.admin_level == PROVINCE else row.name
