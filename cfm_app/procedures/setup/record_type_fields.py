"""The questions of a custom record type, as fields of a DocType."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import doctype_access
from cfm_app.base.counting import counted
from cfm_app.security.access_rule import own_types
from cfm_app.security.administration import delegation

TABLE = "table"
LINK, CHOICE = "link", "choice"
MOST_FIELDS = 60
LONGEST_LABEL = 140
_COLUMNS = 10


@dataclass(frozen=True)
class Kind:
    """A kind of question: its untranslated label, and Frappe's field type."""

    label: str
    fieldtype: str
    options: str = ""


KINDS: dict[str, Kind] = {
    "text": Kind("Short text", "Data"),
    "long": Kind("Long text", "Small Text"),
    "number": Kind("Whole number", "Int"),
    "amount": Kind("Number with decimals", "Float"),
    "date": Kind("Date", "Date"),
    "moment": Kind("Date and time", "Datetime"),
    "yes": Kind("Yes or no", "Check"),
    CHOICE: Kind("Choice", "Select"),
    LINK: Kind("Entry of a list", "Link"),
    "phone": Kind("Phone number", "Data", "Phone"),
    "section": Kind("Heading", "Section Break"),
    TABLE: Kind("Table", "Table"),
}
IN_A_TABLE = tuple(each for each in KINDS if each not in ("section", TABLE))
# A column of such a name cannot be sorted by on every database, or says something else already.
_RESERVED = frozenset(
    "name owner creation modified modified_by docstatus idx parent parentfield parenttype doctype flags"
    " file_list order group by key keys rank index case condition option range read release table to"
    " trigger usage use values when where with interval limit match return select from in is like and or"
    " not null status_code cfm_case change check column create database default delete desc describe"
    " distinct drop else exists explain for force function grant having if ignore insert int into join"
    " kill left lines load lock long loop mod natural on out outer partition primary procedure purge"
    " references regexp rename repeat replace require restrict revoke right row rows schema separator set"
    " show signal sql starting system then undo union unique unlock unsigned update varying window"
    " write"
    # The framework of a bench calls what a document has under the name of an event.
    " after_delete after_insert after_rename autoname before_change before_insert before_naming before_print"
    " before_rename before_save before_validate on_change on_trash on_update onload validate"
    # A bench takes the value of such a field for the order of the fields.
    " field_order".split()
)


def plain_name(text: str) -> str:
    """A name in plain ASCII letters; may be empty."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
    letters = decomposed.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", " ", letters).strip()


def fieldname_of(label: str, taken: Iterable[str], at: int) -> str:
    """A field name that no other field and no document method has."""
    name = plain_name(label).lower().replace(" ", "_")[:50].strip("_")
    if not name:
        name = f"field_{at}"
    if name[0].isdigit() or name in _RESERVED or hasattr(Document, name):
        name = f"field_{name}"
    known, base, number = _RESERVED.union(taken), name, 2
    while name in known:
        name, number = f"{base}_{number}", number + 1
    return name


def of_questions(
    asked: list[Mapping[str, Any]], *, in_table: bool = False, taken: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """The fields for some questions; a problem names the number of its question."""
    if not asked:
        frappe.throw(_("Ask at least one thing."))
    if len(asked) > MOST_FIELDS:
        frappe.throw(counted(_("A form holds at most {0} fields."), MOST_FIELDS))
    fields: list[dict[str, Any]] = []
    names = set(taken)
    for at, question in enumerate(asked, 1):
        field = _field(question, at, in_table)
        field["fieldname"] = fieldname_of(field["label"], names, at)
        names.add(field["fieldname"])
        fields.append(field)
    if in_table:
        # A table shows its first columns; the rest stands in the row that is opened.
        for field in fields[:_COLUMNS]:
            field["in_list_view"] = 1
    return fields


def _field(question: Mapping[str, Any], at: int, in_table: bool) -> dict[str, Any]:
    label = str(question.get("label") or "").strip()
    key = str(question.get("kind") or "text")
    kind = KINDS.get(key)
    if not label or len(label) > LONGEST_LABEL:
        frappe.throw(counted(_("Field {0} needs a label of at most {1} characters."), at, 140))
    if kind is None or (in_table and key not in IN_A_TABLE):
        frappe.throw(_("Field {0} ({1}): choose what is written there.").format(at, label))
    field: dict[str, Any] = {"label": label, "fieldtype": kind.fieldtype}
    if kind.options:
        field["options"] = kind.options
    if kind.fieldtype == "Select":
        field["options"] = _choices(question, at, label)
    if kind.fieldtype == "Link":
        field["options"] = _target(str(question.get("target") or ""), at, label)
    if kind.fieldtype not in ("Section Break", "Table", "Check"):
        field["reqd"] = cint(question.get("required"))
    if kind.fieldtype not in ("Section Break", "Table"):
        field["in_list_view"] = cint(question.get("listed"))
        # Choices become filters of the list.
        field["in_standard_filter"] = cint(kind.fieldtype in ("Select", "Link"))
    return field


def _choices(question: Mapping[str, Any], at: int, label: str) -> str:
    found = [each.strip() for each in re.split(r"[;\n]", str(question.get("choices") or ""))]
    found = list(dict.fromkeys(each for each in found if each))
    if len(found) < 2:
        frappe.throw(
            _("Field {0} ({1}): write at least two choices, with a semicolon between them.").format(
                at, label
            )
        )
    return "\n".join(["", *found])


def _target(doctype: str, at: int, label: str) -> str:
    if doctype not in {each["value"] for each in targets()}:
        frappe.throw(_("Field {0} ({1}): choose the list.").format(at, label))
    return doctype


def targets() -> list[dict[str, str]]:
    """The lists to which a record may link: those of the office without closed records."""
    rows = frappe.get_all(
        "DocType",
        filters={"istable": 0, "issingle": 0, "is_virtual": 0},
        fields=["name", "custom"],
        order_by="name asc",
    )
    found = [
        {"value": row.name, "label": str(_(row.name))}
        for row in rows
        if (row.custom or row.name in doctype_access.OPEN)
        and not own_types.closes(row.name)
        and delegation.is_of_office(row.name)
        and any(frappe.has_permission(row.name, right) for right in ("read", "select"))
    ]
    return sorted(found, key=lambda each: each["label"].casefold())
