"""Tells managers, when they save, what is wrong with the texts, conditions and HTML that they write.

Texts and conditions are filled in from data (`security/office_texts`), so what asks for more does not run, wherever it
is stored. Here its writer hears of it early. HTML is refused that would run in a reader's browser.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.configuration import configuration_leaks
from cfm_app.security.configuration.guarded_doctypes import PROGRAMS
from cfm_app.security.markup import fault_in_markup
from cfm_app.security.office_texts import installation
from cfm_app.security.office_texts.texts import fault_in_condition, fault_in_template

NAMED = 5
TEXTS = (
    "Code",
    "Data",
    "HTML",
    "HTML Editor",
    "JSON",
    "Long Text",
    "Markdown Editor",
    "Small Text",
    "Text",
    "Text Editor",
)


def check(doc: Document, method: str | None = None) -> None:
    """Throw for a record with a program that would read closed documents."""
    if frappe.session.user == "Administrator":
        return
    for row in (doc, *doc.get_all_children()):
        for fieldname, fault in faults(row):
            label = row.meta.get_label(fieldname)
            frappe.throw(
                _("{0}: {1}").format(_(label), fault), title=_("Not allowed in a template")
            )


def faults(row: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with each text of a record, by its field."""
    scripts = configuration_leaks.SCRIPTS.get(row.doctype, ())
    for field in row.meta.fields:
        if field.fieldname in scripts:
            continue
        for text in _texts(row.get(field.fieldname)) if field.fieldtype in TEXTS else ():
            for fault_in in _rules(field):
                if fault := fault_in(text):
                    yield field.fieldname, fault


def _rules(field: Any) -> tuple[Callable[[str], str | None], ...]:
    if field.fieldname.endswith("condition"):
        return (fault_in_condition,)
    return fault_in_template, fault_in_markup


def _texts(value: Any) -> list[str]:
    """The text itself, and every text in it if it is JSON, such as that of a print format builder."""
    if not isinstance(value, str):
        return []
    if value.lstrip().startswith(("[", "{")):
        try:
            return [value, *_texts_within(json.loads(value))]
        except ValueError:
            pass
    return [value]


def _texts_within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _texts_within(each)


def findings() -> list[tuple[str, str, str]]:
    """For the doctor: stored programs that would be refused today: subject, what was found, what to do.

    They are not filled in: a sentence says so in their place. Shipped records are left out.
    """
    subject = _("Templates and conditions")
    if not installation.stands():
        return [
            (
                subject,
                _("the framework runs them past the limits of the app"),
                _("Use a version of the framework that this app was tested with."),
            )
        ]
    found = [f"{_(doctype)} {name}" for doctype in written_by_people() for name in refused(doctype)]
    if not found:
        return [(subject, _("open nothing that is closed"), "")]
    return [
        (
            subject,
            _("would be refused today: {0}").format("; ".join(found[:NAMED])),
            _("Open each, and save it: the refusal says what to change."),
        )
    ]


def written_by_people() -> list[str]:
    known = frappe.get_all(
        "DocType",
        filters={"name": ["in", PROGRAMS], "istable": 0, "issingle": 0},
        pluck="name",
    )
    return sorted({*known} - {"DocType"})


def refused(doctype: str) -> Iterator[str]:
    for name in frappe.get_all(doctype, pluck="name", order_by="name asc"):
        doc = frappe.get_doc(doctype, name)
        if "Yes" in (doc.get("standard"), doc.get("is_standard")):
            continue
        if any(True for row in (doc, *doc.get_all_children()) for _fault in faults(row)):
            yield name
