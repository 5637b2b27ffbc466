"""Customising a form in one go: what it looks like, what would be lost, storing what was changed.

What is stored goes through ``Customize Form`` and is the same as there; this module adds what a
screen needs to tell people before they save.
"""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.lists import count_visible
from ...kernel.permissions.roles import only_for_setup
from ...kernel.utils.numbers import cint
from .customize_form import CORE_DOCTYPES, form_of, refuse_outdated, same
from .field_limits import limits_of, standard_fields, types_for
from .setup_rights import may_customize

PROPERTIES = (
    "label description placeholder fieldtype options default reqd hidden read_only in_list_view "
    "in_standard_filter in_global_search print_hide report_hide allow_in_quick_entry bold "
    "depends_on mandatory_depends_on "
    "read_only_depends_on link_filters columns width permlevel allow_on_submit no_copy unique length precision "
    "non_negative collapsible fetch_from fetch_if_empty translatable ignore_user_permissions"
).split()
"""What the screen lets people change; everything else of a field stays."""

_WITH_CONDITIONS = ("depends_on", "mandatory_depends_on", "read_only_depends_on")


def customizable() -> list[_dict]:
    """The DocTypes whose forms the user may customise, with their modules."""
    rows = local.db.sql(
        "select d.name, d.module, d.istable, m.app_name from `tabDocType` d"
        " left join `tabModule Def` m on m.name = d.module"
        " where ifnull(d.issingle, 0) = 0 order by d.name",
        as_dict=True,
    )
    return [row for row in rows if row.name not in CORE_DOCTYPES and may_customize(row.name)]


def form_as_is(doctype: str) -> dict[str, Any]:
    """The fields in order, each with its standard values and with what may not be changed."""
    only_for_setup()
    meta = get_meta(doctype)
    standard = standard_fields(doctype)
    generated = _owned_by_apps(doctype)
    return {
        "doctype": doctype,
        "version": _version(meta),
        "rows": [
            _row(df, standard.get(df.fieldname), df.fieldname in generated) for df in meta.fields
        ],
    }


def _row(df: DocField, standard: DocField | None, of_app: bool) -> dict[str, Any]:
    row: dict[str, Any] = {name: _plain(df.get(name)) for name in PROPERTIES}
    own = standard is None
    row.update(
        fieldname=df.fieldname,
        own=own,
        limits=limits_of(df, standard),
        types=types_for(str(df.fieldtype)),
        shownLabel=str(_(df.label or "")),
        shownDescription=str(_(df.description or "")),
        choices=_choices(df),
        tree=df.fieldtype == "Link" and bool(df.options) and bool(get_meta(df.options).is_tree),
        standard={}
        if standard is None
        else {
            name: _plain(standard.get(name))
            for name in PROPERTIES
            if not same(df.get(name), standard.get(name))
        },
        fixed=str(_("This field belongs to an app and cannot be removed.")) if of_app else "",
    )
    return row


def _choices(df: DocField) -> list[list[str]]:
    """The choices of a list with what people read."""
    if df.fieldtype != "Select":
        return []
    values = [value for value in str(df.options or "").split("\n") if value]
    return [[value, str(_(value, context=df.parent))] for value in values]


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float)) else "" if value is None else str(value)


def _owned_by_apps(doctype: str) -> set[str]:
    """Custom fields that an app made, which managers may change but not remove."""
    rows = local.db.get_all(
        "Custom Field",
        filters={"dt": doctype},
        fields=["fieldname", "is_system_generated", "owner"],
    )
    mine = local.session.user == "Administrator"
    return {
        row.fieldname
        for row in rows
        if cint(row.is_system_generated) or (row.owner == "Administrator" and not mine)
    }


def _version(meta: Any) -> str:
    fields = [{key: str(value) for key, value in sorted(df.items())} for df in meta.fields]
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


# -- storing -------------------------------------------------------------------------


def save_form(doctype: str, rows: list[dict[str, Any]], version: str) -> None:
    """Store the fields as they are given, in this order; own fields that are missing are removed.

    ``ValidationError`` if the form was changed meanwhile, or for a change that may not be.
    """
    only_for_setup()
    meta = get_meta(doctype)
    if version != _version(meta):
        refuse_outdated()
    form = form_of(doctype)
    form.fetch_to_customize()
    stored = {row.fieldname: row for row in form.fields}
    _check_complete(doctype, rows, meta)
    form.set("fields", [])
    for given in rows:
        form.append("fields", _merged(given, stored, meta))
    _check_limits(doctype, form.fields)
    form.save_customization()


def _merged(given: dict[str, Any], stored: dict[str, Any], meta: Any) -> dict[str, Any]:
    changes = {name: given[name] or None for name in PROPERTIES if name in given}
    row = stored.get(str(given.get("fieldname") or ""))
    if row is None:
        return {**changes, "is_custom_field": 1}
    columns = [df.fieldname for df in get_meta("Customize Form Field").value_fields]
    kept = {name: row.get(name) for name in columns}
    return {**kept, **{k: v for k, v in changes.items() if not same(v, kept.get(k))}}


