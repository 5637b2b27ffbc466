"""Choices that depend on another field: a site of the chosen place (``link_filters`` of a field of a case).

A framework narrows what its own form offers, and takes whatever comes by another door. Here the fast page offers
the same, and a case that is new, or in which one of the two fields changes, is refused with a choice that does not fit.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import batch_cache
from cfm_app.fields import field_of
from cfm_app.privacy import clearance, own_types
from cfm_app.sop.trees import chain

SAME, UNDER = "=", "descendants of (inclusive)"
_BY_FIELD = re.compile(r"eval:\s*doc\.(\w+)\s*")


@dataclass(frozen=True)
class Narrowing:
    """One filter of a link: the entry's `column` is what the case says in `follows`, or lies under it."""

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
    """What the office said about the choices of the links of a case, as far as the app follows it.

    What is refused tells whether an entry fits: so nothing is asked of records about people and cases, nor of any
    field that is not a link open to whoever reads the list. A rule that says something else is the framework's form's.
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
    """Whether everybody may learn what entries of a list hold there, and the operator fits the field."""
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
    """Refuse a choice that does not belong to what the case says; an older one stays as it is.

    Nothing stands in the way of a restricted case: whoever reports abuse is not asked to choose again.
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
                    each.label, _shown(each.doctype, chosen), _said(case, each)
                )
            )


def _is_changed(case: Document, narrowing: Narrowing) -> bool:
    names = (
        (narrowing.fieldname, narrowing.follows) if narrowing.follows else (narrowing.fieldname,)
    )
    return case.is_new() or any(case.has_value_changed(name) for name in names)


def _shown(doctype: str, name: str) -> str:
    title = frappe.get_meta(doctype).get_title_field()
    return str(frappe.db.get_value(doctype, name, title) or name)


def _said(case: Document, narrowing: Narrowing) -> str:
    if not narrowing.follows:
        return str(narrowing.value)
    df = field_of("Case", narrowing.follows)
    value = case.get(narrowing.follows)
    return _shown(df.options, value) if df.fieldtype == "Link" else _(str(value))


def fixed_filters(fieldname: str) -> list[list[Any]]:
    """The filters of a link that hold whatever the case says."""
    return [
        [each.column, each.operator, each.value]
        for each in narrowings()
        if each.fieldname == fieldname and not each.follows
    ]


def followed_by(fieldname: str) -> list[Narrowing]:
    """The filters of a link that follow another field of the case."""
    return [each for each in narrowings() if each.fieldname == fieldname and each.follows]


def fitting(narrowing: Narrowing, values: set[str]) -> dict[str, list[str]]:
    """For values of a filter's column: what the case may say in the followed field to be offered them."""
    if narrowing.operator == SAME:
        return {value: [value] for value in values}
    tree = field_of(narrowing.doctype, narrowing.column).options
    return {value: chain(tree, value) for value in values}
