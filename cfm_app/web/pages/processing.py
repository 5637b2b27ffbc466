"""The record of processing activities, computed from the map of personal data."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base import doctype_access
from cfm_app.base.settings import setting
from cfm_app.data_protection.personal_data import field_map, purposes, readers
from cfm_app.data_protection.personal_data.field_map import Entry
from cfm_app.data_protection.personal_data.retention_rules import Rules
from cfm_app.web.pages import routes, shell

ROUTE = "/cfm/processing"
LIST = "cfm-personal-field"
MISSING_SHOWN = 20


def record() -> dict[str, Any]:
    """What is processed, by data subject; and fields that nobody has described."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for activity, fields in _grouped().items():
        rows[activity.about].append(_row(activity, fields))
    missing = field_map.missing()
    return {
        "office": setting("office_name") or shell.brand(),
        "sections": [
            {"id": about, "label": _whose(about), "rows": rows[about]}
            for about in field_map.ABOUT
            if rows[about]
        ],
        "rules": _rules(),
        "missing": [
            _("{0}: {1}").format(_(doctype), _(frappe.get_meta(doctype).get_label(field)))
            for doctype, field in missing[:MISSING_SHOWN]
        ],
        "more_missing": max(len(missing) - MISSING_SHOWN, 0),
        "entries": f"{routes.desk()}/{LIST}",
    }


@dataclass(frozen=True)
class _Activity:
    """The properties by which fields are grouped into one row."""

    about: str
    doctype: str
    category: str
    purpose: str
    length: str


def _grouped() -> dict[_Activity, list[Entry]]:
    found: dict[_Activity, list[Entry]] = defaultdict(list)
    for doctype in sorted({doctype for doctype, _field in field_map.entries()}, key=_place):
        if not frappe.db.exists("DocType", doctype):
            continue
        for each in field_map.of(doctype).values():
            if each.is_personal:
                kind = (each.category, each.purpose, _length_of(each))
                found[_Activity(each.about, doctype, *kind)].append(each)
    return found


def _place(doctype: str) -> tuple[int, str]:
    """Sort order: asked fields first, then derived ones, then Frappe's."""
    if doctype in doctype_access.PROTECTED:
        return doctype_access.PROTECTED.index(doctype), doctype
    return len(doctype_access.PROTECTED) + readers.follows(doctype), doctype


def _row(activity: _Activity, fields: list[Entry]) -> dict[str, Any]:
    meta = frappe.get_meta(activity.doctype)
    labels = [_(meta.get_label(each.field)) for each in fields if each.field != field_map.WHOLE]
    return {
        "what": _(activity.doctype),
        "fields": ", ".join(dict.fromkeys(labels)) or _("all of it"),
        "category": _category(activity.category),
        "purpose": purposes.sentence(activity.purpose),
        "readers": _readers(activity.doctype),
        "length": activity.length,
    }


def _readers(doctype: str) -> str:
    if readers.follows(doctype) and field_map.of(doctype).get(field_map.WHOLE):
        return _("The readers of the document that it belongs to")
    roles = [_(role) for role in readers.of(doctype)]
    return ", ".join(roles) or _("Nobody: the program alone")


def _length_of(entry: Entry) -> str:
    if not entry.is_of_people:
        return _("As long as the person works here, and as long as their acts may be examined")
    if entry.ending in (field_map.EMPTY, field_map.DELETE):
        return _("As the rules of retention say")
    if entry.ending == field_map.COARSEN:
        return _("The site as the rules say; the area stays")
    return _("Stays in sums and registers, without a name")


def _rules() -> list[str]:
    """The retention rules in words."""
    rules = Rules()
    return [rule.in_words() for rule in rules.all()]


def _whose(about: str) -> str:
    return {
        field_map.PERSON: _("People who speak to the mechanism"),
        field_map.THIRD: _("Others whom they name"),
        field_map.PARTNER: _("Contacts at partners"),
        field_map.USER: _("Those who work here"),
    }[about]


def _category(category: str) -> str:
    return {
        field_map.IDENTITY: _("Who somebody is"),
        field_map.CONTACT: _("How they are reached"),
        field_map.WORDS: _("Free words"),
        field_map.SPECIAL: _("Special category: health, violence, disability"),
        field_map.CHARACTERISTIC: _("Characteristics"),
        field_map.PLACE: _("Place"),
        field_map.OPINION: _("Their decision or opinion"),
        field_map.CONDUCT: _("What they did here"),
        field_map.TRACE: _("A number that leads to them"),
    }[category]
