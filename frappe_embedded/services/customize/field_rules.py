"""The rules for the fields of a DocType: what a manager or a developer may define."""

import re
from collections.abc import Sequence
from typing import Any

from ...kernel.core.constants import (
    DATA_FIELD_OPTIONS,
    DATA_FIELDTYPES,
    DEFAULT_FIELDS,
    NO_VALUE_FIELDS,
    TABLE_FIELDS,
)
from ...kernel.core.context import local
from ...kernel.core.exceptions import InvalidColumnName, ValidationError
from ...kernel.core.messages import throw
from ...kernel.core.names import split_names
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists


class InvalidFieldNameError(ValidationError):
    pass


class UniqueFieldnameError(ValidationError):
    pass


class WrongOptionsDoctypeLinkError(ValidationError):
    pass


class DoctypeLinkError(ValidationError):
    pass


class NonUniqueError(ValidationError):
    pass


class CannotIndexedError(ValidationError):
    pass


class HiddenAndMandatoryWithoutDefaultError(ValidationError):
    pass


class IllegalMandatoryError(ValidationError):
    pass


_RESTRICTED = frozenset(
    "name parent creation owner modified modified_by parentfield parenttype file_list flags "
    "docstatus doctype".split()
)
_ILLEGAL = re.compile(r"[^\w]", re.UNICODE)
_CONDITIONS = split_names(
    "depends_on, collapsible_depends_on, mandatory_depends_on, read_only_depends_on"
)
_ASSIGNS = re.compile(r"[\w.:]+\s*=\s*[\w.@'\"]")
"""A condition that would set a value where it was meant to compare two."""
_METHODS = frozenset(name for name in dir(Document) if not name.startswith("_"))
_TEXT_TYPES = split_names(
    "Text, Long Text, Small Text, Code, Text Editor, HTML Editor, Markdown Editor"
)


def check_fieldname(fieldname: str) -> None:
    """Refuse names that cannot be a column or would hide a method of documents."""
    if fieldname.lower() in _RESTRICTED:
        throw(_("Fieldname {0} is restricted").format(fieldname), InvalidFieldNameError)
    special = _ILLEGAL.findall(fieldname)
    if special:
        throw(
            _("Fieldname {0} cannot have special characters like {1}").format(
                f"<strong>{fieldname}</strong>", ", ".join(f'"{each}"' for each in special)
            ),
            InvalidColumnName,
        )
    if fieldname in _METHODS and fieldname not in ("name", "parent", "owner"):
        throw(_("Fieldname {0} conflicting with meta object").format(fieldname))


def check_fields(doctype: str, fields: Sequence[Any], istable: bool = False) -> None:
    """Refuse a list of fields that could not work; the message names the field and its row."""
    seen: dict[str, int] = {}
    for at, field in enumerate(fields, 1):
        fieldname = field.get("fieldname")
        if not fieldname:
            continue
        if fieldname.lower() in seen:
            throw(
                _("{0}: Fieldname {1} appears multiple times in rows {2}").format(
                    doctype, fieldname, f"{seen[fieldname.lower()]}, {at}"
                ),
                UniqueFieldnameError,
            )
        seen[fieldname.lower()] = at
        _check_field(doctype, field, at, fields)


def _check_field(doctype: str, field: Any, at: int, fields: Sequence[Any]) -> None:
    fieldtype = field.get("fieldtype")
    if fieldtype not in (*DATA_FIELDTYPES, *NO_VALUE_FIELDS):
        throw(
            _("Field Type {0} of field {1} is not known").format(fieldtype, field.get("fieldname"))
        )
    if fieldtype in ("Link", *TABLE_FIELDS):
        _check_target(doctype, field, at)
    if fieldtype == "Dynamic Link":
        _check_dynamic(doctype, field, fields)
    if fieldtype == "Check" and field.get("default") not in (None, "", "0", "1", 0, 1):
        throw(
            _("Default for 'Check' type of field {0} must be either '0' or '1'").format(
                f"<strong>{field.get('fieldname')}</strong>"
            )
        )
    if fieldtype == "Select":
        _check_select(field)
    for name in _CONDITIONS:
        if _ASSIGNS.match(field.get(name) or ""):
            text = _("{0}: the condition sets a value. Write == to compare two values.")
            throw(text.format(_(field.get("label") or field.get("fieldname"))))
    if (
        fieldtype == "Data"
        and field.get("options")
        and field.get("options") not in DATA_FIELD_OPTIONS
    ):
        throw(
            _("{0} is an invalid Data field.").format(field.get("label") or field.get("fieldname"))
        )
    _check_flags(doctype, field, at)


