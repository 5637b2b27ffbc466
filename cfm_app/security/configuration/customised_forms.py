"""Changes to forms that would leak a protected document or run a program.

A field may fetch values, a link shows a title, and the browser runs a condition of the form. Only what
somebody changes is checked, not what the app ships.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import doctype_access
from cfm_app.security.access_rule import own_types
from cfm_app.security.administration import access_requests
from cfm_app.security.administration.access_facts import SOURCES
from cfm_app.security.configuration import active_content, shipped_forms
from cfm_app.security.configuration.expression_analysis import fault_in_expression
from cfm_app.security.office_texts.texts import fault_in_condition

# These decide who sees restricted cases: people change them, never a program.
DECIDING = frozenset((*SOURCES, access_requests.DOCTYPE))
# No program changes these, nor what acts write.
BY_PEOPLE = DECIDING | doctype_access.BY_ACTS
LINKS = ("Link", "Table", "Table MultiSelect")
EXPRESSIONS = (
    "depends_on",
    "mandatory_depends_on",
    "read_only_depends_on",
    "collapsible_depends_on",
)
# Properties that a field of a protected DocType may not get: each would copy its values or rows elsewhere.
FIELD_FLAGS = ("in_global_search", "ignore_user_permissions")
# The same for the DocType itself.
TYPE_PROPERTIES = (
    "allow_auto_repeat",
    "allow_guest_to_view",
    "email_append_to",
    "autoname",
    "has_web_view",
    "image_field",
    "index_web_pages_for_search",
    "make_attachments_public",
    "naming_rule",
    "search_fields",
    "show_name_in_global_search",
    "show_preview_popup",
    "show_title_field_in_link",
    "subject_field",
    "title_field",
    "track_changes",
)
FIELD_PROPERTIES = (
    "fieldname",
    "fieldtype",
    "options",
    "fetch_from",
    "default",
    "link_filters",
    "is_virtual",
    "hidden",
    "permlevel",
    "read_only",
    "set_only_once",
    "unique",
    *EXPRESSIONS,
    *FIELD_FLAGS,
)


def decided_by_people(doctype: str) -> str:
    """The refusal of changes that a program would write without a person."""
    if doctype in doctype_access.BY_ACTS:
        return _("{0}: people change it by what they do, no program.").format(_(doctype))
    return _("Who sees restricted cases follows from {0}: people change it, no program.").format(
        _(doctype)
    )


def faults_of_field(doctype: str, field: dict[str, Any], changed: Iterable[str]) -> Iterator[str]:
    """What is wrong with the changed properties of a field, in sentences."""
    changed, label = set(changed), field.get("label") or field.get("fieldname") or ""
    said = "{}: {}".format
    if changed & {"fieldtype", "options", "fieldname"}:
        if field.get("fieldtype") in LINKS and own_types.closes(field.get("options")):
            yield said(
                label, _("A field of a form cannot lead to {0}.").format(_(field["options"]))
            )
        if fault := active_content.fault_in_field(field):
            yield said(label, fault)
        if own_types.closes(doctype) and field.get("fieldname") == "naming_series":
            yield said(label, _("{0} keeps the numbers that it has.").format(_(doctype)))
    yield from shipped_forms.faults_of_field(doctype, field, changed)
    if changed & {"fieldtype", "options", "fieldname"}:
        yield from _faults_of_being_fetched(doctype, field)
    if changed & {"fetch_from", "options"} and (fault := _fault_of_fetching(doctype, field)):
        yield said(label, fault)
    is_shipped = not (field.get("dt") or field.get("is_custom_field"))
    if doctype in BY_PEOPLE and is_shipped and changed & {"fetch_from", "default"}:
        yield said(label, decided_by_people(doctype))
    if "is_virtual" in changed or (field.get("is_virtual") and "options" in changed):
        fault = (
            fault_in_condition(str(field.get("options") or "")) if field.get("is_virtual") else ""
        )
        if fault:
            yield said(label, fault)
    for name in changed & {*EXPRESSIONS, "link_filters"}:
        if fault := fault_in_expression(_expression(name, field.get(name))):
            yield said(label, fault)
    if own_types.closes(doctype) and any(
        cint(field.get(name)) for name in changed & set(FIELD_FLAGS)
    ):
        yield said(label, _("This would show fields of {0} elsewhere.").format(_(doctype)))


def _expression(name: str, value: Any) -> str:
    """The expressions in a property. Conditions of a link are a list, in which a text may be an expression."""
    text = str(value or "")
    if name != "link_filters":
        return text
    return " , ".join(_evaluated(frappe.parse_json(text))) if text.strip() else ""


def _evaluated(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip().startswith("eval:"):
        yield value.strip().removeprefix("eval:")
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _evaluated(each)


def _fault_of_fetching(doctype: str, field: dict[str, Any]) -> str | None:
    """Why a field may not fetch: the fetched value would be readable where it is copied to."""
    link_name = str(field.get("fetch_from") or "").partition(".")[0].strip()
    if not link_name or not frappe.db.exists("DocType", doctype):
        return None
    link = frappe.get_meta(doctype).get_field(link_name)
    if link is None:
        return None
    if link.fieldtype == "Dynamic Link" or (
        link.fieldtype in LINKS and own_types.closes(link.options)
    ):
        return _("Nothing can be fetched through {0}: it would be copied out of {1}.").format(
            _(link.label), _(link.options)
        )
    return None


def _faults_of_being_fetched(doctype: str, link: dict[str, Any]) -> Iterator[str]:
    """The same from the side of the link: fields that fetch through it may be older than it."""
    is_closed = link.get("fieldtype") == "Dynamic Link" or own_types.closes(link.get("options"))
    if not is_closed or not frappe.db.exists("DocType", doctype):
        return
    for field in frappe.get_meta(doctype).fields:
        if str(field.fetch_from or "").partition(".")[0].strip() == link.get("fieldname"):
            yield _("{0} fetches through {1}, and may not do so from there.").format(
                _(field.label), _(link.get("label") or "")
            )


def faults_of_type(doctype: str, changed: Iterable[str]) -> Iterator[str]:
    """Why some properties of a protected DocType stay as they are."""
    if doctype in BY_PEOPLE and "email_append_to" in changed:
        yield decided_by_people(doctype)
    for name in sorted(set(changed) & set(TYPE_PROPERTIES)):
        if own_types.closes(doctype) or (doctype in BY_PEOPLE and name == "allow_auto_repeat"):
            yield _(
                "{0} of {1} stays as it is: it is shown to people who may not see all of it."
            ).format(_(name.replace("_", " ").capitalize()), _(doctype))


def faults_of_custom_field(doc: Document) -> Iterator[str]:
    yield from faults_of_field(doc.dt, doc.as_dict(), _changed(doc, doc.get_doc_before_save()))


def faults_of_setter(doc: Document) -> Iterator[str]:
    if not doc.property:
        return  # Required: whoever left it empty is told so next.
    yield from shipped_forms.faults_of_setter(doc.doc_type, doc.field_name, doc.property, doc.value)
    if not doc.field_name:
        yield from faults_of_type(doc.doc_type, [doc.property])
        return
    current = frappe.get_meta(doc.doc_type).get_field(doc.field_name)
    shown = ("label", *FIELD_PROPERTIES)
    known = {name: current.get(name) for name in shown} if current else {}
    field = {**known, "fieldname": doc.field_name, doc.property: doc.value}
    yield from faults_of_field(doc.doc_type, field, [doc.property])


def faults_of_doctype(doc: Document) -> Iterator[str]:
    before = doc.get_doc_before_save()
    known = {row.name: row for row in before.fields} if before else {}
    own = {row.fieldname: row for row in doc.fields}
    is_own = cint(doc.get("custom")) and not cint(doc.get("istable"))
    for row in doc.fields:
        changed = _changed(row, known.get(row.name))
        if is_own and own_types.is_link_to_case(row):
            # The access rule covers this link; fetching through it is checked below.
            changed -= {"fieldname", "fieldtype", "options"}
        yield from faults_of_field(doc.name, row.as_dict(), changed)
        link = own.get(str(row.fetch_from or "").partition(".")[0])
        if (
            link
            and "fetch_from" in changed
            and (own_types.closes(link.options) or "Dyn" in link.fieldtype)
        ):
            yield _("Nothing can be fetched through {0}: it would be copied out of {1}.").format(
                _(link.label), _(link.options)
            )
    if before:
        same = {name for name in TYPE_PROPERTIES if is_same(doc.get(name), before.get(name))}
        yield from faults_of_type(doc.name, set(TYPE_PROPERTIES) - same)


def faults_of_customization(form: Document) -> Iterator[str]:
    """The faults of a whole Customize Form; Frappe stores some of it without an event."""
    meta = frappe.get_meta(form.doc_type)
    changed = [name for name in TYPE_PROPERTIES if not is_same(form.get(name), meta.get(name))]
    yield from faults_of_type(
        form.doc_type, [each for each in changed if form.meta.has_field(each)]
    )
    for row in form.get("fields") or []:
        before = meta.get_field(row.fieldname) if row.fieldname else None
        columns = [each for each in FIELD_PROPERTIES if row.meta.has_field(each)]
        yield from faults_of_field(
            form.doc_type, row.as_dict(), _changed(row, before) & set(columns)
        )


def _changed(row: Any, before: Any) -> set[str]:
    return {
        name
        for name in FIELD_PROPERTIES
        if not is_same(row.get(name), before.get(name) if before else None)
    }


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal; empty, None and 0 all mean an unticked box."""
    empty = (None, "", 0, "0")
    return (one in empty and other in empty) or str(one) == str(other)
