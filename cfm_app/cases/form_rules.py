"""When the office asks something of a case, and when it must be answered, by whichever door a case comes in.

A framework works such conditions out in the browser of its own form alone: imports, messages and the fast
page would pass them by. What belongs to the app's own form is checked where it is meant.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import batch_cache, form_expressions
from cfm_app.privacy import clearance

PROPERTIES = ("depends_on", "mandatory_depends_on")
BREAKS = ("Section Break", "Tab Break")


@dataclass(frozen=True)
class Rule:
    """A field with what the office said about it; `shown_if` and `needed_if` as `form_expressions` reads them."""

    fieldname: str
    label: str
    shown_if: tuple[Any, ...]
    """All of them hold where the field is asked."""
    needed_if: Any = None


@batch_cache.cached_in_batch
def rules() -> list[Rule]:
    """The rules that the office made for the form of a case, in its order."""
    changed = set(
        frappe.get_all(
            "Property Setter",
            filters={"doc_type": "Case", "property": ["in", PROPERTIES]},
            fields=["field_name", "property"],
            as_list=True,
        )
    )
    found, around = [], dict.fromkeys(BREAKS)
    for df in frappe.get_meta("Case").fields:
        own = {
            name: form_expressions.read(df.get(name))
            for name in PROPERTIES
            if df.get("is_custom_field") or (df.fieldname, name) in changed
        }
        if df.fieldtype in BREAKS:
            around[df.fieldtype] = own.get("depends_on")
            if df.fieldtype == "Tab Break":
                around["Section Break"] = None
            continue
        shown = tuple(each for each in (*around.values(), own.get("depends_on")) if each)
        needed = own.get("mandatory_depends_on")
        if (shown or needed) and df.fieldtype != "Column Break":
            found.append(Rule(df.fieldname, _(df.label or df.fieldname), shown, needed))
    return found


def settle(case: Document) -> None:
    """Empty what a new case does not ask, and refuse one in which something needed is missing.

    Nothing is needed of whoever refuses to be recorded, nor of a restricted case: who reports abuse is asked little.
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
        rule.label
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
