"""Arguments of requests that hold more than a word: read once, refused with a sentence."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Phone")
# Of a number that names one of many.
DIGITS = 9


def as_fields(value: Any) -> dict[str, Any]:
    """A set of fields with their values, given as it is or as JSON; nothing is an empty one."""
    parsed = _parsed(value)
    if parsed in (None, ""):
        return {}
    if not isinstance(parsed, dict):
        frappe.throw(_("The form sent something that is no set of fields. Reload the page."))
    return dict(parsed)


def as_values(value: Any) -> dict[str, Any]:
    """A set of fields with one value each, as a form sends them: numbers and ticks as text, no lists or conditions."""
    found = as_fields(value)
    if any(isinstance(each, list | dict) for each in found.values()):
        frappe.throw(_("The form sent something that is no set of fields. Reload the page."))
    return {
        key: str(int(each) if isinstance(each, bool) else each)
        if isinstance(each, int | float)
        else each
        for key, each in found.items()
    }


def as_values_of(doctype: str, value: Any) -> dict[str, Any]:
    """The values of a document as a form sends them: one each, and rows of them in its tables."""
    found = as_fields(value)
    tables = {df.fieldname for df in frappe.get_meta(doctype).get_table_fields()}
    found |= {name: as_rows(found[name]) for name in tables & found.keys()}
    rows = [row for name in tables & found.keys() for row in found[name]]
    single = {name: each for name, each in found.items() if name not in tables}
    if any(isinstance(each, list | dict) for part in (single, *rows) for each in part.values()):
        frappe.throw(_("The form sent something that is no set of fields. Reload the page."))
    return found


def as_texts(value: Any) -> list[str]:
    """A list of texts, given as it is or as JSON; nothing is an empty one."""
    parsed = _parsed(value)
    if parsed in (None, ""):
        return []
    if not isinstance(parsed, list) or not all(isinstance(each, str) for each in parsed):
        frappe.throw(_("The form sent something that is no list of names. Reload the page."))
    return parsed


def as_rows(value: Any) -> list[dict[str, Any]]:
    """The rows of a table, given as they are or as JSON; nothing is no row."""
    parsed = _parsed(value)
    if parsed in (None, ""):
        return []
    if not isinstance(parsed, list) or not all(isinstance(each, dict) for each in parsed):
        frappe.throw(_("The form sent something that is no set of fields. Reload the page."))
    return parsed


def as_numbers(value: Any) -> list[int]:
    """Whole numbers as a form sends them, with commas between; nothing is none."""
    parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= DIGITS for part in parts):
        frappe.throw(_("The form sent something that cannot be read. Reload the page."))
    return [int(part) for part in parts]


def as_conditions(value: Any) -> dict[str, Any] | list[Any] | None:
    """Conditions of a list, given as they are or as JSON."""
    parsed = _parsed(value)
    if parsed is not None and not isinstance(parsed, dict | list):
        frappe.throw(_("These conditions cannot be read. Reload the page."))
    return parsed


def as_day(value: Any, refusal: str) -> date:
    """A day, given as one or as text; `refusal` is said where it is none."""
    try:
        found = getdate(value) if value else None
    except (ValueError, frappe.ValidationError):
        found = None
    if found is None:
        frappe.throw(refusal)
    return found


def as_number_of_rows(value: Any, most: int) -> int:
    """How many rows a list may have: at least one, and no more than ``most``.

    0 and less mean all rows to the framework, or an error of its database.
    """
    return max(1, min(cint(value), most))


def required_text(text: str | None, refusal: str) -> str:
    """A text without blanks around it; throws `refusal` where nothing is left."""
    if not (text or "").strip():
        frappe.throw(refusal)
    return str(text).strip()


def one_of(value: str | None, options: tuple[str, ...], refusal: str) -> str:
    """A value that is among the options; throws `refusal` where it is not."""
    if value not in options:
        frappe.throw(refusal)
    return str(value)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        return value
    try:
        return frappe.parse_json(value)
    except ValueError:
        frappe.throw(_("The form sent something that cannot be read. Reload the page."))


def read_texts(doc: Document, method: str | None = None) -> None:
    """Make text of numbers and truths that a client put into fields of text.

    Rules on phones and names work on text; the database would store it as such anyway.
    """
    for row in (doc, *doc.get_all_children()):
        numbers = [name for name, value in vars(row).items() if isinstance(value, int | float)]
        for fieldname in numbers:
            field = row.meta.get_field(fieldname)
            if field and field.fieldtype in TEXTS:
                row.set(fieldname, str(row.get(fieldname)))
