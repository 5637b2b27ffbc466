"""What the form may ask of a case beside words, place and phone, and what a manager chose of it.

A field that is hidden, read only, of a higher level or the office's own is not offered, and neither is one
that leads to a list: everybody could read the list.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import languages
from cfm_app.channels.public_form import addresses
from cfm_app.channels.public_form import form as public_form

# What people tell about themselves; all other fields that the app brings along are filled in by the office.
STANDARD = ("speaker_relation", "sex", "age_group", "disability", "population_group")
CONTROLS = {
    "Data": "text",
    "Small Text": "area",
    "Text": "area",
    "Select": "select",
    "Check": "check",
    "Int": "number",
    "Date": "date",
}
LONGEST = {"text": 140, "area": 1000, "number": 9}


def sync_rows(form: Document) -> None:
    """Match the rows of the form with the fields that may be asked; throw for any other."""
    fields = {df.fieldname: df for df in askable()}
    rows: dict[str, Any] = {}
    for row in form.questions:
        if row.case_field in fields:
            rows.setdefault(row.case_field, row)
        elif row.asked and frappe.get_meta("Case").has_field(row.case_field or ""):
            frappe.throw(_("{0} cannot be asked in the public form.").format(row.case_field))
    form.set("questions", list(rows.values()))
    for fieldname, df in fields.items():
        row = rows.get(fieldname) or form.append("questions", {"case_field": fieldname})
        row.field_label = df.label
    for place, row in enumerate(form.questions, start=1):
        row.idx = place


def show_labels(form: Document) -> None:
    """Name the fields in the language of whoever looks at the form; stored they are as the form of a case has them."""
    for row in form.questions:
        row.field_label = _(row.field_label)


def refresh() -> None:
    """A field that was made or taken away meanwhile comes to each form, or goes; the office has one form at least."""
    if not frappe.db.exists(public_form.DOCTYPE, addresses.OFFICE):
        office = {"address": addresses.OFFICE, "form_name": _("Public form", languages.of_site())}
        frappe.get_doc({"doctype": public_form.DOCTYPE, **office}).insert(ignore_permissions=True)
    fields = {df.fieldname for df in askable()}
    for name in frappe.get_all(public_form.DOCTYPE, pluck="name"):
        stored = frappe.get_doc(public_form.DOCTYPE, name)
        if {row.case_field for row in stored.questions} != fields:
            stored.questions = [row for row in stored.questions if row.case_field in fields]
            stored.save(ignore_permissions=True)


def follow_field(field: Document, method: str | None = None) -> None:
    """A manager made or changed a field of the case."""
    if field.dt == "Case" and frappe.db.exists("DocType", public_form.DOCTYPE):
        refresh()


def askable() -> list[Any]:
    """The fields of a case that may be asked."""
    return [df for df in frappe.get_meta("Case").fields if _may_be_asked(df)]


def _may_be_asked(df: Any) -> bool:
    is_told = df.fieldname in STANDARD or bool(df.get("is_custom_field"))
    is_open = not (df.hidden or df.read_only or df.permlevel)
    return is_told and is_open and df.fieldtype in CONTROLS


def of_form(form: Document, say: Callable[[str], str]) -> list[dict[str, Any]]:
    """The questions of a form in order; `say` translates its texts."""
    fields = {df.fieldname: df for df in askable()}
    rows = [row for row in form.questions if row.asked and row.case_field in fields]
    return [_question(row, fields[row.case_field], say) for row in rows]


def _question(row: Any, df: Any, say: Callable[[str], str]) -> dict[str, Any]:
    control = CONTROLS[df.fieldtype]
    values = [value for value in (df.options or "").split("\n") if value]
    return {
        "name": df.fieldname,
        "label": say(row.label) if row.label else _(df.label),
        "help": say(row.help) if row.help else "",
        "required": bool(row.required),
        "control": control,
        "longest": LONGEST.get(control, 0),
        "choices": [{"value": value, "label": _(value)} for value in values]
        if control == "select"
        else [],
    }


def read(question: dict[str, Any], text: str) -> Any:
    """What somebody answered, as the case keeps it. ValueError where it is no answer to the question."""
    control = question["control"]
    if control == "check":
        return cint(text == "1")
    if not text:
        return None
    if len(text) > (question["longest"] or len(text)):
        raise ValueError
    if control == "select" and text not in [each["value"] for each in question["choices"]]:
        raise ValueError
    if control == "number":
        return int(text)
    return date.fromisoformat(text).isoformat() if control == "date" else text


def labelled(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Answers with their labels, for readers of the conversation."""
    meta = frappe.get_meta("Case")
    fields = [(meta.get_field(name), value) for name, value in values.items()]
    return [(_(df.label), _shown(df, value)) for df, value in fields if df and value]


def _shown(df: Any, value: Any) -> str:
    if df.fieldtype == "Check":
        return str(_("Yes"))
    return str(_(value) if df.fieldtype == "Select" else value)
