"""Which cases a figure may count for whom.

Figures speak of ordinary cases only, whoever looks: a restricted case is in nobody's statistics but
those of its handlers' own lists. Who reads cases gets what his lists show. An analyst does not read
them; he gets the same numbers, within his user permissions, and without small cells.
"""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe.permissions import get_user_permissions

from cfm_app import consts
from cfm_app.privacy import clearance

Filters = list[list[Any]]
BATCH = 500
OPEN_PHASES = [consts.PHASE_NEW, consts.PHASE_IN_PROGRESS, consts.PHASE_PAUSED]


def scope() -> tuple[Any, ...]:
    """On what the numbers of the user in the session depend beside the cases themselves."""
    known = clearance.of()
    return reads_cases(), known.is_general, known.hidden, known.handled, _permitted()


def reads_cases() -> bool:
    """Whether the user in the session may look at the cases that a figure counts."""
    return bool(frappe.has_permission("Case", "read"))


def cases(fields: list[str], filters: Filters, group_by: str | None = None) -> list[Any]:
    """Rows of the ordinary cases that the user's figures are about."""
    asked: dict[str, Any] = {"limit_page_length": 0, "order_by": None}
    if group_by:
        asked.update({"group_by": group_by, "order_by": group_by})
    if reads_cases():
        # The rule on cases leaves out what is restricted to all but its handlers.
        own = _ordinary() if clearance.of().handled else []
        return frappe.get_list("Case", fields=fields, filters=[*own, *filters], **asked)
    if not clearance.of().is_general:
        return []
    within = [*_ordinary(), *_permitted(), *filters]
    return frappe.get_all("Case", fields=fields, filters=within, **asked)


def count(filters: Filters) -> int:
    """How many ordinary cases there are for the user."""
    rows = cases(["count(name) as number"], filters)
    return int(rows[0].number or 0) if rows else 0


def referrals(fields: list[str], filters: Filters) -> list[Any]:
    """Rows of the referrals of those cases: it is the case that says who may know of them."""
    asked = {"fields": ["cfm_case", *fields], "limit_page_length": 0, "order_by": "name asc"}
    rows = frappe.get_all("Referral", filters=filters, **asked)
    names = sorted({row.cfm_case for row in rows})
    known = {row.name for part in _parts(names) for row in cases(["name"], [["name", "in", part]])}
    return [row for row in rows if row.cfm_case in known]


def _parts(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + BATCH] for at in range(0, len(names), BATCH))


def _ordinary() -> Filters:
    hidden = list(clearance.restricted_classes())
    return [["sensitivity", "not in", hidden]] if hidden else []


def _permitted() -> Filters:
    """The user permissions on links of the case; a case without the link is open to all."""
    permissions = get_user_permissions(frappe.session.user)
    limits = []
    for field in frappe.get_meta("Case").get_link_fields():
        if field.ignore_user_permissions:
            continue
        names = [
            entry.get("doc")
            for entry in permissions.get(field.options) or []
            if entry.get("applicable_for") in (None, "", "Case")
        ]
        if names:
            limits.append([field.fieldname, "in", [*names, ""]])
    return limits


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
    while place.admin_level != "Province" and place.parent_cfm_location in above:
        if place.name in seen:
            break
        seen.add(place.name)
        place = above[place.parent_cfm_location]
    return place.name if place.admin_level == "Province" else row.name
