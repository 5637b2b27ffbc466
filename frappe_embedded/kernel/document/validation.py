"""The rules that every document obeys, whatever its controller says."""

import re
from collections.abc import Callable
from typing import Any

from ..core.constants import FLOAT_FIELDTYPES, VARCHAR_LENGTH
from ..core.context import local
from ..core.exceptions import (
    CannotChangeConstantError,
    CharacterLengthExceededError,
    MandatoryError,
    NonNegativeError,
    UpdateAfterSubmitError,
)
from ..core.messages import bold, msgprint, throw
from ..core.names import split_names
from ..i18n import _
from ..meta.docfield import DocField
from ..meta.meta import Meta
from ..utils.html import strip_html
from ..utils.numbers import cint, flt
from ..utils.text import cstr
from ..utils.validators import (
    validate_email_address,
    validate_name,
    validate_phone_number,
    validate_phone_number_with_country_code,
    validate_python_code,
    validate_url,
)
from .values import cast_value, column_value

_VARCHAR_TYPES = split_names(
    "Data, Link, Dynamic Link, Select, Read Only, Color, Icon, Phone, Autocomplete"
)
_EMPTY_HTML = re.compile(r"<(?:img|video|iframe|audio)\b", re.IGNORECASE)
_INT_LIMIT = 2**31 - 1
_LONG_LIMIT = 2**63 - 1


def validate_mandatory(doc: Any) -> None:
    """Refuse empty mandatory fields of the document and its rows, all in one exception."""
    if doc.flags.ignore_mandatory:
        return
    missing = missing_mandatory(doc)
    for row in doc.get_all_children():
        missing += missing_mandatory(row)
    if not missing:
        return
    for _fieldname, message in missing:
        msgprint(message)
    if doc.flags.print_messages:
        return
    names = ", ".join(fieldname for fieldname, _message in missing)
    raise MandatoryError(f"[{doc.doctype}, {doc.name}]: {names}")


def missing_mandatory(each: Any) -> list[tuple[str, str]]:
    """(fieldname, message) of each mandatory field without a value."""
    result = []
    for field in each.meta.mandatory_fields:
        if _is_empty(field, each.get(field.fieldname)):
            label = _(field.label or field.fieldname)
            if field.is_table:
                text = _("Error: Data missing in table {0}").format(bold(label))
            elif each.get("parentfield"):
                text = _("Error: {0} Row #{1}: Value missing for: {2}").format(
                    bold(_(each.doctype)), each.idx, label
                )
            else:
                text = _("Error: Value missing for {0}: {1}").format(_(each.doctype), label)
            result.append((field.fieldname, text))
    return result


def _is_empty(field: DocField, value: Any) -> bool:
    if value is None or value == []:
        return True
    text = cstr(value)
    if strip_html(text).strip():
        return False
    return not (
        field.fieldtype in ("Text Editor", "HTML Editor", "HTML") and _EMPTY_HTML.search(text)
    )


def validate_fields(each: Any) -> None:
    """Check one document or row field by field, in the order in which Frappe does."""
    for check, fields in _plan(each.meta):
        for field in fields:
            check(each, field)


def _plan(meta: Meta) -> list[tuple[Callable[[Any, DocField], None], list[DocField]]]:
    """Which check concerns which fields of a DocType; worked out once for a ``Meta``."""
    plan = meta.__dict__.get("_validation_plan")
    if plan is None:
        plan = [
            (check, [df for df in meta.value_fields if concerns(df)])
            for check, concerns in (
                (
                    _data,
                    lambda df: df.fieldtype == "Phone" or (df.fieldtype == "Data" and df.options),
                ),
                (_select, lambda df: df.fieldtype == "Select" and df.options),
                (_non_negative, lambda df: df.non_negative),
                (_length, lambda df: df.fieldtype in (*_VARCHAR_TYPES, "Int", "Long Int")),
                (_rating, lambda df: df.fieldtype == "Rating"),
                (_code, lambda df: df.fieldtype == "Code"),
            )
        ]
        meta.__dict__["_validation_plan"] = plan
    return plan


def _rating(each: Any, field: DocField) -> None:
    value = each.get(field.fieldname)
    if value is not None:
        each.set(field.fieldname, max(0.0, min(1.0, flt(value))))


def _data(each: Any, field: DocField) -> None:
    value = each.get(field.fieldname)
    if not value:
        return
    if field.fieldtype == "Phone":
        validate_phone_number_with_country_code(value, field.fieldname)
        return
    if field.fieldtype != "Data" or not isinstance(value, str):
        return
    kind = field.options
    if kind == "Email":
        if each.get("docstatus") == 2:
            return
        for address in value.split(","):
            if address.strip():
                validate_email_address(address.strip(), throw=True)
    elif kind == "Phone":
        validate_phone_number(value, throw=True)
    elif kind == "Name":
        validate_name(value, throw=True)
    elif kind == "URL":
        validate_url(value, throw=True)


def _select(each: Any, field: DocField) -> None:
    if local.flags.in_import or field.fieldname == "naming_series":
        return
    value = each.get(field.fieldname)
    if value is None or not field.options:
        return
    options = field.options.split("\n")
    while options and options[-1] == "":
        options.pop()
    value = cstr(value).strip()
    each.set(field.fieldname, value)
    if not any(options) or value in options or (not value and "" in field.options.split("\n")):
        return
    if not value:
        return
    prefix = _("Row #{0}:").format(each.idx) if each.get("parentfield") else ""
    allowed = ", ".join(f'"{_(option)}"' for option in options)
    throw(
        _('{0} {1} cannot be "{2}". It should be one of {3}').format(
            prefix, _(field.label or field.fieldname), value, allowed
        )
    )