def _check_complete(doctype: str, rows: list[dict[str, Any]], meta: Any) -> None:
    """Only fields of one's own can go."""
    given = [str(row.get("fieldname") or "") for row in rows if row.get("fieldname")]
    kept = _owned_by_apps(doctype)
    for df in meta.fields:
        if df.fieldname in given:
            continue
        if not df.is_custom_field or df.fieldname in kept:
            throw(
                _("{0} belongs to the standard form: hide it instead of removing it.").format(
                    _(df.label or df.fieldname)
                )
            )
    if len(given) != len(set(given)):
        throw(_("A field stands twice in the form."))


def _check_limits(doctype: str, rows: Iterable[Any]) -> None:
    standard = standard_fields(doctype)
    meta = get_meta(doctype)
    for row in rows:
        current = meta.get_field(row.fieldname) if row.fieldname else None
        if current is None:
            continue
        label = _(row.label or row.fieldname)
        for name, reason in limits_of(current, standard.get(row.fieldname)).items():
            if not same(row.get(name), current.get(name)):
                throw(f"{label}: {reason}")
        if row.fieldtype not in types_for(str(current.fieldtype)):
            throw(
                _("{0}: what is stored in it would not fit another kind of answer.").format(label)
            )


# -- what would be lost --------------------------------------------------------------


def held_values(doctype: str, fieldname: str) -> int | None:
    """How many of the entries that the user may see hold a value; ``None`` if they may see none at all."""
    only_for_setup()
    df = get_meta(doctype).get_field(fieldname)
    if df is None or not (df.has_column or df.is_table):
        return 0
    if get_meta(doctype).istable or not has_permission(doctype, "read"):
        return None
    if df.is_table:
        filters = [[df.options, "parentfield", "=", fieldname]]
        return count_visible(doctype, filters)
    numeric = df.fieldtype in ("Check", "Int", "Float", "Currency", "Percent", "Duration", "Rating")
    held = [[fieldname, "!=", 0]] if numeric else [[fieldname, "is", "set"]]
    return count_visible(doctype, held)


def users_of_field(doctype: str, fieldname: str) -> list[str]:
    """Where else a field is named: conditions of fields, notifications and steps, titles and searches."""
    only_for_setup()
    meta = get_meta(doctype)
    named = re.compile(rf"\bdoc\.{re.escape(fieldname)}\b")
    places = [
        str(_("Condition of the field {0}").format(_(df.label or df.fieldname)))
        for df in meta.fields
        if df.fieldname != fieldname
        and any(
            named.search(str(df.get(each) or "")) or df.get(each) == fieldname
            for each in (*_WITH_CONDITIONS, "link_filters")
        )
    ]
    if fieldname == meta.title_field:
        places.append(str(_("Title of the entries")))
    if fieldname in meta.get_search_fields():
        places.append(str(_("Search")))
    for name, condition in local.db.sql(
        "select name, ifnull(condition, '') || ' ' || ifnull(message, '') || ' ' || ifnull(subject, '')"
        " from `tabNotification` where document_type = %s",
        (doctype,),
    ):
        if named.search(condition):
            places.append(str(_("Notification {0}").format(name)))
    for name, condition in local.db.sql(
        "select w.name, t.condition from `tabWorkflow Transition` t"
        " join `tabWorkflow` w on w.name = t.parent where w.document_type = %s",
        (doctype,),
    ):
        if named.search(condition or ""):
            places.append(str(_("Workflow {0}").format(name)))
    return list(dict.fromkeys(places))


def losses(doctype: str) -> dict[str, Any]:
    """What "back to the standard" takes away: changed properties and own fields, with their values."""
    only_for_setup()
    meta = get_meta(doctype)
    labels = {
        df.fieldname: str(_(df.label)) for df in get_meta("Customize Form Field").fields if df.label
    }
    changed = []
    for setter in local.db.get_all(
        "Property Setter",
        filters={"doc_type": doctype, "is_system_generated": 0},
        fields=["field_name", "property"],
        order_by="field_name asc, property asc",
    ):
        changed.append(
            {
                "field": str(_(meta.get_label(setter.field_name))) if setter.field_name else "",
                "property": str(_("Order of the fields"))
                if setter.property == "field_order"
                else labels.get(setter.property, setter.property),
            }
        )
    own = [
        {"field": str(_(row.label or row.fieldname)), "held": held_values(doctype, row.fieldname)}
        for row in local.db.get_all(
            "Custom Field",
            filters={"dt": doctype, "is_system_generated": 0},
            fields=["label", "fieldname", "owner"],
            order_by="idx asc",
        )
    ]
    return {"changed": changed, "own": own}


def reset_form(doctype: str) -> None:
    """Back to the standard form."""
    only_for_setup()
    form = form_of(doctype)
    form.check_customizable(get_meta(doctype))
    form.reset_to_defaults()
