"""Configuration that would hand the contents of a protected document to whoever may not open it.

A link fetches fields, a title is shown wherever the name is, a webhook or a notification sends, and a
repeated document is a copy; Frappe checks no permission in any of these. So configuration that names a
protected DocType in such a place is refused when it is saved.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import consts, doctype_access
from cfm_app.security.access_rule import own_types
from cfm_app.security.configuration.assignment_rule import ASSIGNABLE
from cfm_app.security.configuration.customised_forms import (
    BY_PEOPLE,
    decided_by_people,
    faults_of_custom_field,
    faults_of_doctype,
    faults_of_setter,
    is_same,
)
from cfm_app.security.configuration.expression_analysis import fault_in_expression
from cfm_app.security.configuration.sql_analysis import fault_in_query
from cfm_app.security.entitlement import clearance

# By DocType: the field with the subject of a record, which may not be a protected DocType.
TARGETS = {
    "Auto Repeat": "reference_doctype",
    "Document Follow": "ref_doctype",
    "Document Naming Rule": "document_type",
    "Energy Point Rule": "reference_doctype",
    "Kanban Board": "reference_doctype",
    "Milestone Tracker": "document_type",
    "Web Form": "doc_type",
}
# These write documents of their subject.
WRITING = ("Auto Repeat", "Web Form")
# Programs may not write these: they decide who sees a case.
DECISIVE = frozenset(("sensitivity", "handlers", "community_member", "cfm_case", "owner"))
# Programs of a page. Markup in which none may stand is looked at by `template_checks`.
SCRIPTS = {
    "Letter Head": ("header_script", "footer_script"),
    "Report": ("report_script", "javascript"),
    "Web Form": ("client_script",),
    "Web Page": ("javascript", "context_script"),
    "Website Settings": ("head_html",),
}
# Frappe's report on the permissions of another user.
FOR_OTHERS = "Permitted Documents For User"
ADDRESSED = ("Email", "System Notification")


def check(doc: Document, method: str | None = None) -> None:
    """Refuse configuration that would leak a protected document."""
    if frappe.session.user == "Administrator":
        return
    throw_first(faults(doc))


def throw_first(found: Iterable[str]) -> None:
    """Throw the first of some faults, if there is one."""
    for fault in found:
        frappe.throw(fault, title=_("This would open protected documents"))


def faults(doc: Document) -> Iterator[str]:
    """What is wrong with a configuration record, in sentences."""
    if doc.doctype in TARGETS:
        yield from _faults_of_target(doc.doctype, doc.get(TARGETS[doc.doctype]))
    yield from _faults_of_scripts(doc)
    if doc.doctype in RULES:
        yield from RULES[doc.doctype](doc)


def _faults_of_target(kind: str, target: Any) -> Iterator[str]:
    if target in BY_PEOPLE and kind in WRITING:
        yield decided_by_people(target)
    if own_types.closes(target):
        yield _("There can be no {0} for {1}: not everybody may see all of it.").format(
            _(kind), _(target)
        )


def _faults_of_scripts(doc: Document) -> Iterator[str]:
    before = doc.get_doc_before_save()
    for name in SCRIPTS.get(doc.doctype, ()):
        text = str(doc.get(name) or "").strip()
        is_new = before is None or not is_same(text, str(before.get(name) or "").strip())
        if is_new and text:
            yield _("{0}: only the Administrator writes a script here.").format(
                _(doc.meta.get_label(name))
            )


# --- what is sent -----------------------------------------------------------------------------
def _faults_of_notification(doc: Document) -> Iterator[str]:
    kind = doc.document_type
    if kind in BY_PEOPLE and doc.get("set_property_after_alert"):
        yield decided_by_people(kind)
    if not own_types.closes(kind):
        return
    if kind not in doctype_access.PROTECTED:
        yield from _faults_of_target(doc.doctype, kind)
    if doc.channel and doc.channel not in ADDRESSED:
        yield _("About {0} nobody is told by {1}: it goes to a service outside.").format(
            _(kind), _(doc.channel)
        )
    if doc.get("set_property_after_alert") in DECISIVE:
        yield _("A notification does not change who sees a case.")
    for row in doc.recipients:
        yield from _faults_of_recipient(row, kind)


def _faults_of_recipient(row: Any, kind: str) -> Iterator[str]:
    if (row.get("cc") or "").strip() or (row.get("bcc") or "").strip():
        yield _("About {0} only people of the office are told: leave CC and BCC empty.").format(
            _(kind)
        )
    role = row.get("receiver_by_role")
    if role and role not in entitled_roles(kind):
        yield _("People with the role {0} do not see {1}. Choose another role.").format(
            _(role), _(kind)
        )
    field = str(row.get("receiver_by_document_field") or "").split(",")[0].strip()
    if field and field != "owner" and not _leads_to_user(kind, field):
        yield _("{0} is no person of the office: choose a field that names a user.").format(field)


def entitled_roles(kind: str) -> frozenset[str]:
    """The roles whose holders may see documents of a protected DocType, all or some of them."""
    handling = frozenset(clearance.restricted_classes().values()) - {""}
    if kind == "Sensitive Report":
        return handling
    receivers = {consts.FOCAL_POINT} if kind == "Referral" else set()
    return frozenset((*consts.GENERAL_ROLES, *handling, *receivers))


def _leads_to_user(kind: str, fieldname: str) -> bool:
    rows = [kind, *(df.options for df in frappe.get_meta(kind).get_table_fields())]
    fields = (frappe.get_meta(each).get_field(fieldname) for each in rows)
    return any(df and df.fieldtype == "Link" and df.options == "User" for df in fields)


def _faults_of_assignment(doc: Document) -> Iterator[str]:
    if doc.document_type not in ASSIGNABLE:
        yield from _faults_of_target(doc.doctype, doc.document_type)


def _faults_of_workflow(doc: Document) -> Iterator[str]:
    if doc.document_type in BY_PEOPLE:
        yield decided_by_people(doc.document_type)
    if not own_types.closes(doc.document_type):
        return
    for row in doc.states:
        if row.get("update_field") in DECISIVE:
            yield _("A workflow does not change who sees a case.")


# --- what is counted and listed ---------------------------------------------------------------
def _faults_of_report(doc: Document) -> Iterator[str]:
    if doc.name == FOR_OTHERS and not cint(doc.get("disabled")):
        yield _("This report lists what other people may see. It stays disabled.")
    before = doc.get_doc_before_save()
    is_new = not before or not is_same(doc.get("query"), before.get("query"))
    if is_new and (fault := fault_in_query(doc.get("query") or "")):
        yield fault
    if own_types.closes(doc.ref_doctype) and cint(doc.get("prepared_report")):
        yield _("A report on {0} is not kept: its figures depend on who opens it.").format(
            _(doc.ref_doctype)
        )


def _faults_of_kept_report(doc: Document) -> Iterator[str]:
    yield from _faults_of_target(
        doc.doctype, frappe.db.get_value("Report", doc.report_name, "ref_doctype")
    )


def _faults_of_figure(doc: Document) -> Iterator[str]:
    """Faults in the filters of a chart or number card, which Frappe's desk runs as programs."""
    for name in ("dynamic_filters_json", "filters_config"):
        for value in _texts_of(doc.get(name)):
            if fault := fault_in_expression(value):
                yield fault


def _texts_of(value: Any) -> list[str]:
    try:
        parsed = frappe.parse_json(value) if isinstance(value, str) and value.strip() else []
    except ValueError:
        return [str(value)]
    rows = parsed.values() if isinstance(parsed, dict) else parsed
    return [str(row[-1] if isinstance(row, list) and row else row) for row in rows]


def _faults_of_search(doc: Document) -> Iterator[str]:
    for row in doc.get("allowed_in_global_search") or []:
        yield from _faults_of_target(doc.doctype, row.document_type)


RULES: dict[str, Callable[[Document], Iterator[str]]] = {
    "Assignment Rule": _faults_of_assignment,
    "Custom Field": faults_of_custom_field,
    "Dashboard Chart": _faults_of_figure,
    "DocType": faults_of_doctype,
    "Global Search Settings": _faults_of_search,
    "Notification": _faults_of_notification,
    "Number Card": _faults_of_figure,
    "Prepared Report": _faults_of_kept_report,
    "Property Setter": faults_of_setter,
    "Report": _faults_of_report,
    "Workflow": _faults_of_workflow,
}
