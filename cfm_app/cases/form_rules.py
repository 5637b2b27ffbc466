"""Conditions that the office set on fields of a case: shown if, required if.

Frappe evaluates such conditions in its own form only; imports, messages and the page for new cases would
bypass them. Conditions of the shipped form are checked where they belong.
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import form_expressions
from cfm_app.security.entitlement import clearance

PROPERTIES = ("depends_on", "mandatory_depends_on")
# A custom field has no shipped condition.
NOTHING: dict[str, str | None] = dict.fromkeys(PROPERTIES)
FORM = Path(__file__).parent.parent / "cfm_app/doctype/case/case.json"
BREAKS = ("Section Break", "Tab Break")


@dataclass(frozen=True)
class Rule:
    """A field with the office's conditions; `shown_if` and `needed_if` in the syntax of `form_expressions`."""

    fieldname: str
    label: str
    shown_if: tuple[Any, ...]
    """All of them hold where the field is asked."""
    needed_if: Any = None


def rules() -> tuple[Rule, ...]:
    """The rules that the office set for the form of a case, in its order."""
    return _rules_of(frappe.get_meta("Case"))


@lru_cache(maxsize=4)
def _rules_of(meta: Any) -> tuple[Rule, ...]:
    found: list[Rule] = []
    around: dict[str, Any] = dict.fromkeys(BREAKS)
    for df in meta.fields:
        shipped = _shipped().get(df.fieldname, NOTHING)
        own = {
            name: form_expressions.read(df.get(name))
            for name, condition in shipped.items()
            if (df.get(name) or None) != condition
        }
        if df.fieldtype in BREAKS:
            around[df.fieldtype] = own.get("depends_on")
            if df.fieldtype == "Tab Break":
                around["Section Break"] = None
            continue
        shown = tuple(each for each in (*around.values(), own.get("depends_on")) if each)
        needed = own.get("mandatory_depends_on")
        if (shown or needed) and df.fieldtype != "Column Break":
            found.append(Rule(df.fieldname, df.label or df.fieldname, shown, needed))
    return tuple(found)


@cache
def _shipped() -> dict[str, dict[str, str | None]]:
    """The conditions in the shipped form; any other condition is the office's."""
    form = json.loads(FORM.read_text(encoding="utf-8"))
    return {
        field["fieldname"]: {name: field.get(name) for name in PROPERTIES}
        for field in form["fields"]
    }


def apply(case: Document) -> None:
    """Empty the hidden fields of a new case; throw for missing required ones.

    Nothing is required for a restricted case, or of a person who refuses to be recorded: a report of
    abuse must not be held up.
    """
    if not case.is_new():
        return
    known = rules()
    for rule in known:
        if case.get(rule.fieldname) and not is_asked(rule, case):
            case.set(rule.fieldname, None)
    if case.flags.ignore_mandatory or clearance.is_restricted(case.sensitivity):
        return
    missing = [
        _(rule.label)
        for rule in known
        if rule.needed_if
        and not case.get(rule.fieldname)
        and is_asked(rule, case)
        and form_expressions.holds(rule.needed_if, _values(case))
    ]
    if missing:
        frappe.throw(_("This case needs: {0}").format(", ".join(missing)), frappe.MandatoryError)


def is_asked(rule: Rule, case: Document) -> bool:
    values = _values(case)
    return all(form_expressions.holds(each, values) for each in rule.shown_if)


def _values(case: Document) -> dict[str, Any]:
    return {**case.as_dict(), "__islocal": int(case.is_new())}
