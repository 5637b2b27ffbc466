"""Changes that a manager made to the form of a case, as far as the page for new cases follows them.

The page is designed for a caller on the line. It follows labels, requirements and hidden fields of the
form; additional questions of the office have a section of their own.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime, nowdate

from cfm_app.base.fields import field_of
from cfm_app.cases import form_rules, narrowed_choices
from cfm_app.data_protection.personal_data import purposes

CHOICES = 200
CONTROLS = {
    "Data": "text",
    "Phone": "tel",
    "Small Text": "area",
    "Text": "area",
    "Select": "select",
    "Link": "select",
    "Check": "check",
    "Int": "number",
    "Float": "number",
    "Currency": "number",
    "Date": "date",
    "Datetime": "datetime-local",
}
"""The kinds of answers for which the page has a control; others are asked on the full form."""

OF_PERSON = ("sex", "age_group", "disability", "population_group")

DATA_CONTROLS = {"Email": "email", "Phone": "tel"}


def page_fields() -> dict[str, Any]:
    """The fields of the page: labels, required ones, hidden ones."""
    wording = {
        "channel": _("Channel"),
        "language": _("Language of the caller"),
        "speaker_relation": _("Speaks for"),
        "location": _("Place (3 letters)"),
        "place_details": _("Village or site as told"),
        "interpreter_used": _("Interpreter used"),
        "category": _("Category"),
        "description": _("What was said"),
        "sex": _("Sex"),
        "age_group": _("Age group"),
        "disability": _("Disability"),
        "population_group": _("Population group"),
    }
    standard = dict(
        frappe.get_all(
            "DocField",
            filters={"parent": "Case", "fieldname": ["in", list(wording)]},
            fields=["fieldname", "label"],
            as_list=True,
        )
    )
    fields = {name: field_of("Case", name) for name in wording}
    labels = {
        name: _(df.label) if df.label != standard.get(name) else wording[name]
        for name, df in fields.items()
    }
    required = {name: labels[name] for name, df in fields.items() if df.reqd and not df.hidden}
    return {
        "labels": {name: _starred(label, name in required) for name, label in labels.items()},
        "required": required,
        "presets": {name: preset_of(df) for name, df in fields.items()},
        "person": [
            df.fieldname for df in frappe.get_meta("Case").fields if df.fieldname in OF_PERSON
        ],
        "hidden": [name for name, df in fields.items() if df.hidden],
    }


def rules() -> list[dict[str, Any]]:
    """The conditions of fields, for the scripts of the page."""
    return [
        {
            "name": rule.fieldname,
            "label": _(rule.label),
            "shown": list(rule.shown_if),
            "needed": rule.needed_if,
        }
        for rule in form_rules.rules()
    ]


def preset_of(df: Any) -> str:
    """The initial value of a field, for its control."""
    default = str(df.default or "")
    if default == "Today" or (default == "Now" and df.fieldtype == "Date"):
        return nowdate()
    if default == "Now":
        return now_datetime().strftime("%Y-%m-%dT%H:%M")
    return frappe.session.user if default == "__user" else default


def reasons() -> list[dict[str, str]]:
    """Why the page asks questions about the person: purposes with their questions."""
    labels = page_fields()["labels"]
    own = {each["name"]: each["label"] for each in own_questions()}
    found: dict[str, list[str]] = {}
    for field, reason in purposes.of_doctype("Case").items():
        if label := {**own, **labels}.get(field):
            found.setdefault(reason, []).append(label.rstrip(" *"))
    return [{"reason": reason, "asked": ", ".join(asked)} for reason, asked in found.items()]


def own_questions() -> list[dict[str, Any]]:
    """The office's additional questions: required ones, and those for short forms."""
    meta = frappe.get_meta("Case")
    asked = page_fields()["labels"]
    levels = meta.get_permlevel_access("write")
    needed = {rule.fieldname for rule in form_rules.rules() if rule.needed_if}
    return [
        _question(df)
        for df in meta.fields
        if df.fieldname not in asked
        and (df.reqd or df.allow_in_quick_entry or df.fieldname in needed)
        and not (df.hidden or df.read_only)
        and (df.permlevel or 0) in levels
        and df.fieldtype in CONTROLS
    ]


def _question(df: Any) -> dict[str, Any]:
    control = CONTROLS[df.fieldtype]
    if df.fieldtype == "Data":
        control = DATA_CONTROLS.get(df.options or "", control)
    return {
        "name": df.fieldname,
        "label": _starred(_(df.label), bool(df.reqd)),
        "plain": _(df.label),
        "help": _(df.description or ""),
        "control": control,
        "required": bool(df.reqd),
        "preset": preset_of(df),
        "choices": _choices(df) if control == "select" else [],
        "follows": [each.follows for each in narrowed_choices.followed_by(df.fieldname)],
    }


def for_script(question: dict[str, Any]) -> dict[str, Any]:
    """A question for the scripts; `follows` says on which values its choices depend."""
    known = {key: question[key] for key in ("name", "control", "required", "plain", "follows")}
    if question["follows"]:
        known["fits"] = {each["value"]: each["fits"] for each in question["choices"]}
    return known


def _starred(label: str, required: bool) -> str:
    return f"{label} *" if required else label


def _choices(df: Any) -> list[dict[str, Any]]:
    """The choices of a list; `fits` has the values of each followed field for which they are offered."""
    if df.fieldtype == "Select":
        values = [value for value in (df.options or "").split("\n") if value]
        return [{"value": value, "label": _(value)} for value in values]
    title = frappe.get_meta(df.options).get_title_field()
    followed = narrowed_choices.followed_by(df.fieldname)
    rows = frappe.get_list(
        df.options,
        filters=narrowed_choices.fixed_filters(df.fieldname),
        fields=list(dict.fromkeys(["name", title, *(each.column for each in followed)])),
        order_by=f"{title} asc",
        limit_page_length=CHOICES,
    )
    fitting = [
        (each.column, narrowed_choices.fitting(each, {row[each.column] for row in rows}))
        for each in followed
    ]
    return [
        {
            "value": row["name"],
            "label": _(row[title] or row["name"]),
            "fits": [known[row[column]] for column, known in fitting],
        }
        for row in rows
    ]
