"""Pairs of records that may be of the same person."""

from typing import Any

import frappe
from frappe import _

from cfm_app.security.restricted_cases import openly_known

ROUTE = "/cfm/same-person"
PERSON = "Community Member"
SHOWN = 30
FACTS = (
    "full_name",
    "other_names",
    "phone",
    "second_phone",
    "beneficiary_number",
    "household_number",
    "sex",
    "age_group",
    "location",
)
OPTIONS = ("sex", "age_group")


def pairs() -> list[dict[str, Any]]:
    """Undecided pairs, newest first."""
    rows = _records({"possible_duplicates": ["is", "set"]}, SHOWN)
    named = {name for row in rows for name in row.possible_duplicates.split()}
    others = {row.name: row for row in _records({"name": ["in", sorted(named)]}, 0)}
    found: dict[frozenset[str], dict[str, Any]] = {}
    for row in rows:
        for name in row.possible_duplicates.split():
            both = frozenset((row.name, name))
            if (
                name in others
                and both not in found
                and all(map(openly_known.is_openly_known, both))
            ):
                found[both] = _pair(row, others[name])
    return list(found.values())


def _records(filters: dict[str, Any], limit: int) -> list[Any]:
    return frappe.get_list(
        PERSON,
        filters={**filters, "merged_into": ["is", "not set"]},
        fields=["name", *FACTS, "possible_duplicates"],
        order_by="modified desc",
        limit_page_length=limit,
    )


def _pair(one: Any, other: Any) -> dict[str, Any]:
    label = frappe.get_meta(PERSON).get_label
    facts = [(_(label(field)), _in_words(one, field), _in_words(other, field)) for field in FACTS]
    return {
        "names": (one.name, other.name),
        "titles": tuple(each.full_name or each.name for each in (one, other)),
        "facts": [
            {"label": text, "values": values, "differs": all(values) and len(set(values)) > 1}
            for text, *values in facts
            if any(values)
        ],
    }


def _in_words(row: Any, field: str) -> str:
    value = row.get(field) or ""
    if field == "location" and value:
        return str(frappe.get_cached_value("CFM Location", value, "location_name"))
    return str(_(value)) if field in OPTIONS and value else str(value)