def _non_negative(each: Any, field: DocField) -> None:
    if not field.non_negative or field.fieldtype not in ("Int", *FLOAT_FIELDTYPES):
        return
    if flt(each.get(field.fieldname)) < 0:
        where = _(each.doctype)
        if each.get("parentfield"):
            where = bold(_("Row #{0}:").format(each.idx)) + " " + _(each.parenttype)
        throw(
            _("Value cannot be negative for {0}: {1}").format(
                where, bold(_(field.label or field.fieldname))
            ),
            NonNegativeError,
            title=_("Negative Value"),
        )


def _length(each: Any, field: DocField) -> None:
    value = each.__dict__.get(field.fieldname)
    if value is None:
        return
    if field.fieldtype in _VARCHAR_TYPES:
        allowed = cint(field.length) or VARCHAR_LENGTH
        if len(cstr(value)) > allowed:
            _refuse_length(each, field, value, allowed)
    elif field.fieldtype in ("Int", "Long Int"):
        number = cint(value)
        limit = (
            _LONG_LIMIT if field.fieldtype == "Long Int" or cint(field.length) > 11 else _INT_LIMIT
        )
        if abs(number) > limit:
            _refuse_length(each, field, value, limit)


def _refuse_length(each: Any, field: DocField, value: Any, allowed: int) -> None:
    if each.get("parentfield"):
        reference = _("{0}, Row {1}").format(_(each.doctype), each.idx)
    else:
        reference = f"{_(each.doctype)} {each.name}"
    throw(
        _("{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}").format(
            reference, bold(_(field.label or field.fieldname)), allowed, value
        ),
        CharacterLengthExceededError,
        title=_("Value too big"),
    )


def _code(each: Any, field: DocField) -> None:
    """Python code must compile; conditions and scripts fail when written, not when needed."""
    source = each.get(field.fieldname)
    if not source or field.options not in ("Python", "PythonExpression"):
        return
    validate_python_code(
        str(source), field.label or field.fieldname, field.options == "PythonExpression"
    )


def refuse_lists(doc: Any) -> None:
    """Refuse a list in a field that is no table, before names and links are made of it."""
    for each in (doc, *doc.get_all_children()):
        for fieldname, value in each.__dict__.items():
            field = each.meta.get_field(fieldname) if isinstance(value, list) else None
            if field is not None and not field.is_table:
                cast_value(field, value)


def check_moments(doc: Any) -> None:
    """Refuse dates and times that nobody can read, before controllers reckon with them."""
    for each in (doc, *doc.get_all_children()):
        for field in each.meta.moment_fields:
            value = each.get(field.fieldname)
            if isinstance(value, str):
                column_value(field, value)


def validate_constants(doc: Any) -> None:
    """Refuse a change of what is set only once."""
    before = doc.get_doc_before_save()
    if local.flags.in_import or doc.is_new() or doc.flags.ignore_validate_constants or not before:
        return
    for field in doc.meta.get_set_only_once_fields():
        value = doc.get(field.fieldname)
        original = before.get(field.fieldname)
        if field.is_table:
            same = _same_rows(doc, field, original or [])
        elif field.fieldtype in ("Date", "Datetime", "Time"):
            same = column_value(field, value) == column_value(field, original)
        else:
            same = value == original or column_value(field, value) == original
        if not same:
            throw(
                _("Value cannot be changed for {0}").format(
                    bold(_(doc.meta.get_label(field.fieldname)))
                ),
                CannotChangeConstantError,
            )


def _same_rows(doc: Any, field: DocField, original: list[Any]) -> bool:
    rows = doc.get(field.fieldname)
    if len(rows) != len(original):
        return False
    compared = [df.fieldname for df in rows[0].meta.value_fields] if rows else []
    return all(
        cstr(row.get(name)) == cstr(old.get(name))
        for row, old in zip(rows, original, strict=True)
        for name in compared
    )


def validate_update_after_submit(doc: Any) -> None:
    """Refuse a change of what must stay as it was submitted."""
    if doc.flags.ignore_validate_update_after_submit:
        return
    before = doc.get_doc_before_save()
    _compare(doc, before, doc.meta, "")
    for field in doc.meta.get_table_fields():
        old = {row.name: row for row in before.get(field.fieldname) or []}
        rows = doc.get(field.fieldname) or []
        if not field.allow_on_submit and len(rows) != len(old):
            _refuse_change(field, len(old), len(rows), "")
        for row in rows:
            if row.name in old:
                _compare(row, old[row.name], row.meta, _("Row #{0}:").format(row.idx) + " ")


def _compare(each: Any, before: Any, meta: Any, prefix: str) -> None:
    for field in meta.value_fields:
        if field.allow_on_submit or field.fieldtype in ("Password",):
            continue
        old = before.get(field.fieldname)
        new = column_value(field, each.get(field.fieldname))
        if (old or "") != (new or "") and cstr(old) != cstr(new):
            _refuse_change(field, old, new, prefix)


def _refuse_change(field: DocField, old: Any, new: Any, prefix: str) -> None:
    text = _("{0} Not allowed to change {1} after submission from {2} to {3}").format(
        prefix.strip(), bold(_(field.label or field.fieldname)), bold(old), bold(new)
    )
    throw(text, UpdateAfterSubmitError, title=_("Cannot Update After Submit"))
