"""Which fields a webhook may send or test: no words of a person leave by themselves."""

import ast
from collections.abc import Iterator
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.data_protection.personal_data import field_map
from cfm_app.security.access_rule import outgoing_data

# Standard fields, which nobody wrote.
STANDARD = frozenset(("name", "creation", "modified", "docstatus"))
GET = "get"


def check(webhook: Document, method: str | None = None) -> None:
    """Throw for a webhook that sends or tests what people told, or uses a template.

    A condition reveals a value by being met. A System Manager may do otherwise.
    """
    if frappe.session.user == "Administrator":
        return
    doctype = webhook.webhook_doctype
    is_composed = webhook.get("webhook_json") or cint(webhook.is_dynamic_url)
    if is_composed and any(each.is_of_people for each in field_map.of(doctype).values()):
        frappe.throw(
            _(
                "{0} holds words of people: choose “Form URL-Encoded” and the fields to be sent, and a fixed address."
            ).format(_(doctype))
        )
    for row in webhook.webhook_data:
        _check_field(doctype, row.fieldname)
    for fieldname in _fields_read(outgoing_data.condition_without_guard(webhook.condition)):
        _check_field(doctype, fieldname)


def _check_field(doctype: str, fieldname: str) -> None:
    if fieldname in STANDARD:
        return
    df = frappe.get_meta(doctype).get_field(fieldname)
    if df is None or df.fieldtype in frappe.model.table_fields:
        frappe.throw(_("{0} is no field with one value: choose another one.").format(fieldname))
    known = field_map.of(doctype)
    entry = known.get(fieldname) or known.get(field_map.WHOLE)
    if entry and entry.is_of_people:
        frappe.throw(
            _(
                "{0} says something about a person: it leaves by no webhook. Choose another field."
            ).format(_(df.label))
        )


def _fields_read(condition: str | None) -> Iterator[str]:
    """The fields of the document that a condition reads."""
    try:
        tree = ast.parse((condition or "").strip() or "True", mode="eval")
    except SyntaxError:
        return
    plain = {id(node) for node in ast.walk(tree) if _is_doc(node)}
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_get(node.func):
            yield _written_out(node.args[0] if node.args else None)
        elif isinstance(node, ast.Attribute) and _is_doc(node.value):
            plain.discard(id(node.value))
            if id(node) not in called:
                yield node.attr
            elif node.attr not in (GET, outgoing_data.ASKED):
                _refuse_unnamed()
    if plain:
        _refuse_unnamed()


def _written_out(given: ast.expr | None) -> str:
    if not (isinstance(given, ast.Constant) and isinstance(given.value, str)):
        _refuse_unnamed()
    return given.value


def _is_doc(node: Any) -> bool:
    return isinstance(node, ast.Name) and node.id == "doc"


def _is_get(node: Any) -> bool:
    return isinstance(node, ast.Attribute) and _is_doc(node.value) and node.attr == GET


def _refuse_unnamed() -> NoReturn:
    frappe.throw(_("A condition of a webhook names each field that it asks about: doc.priority."))
