"""Choices that depend on another field, such as the sites of the chosen place (`link_filters` of a field).

Frappe narrows the choices in its own form and accepts anything elsewhere. Here the page for new cases
offers the same choices, and a choice that does not fit is refused in a new case, or when one of the two
fields changes.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache
from cfm_app.base.fields import field_of
from cfm_app.procedures.sop.trees import chain
from cfm_app.security.access_rule import own_types
from cfm_app.security.entitlement import clearance

SAME, UNDER = "=", "descendants of (inclusive)"
_BY_FIELD = re.compile(r"eval:\s*doc\.(\w+)\s*")


@dataclass(frozen=True)
class Narrowing:
    """One filter of a link: `column` of the record equals the case's field `follows`, or lies below it in a tree."""

    fieldname: str
    label: str
    doctype: str
    column: str
    operator: str
    follows: str
    """A field of the case; empty where `value` is fixed."""
    value: Any = None


@batch_cache.cached_in_batch
def narrowings() -> list[Narrowing]:
    """The filters that the office set on the links of a case, as far as the app applies them.

    A refusal reveals whether a record fits. So filters on records about people and cases are ignored, and
    so are fields that are not open links.
    """
    found = []
    meta = frappe.get_meta("Case")
    for df in meta.get_link_fields():
        for _doctype, column, operator, value in _filters(df.get("link_filters")):
            by_field = _BY_FIELD.fullmatch(value) if isinstance(value, str) else None
            follows = by_field[1] if by_field else ""
            is_known = meta.has_field(follows) if follows else not str(value).startswith("eval:")
            if is_known and _is_open(df.options, column, operator):
                label = _(df.label or df.fieldname)
                found.append(
                    Narrowing(df.fieldname, label, df.options, column, operator, follows, value)
                )
    return found


def _is_open(doctype: str, column: object, operator: object) -> bool:
    """Whether everybody may know these values of a list, and the operator suits the field."""
    if not isinstance(column, str) or own_types.closes(doctype):
        return False
    df = frappe.get_meta(doctype).get_field(column)
    if not df or df.fieldtype != "Link" or df.permlevel or own_types.closes(df.options):
        return False
    return operator == SAME or (operator == UNDER and bool(frappe.get_meta(df.options).is_tree))


def _filters(stored: str | None) -> list[list[Any]]:
    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return []
    return [each for each in found if isinstance(each, list) and len(each) == 4]


def check(case: Document) -> None:
    """Throw for a choice that does not fit the case; stored choices stay.

    Restricted cases are not checked: nobody who reports abuse should have to choose again.
    """
    if clearance.is_restricted(case.sensitivity):
        return
    for each in narrowings():
        asked = case.get(each.follows) if each.follows else each.value
        chosen = case.get(each.fieldname)
        if not (asked and chosen and _is_changed(case, each)):
            continue
        filters = [["name", "=", chosen], [each.column, each.operator, asked]]
        if not frappe.get_all(each.doctype, filters=filters, limit=1):
            frappe.throw(
                _("{0}: {1} does not belong to {2}. Choose again.").format(
                    each.label, _label(each.doctype, chosen), _value_in_words(case, each)
                )
            )


def _is_changed(case: Document, narrowing: Narrowing) -> bool:
    names = (
        (narrowing.fieldname, narrowing.follows) if narrowing.follows else (narrowing.fieldname,)
    )
    return case.is_new() or any(case.has_value_changed(name) for name in names)


def _label(doctype: str, name: str) -> str:
    title = frappe.get_meta(doctype).get_title_field()
    return str(frappe.db.get_value(doctype, name, title) or name)


def _value_in_words(case: Document, narrowing: Narrowing) -> str:
    if not narrowing.follows:
        return str(narrowing.value)
    df = field_of("Case", narrowing.follows)
    value = case.get(narrowing.follows)
    return _label(df.options, value) if df.fieldtype == "Link" else _(str(value))


def fixed_filters(fieldname: str) -> list[list[Any]]:
    """The filters of a link that do not depend on the case."""
    return [
        [each.column, each.operator, each.value]
        for each in narrowings()
        if each.fieldname == fieldname and not each.follows
    ]


def followed_by(fieldname: str) -> list[Narrowing]:
    """The filters of a link that depend on another field of the case."""
    return [each for each in narrowings() if each.fieldname == fieldname and each.follows]


def fitting(narrowing: Narrowing, values: set[str]) -> dict[str, list[str]]:
    """For each value of a filter's column: the values of the followed field with which it is offered."""
    if narrowing.operator == SAME:
        return {value: [value] for value in values}
    tree = field_of(narrowing.doctype, narrowing.column).options
    return {value: chain(tree, value) for value in values}