def _check_target(doctype: str, field: Any, at: int) -> None:
    options = field.get("options")
    label = field.get("label") or field.get("fieldname")
    if not options:
        throw(
            _("{0}: Options required for Link or Table type field {1} in row {2}").format(
                doctype, label, at
            ),
            DoctypeLinkError,
        )
    if options in ("[Select]", doctype):
        return
    if not meta_exists(options):
        throw(
            _("{0}: Options must be a valid DocType for field {1} in row {2}").format(
                doctype, label, at
            ),
            WrongOptionsDoctypeLinkError,
        )
    if field.get("fieldtype") in TABLE_FIELDS and not get_meta(options).istable:
        throw(
            _("Option {0} for field {1} is not a child table").format(
                f"<strong>{options}</strong>", f"<strong>{field.get('fieldname')}</strong>"
            ),
            title=_("Invalid Option"),
        )


def _check_dynamic(doctype: str, field: Any, fields: Sequence[Any]) -> None:
    target = next((each for each in fields if each.get("fieldname") == field.get("options")), None)
    fits = target is not None and (
        (target.get("fieldtype") == "Link" and target.get("options") == "DocType")
        or target.get("fieldtype") == "Select"
    )
    if not fits:
        throw(
            _(
                "Options 'Dynamic Link' type of field must point to another Link Field with options as 'DocType'"
            )
        )


def _check_select(field: Any) -> None:
    default, options = field.get("default"), field.get("options")
    if default and options and default not in options.split("\n"):
        throw(
            _("Default value for {0} must be in the list of options.").format(
                f"<strong>{field.get('fieldname')}</strong>"
            )
        )


def _check_flags(doctype: str, field: Any, at: int) -> None:
    label = field.get("label") or field.get("fieldname")
    if field.get("hidden") and field.get("reqd") and not field.get("default"):
        throw(
            _("{0}: Field {1} in row {2} cannot be hidden and mandatory without default").format(
                doctype, label, at
            ),
            HiddenAndMandatoryWithoutDefaultError,
        )
    fieldtype = field.get("fieldtype")
    if field.get("reqd") and fieldtype in NO_VALUE_FIELDS and fieldtype not in TABLE_FIELDS:
        throw(
            _("{0}: Field {1} of type {2} cannot be mandatory").format(
                doctype, label, _(fieldtype)
            ),
            IllegalMandatoryError,
        )
    if field.get("unique"):
        if field.get("fieldtype") in _TEXT_TYPES:
            throw(
                _("{0}: Fieldtype {1} for {2} cannot be unique").format(
                    doctype, field.get("fieldtype"), label
                ),
                NonUniqueError,
            )
        _check_unique_values(doctype, field, label)
    if field.get("search_index") and field.get("fieldtype") in _TEXT_TYPES:
        throw(
            _("{0}: Fieldtype {1} for {2} cannot be indexed").format(
                doctype, field.get("fieldtype"), label
            ),
            CannotIndexedError,
        )


def _check_unique_values(doctype: str, field: Any, label: str) -> None:
    column = field.get("fieldname")
    if not local.db.table_exists(doctype) or not local.db.has_column(doctype, column):
        return
    twice = local.db.sql(
        f"select 1 from `tab{doctype}` where ifnull(`{column}`, '') != ''"
        f" group by `{column}` having count(*) > 1 limit 1"
    )
    if twice:
        throw(
            _("{0}: Field '{1}' cannot be set as Unique as it has non-unique values").format(
                doctype, label
            ),
            NonUniqueError,
        )


def check_search_fields(doctype: str, search_fields: str | None, names: set[str]) -> None:
    for name in (part.strip() for part in (search_fields or "").split(",")):
        if name and name not in names and name not in DEFAULT_FIELDS:
            throw(_("Search field {0} is not valid").format(name))


def check_title_field(title_field: str | None, names: set[str]) -> None:
    if title_field and title_field not in names:
        throw(_("Title field must be a valid fieldname"), InvalidFieldNameError)


def check_sort_field(sort_field: str | None, names: set[str]) -> None:
    for part in (sort_field or "").split(","):
        name = part.strip().split(" ")[0]
        if name and name not in names and name not in DEFAULT_FIELDS:
            throw(_("Sort field {0} must be a valid fieldname").format(name), InvalidFieldNameError)
