"""Checks the programs that managers write into records: templates, conditions and HTML.

On a bench they run without permissions, whoever reads the result. So they are checked when they are
saved: no print format, message or condition may open a closed case, and no text may run a script in a
reader's browser.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy.configuration.guarded_doctypes import PROGRAMS
from cfm_app.privacy.configuration.template_analysis import fault_in_condition, fault_in_template
from cfm_app.privacy.markup import fault_in_markup

NAMED = 5
PREVIEW = "frappe.automation.doctype.auto_repeat.auto_repeat.generate_message_preview"

TEMPLATES: dict[str, tuple[str, ...]] = {
    "Address Template": ("template",),
    "Assignment Rule": ("description",),
    "Auto Repeat": ("subject", "message"),
    "Custom Field": ("options",),
    "DocField": ("options",),
    "Email Account": ("auto_reply_message",),
    "Email Template": ("subject", "response", "response_html"),
    "Letter Head": ("content", "footer"),
    "Newsletter": ("subject", "message", "message_md", "message_html"),
    "Notification": ("subject", "message"),
    "Notification Recipient": ("cc", "bcc"),
    "Print Format": ("html", "raw_commands", "format_data"),
    "Print Format Field Template": ("template",),
    "Property Setter": ("value",),
    "Web Page": ("main_section", "main_section_html", "main_section_md"),
    "Web Template": ("template",),
    "Webhook": ("request_url", "webhook_json"),
}
# Texts that pages include as HTML without rendering them as templates.
MARKUP: dict[str, tuple[str, ...]] = {
    "Print Format": ("css",),
    "Translation": ("translated_text",),
    "Website Settings": ("brand_html", "banner_html"),
    "Workspace": ("content",),
}
CONDITIONS: dict[str, tuple[str, ...]] = {
    "Assignment Rule": ("assign_condition", "unassign_condition", "close_condition"),
    "Energy Point Rule": ("condition",),
    "Notification": ("condition",),
    "Notification Recipient": ("condition",),
    "Webhook": ("condition",),
    "Workflow Transition": ("condition",),
}


def check(doc: Document, method: str | None = None) -> None:
    """Throw for a record with a program that would read closed documents."""
    if frappe.session.user == "Administrator":
        return
    for row in (doc, *doc.get_all_children()):
        for fieldname, fault in _faults(row):
            label = row.meta.get_label(fieldname)
            frappe.throw(
                _("{0}: {1}").format(_(label), fault), title=_("Not allowed in a template")
            )


def _faults(row: Any) -> Iterator[tuple[str, str]]:
    kinds: tuple[tuple[dict[str, tuple[str, ...]], Callable[[str], str | None]], ...] = (
        (TEMPLATES, fault_in_template),
        (TEMPLATES, fault_in_markup),
        (MARKUP, fault_in_markup),
        (CONDITIONS, fault_in_condition),
    )
    for fields, fault_in in kinds:
        for fieldname in fields.get(row.doctype, ()):
            for text in _texts(row.get(fieldname)):
                if fault := fault_in(text):
                    yield fieldname, fault


def _texts(value: Any) -> list[str]:
    """The text itself, or every text in the JSON of a print format builder."""
    if not isinstance(value, str):
        return []
    if value.lstrip().startswith(("[", "{")):
        try:
            return list(_texts_within(json.loads(value)))
        except ValueError:
            pass
    return [value]


def _texts_within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_within(each)


@frappe.whitelist()
def generate_message_preview(
    reference_dt: str, reference_doc: str, message: str | None = None, subject: str | None = None
) -> Any:
    """Replaces Frappe's method for repeated documents; previews only templates that could be saved."""
    for text in (message, subject):
        if frappe.session.user != "Administrator" and (fault := fault_in_template(text or "")):
            frappe.throw(fault, title=_("Not allowed in a template"))
    try:
        preview = frappe.get_attr(PREVIEW)
    except ImportError:
        frappe.throw(_("Documents are not repeated here."), frappe.DoesNotExistError)
    return preview(reference_dt, reference_doc, message, subject)


def findings() -> list[tuple[str, str, str]]:
    """For the doctor: stored programs that would be refused today: subject, what was found, what to do.

    A check may be younger than a record. Shipped records are left out.
    """
    subject = _("Templates and conditions")
    found = [
        f"{_(doctype)} {name}" for doctype in _written_by_people() for name in _stored(doctype)
    ]
    if not found:
        return [(subject, _("open nothing that is closed"), "")]
    return [
        (
            subject,
            _("would be refused today: {0}").format("; ".join(found[:NAMED])),
            _("Open each, and save it: the refusal says what to change."),
        )
    ]


def _written_by_people() -> list[str]:
    named = {*TEMPLATES, *MARKUP, *CONDITIONS}
    known = frappe.get_all(
        "DocType",
        filters={"name": ["in", sorted(named)], "istable": 0, "issingle": 0},
        pluck="name",
    )
    return sorted({*known} & {*PROGRAMS} - {"DocType"})


def _stored(doctype: str) -> Iterator[str]:
    for name in frappe.get_all(doctype, pluck="name", order_by="name asc"):
        doc = frappe.get_doc(doctype, name)
        if "Yes" in (doc.get("standard"), doc.get("is_standard")):
            continue
        if any(True for row in (doc, *doc.get_all_children()) for _fault in _faults(row)):
            yield name
