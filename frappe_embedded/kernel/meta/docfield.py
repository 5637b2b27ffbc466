"""One field of a DocType."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from ..core.constants import NO_VALUE_FIELDS, TABLE_FIELDS
from ..core.dict import _dict

INT_PROPERTIES = frozenset(
    "reqd unique hidden read_only in_list_view in_standard_filter in_global_search in_preview "
    "in_filter allow_in_quick_entry allow_on_submit allow_bulk_edit bold collapsible columns "
    "fetch_if_empty ignore_user_permissions ignore_xss_filter is_virtual length no_copy "
    "non_negative not_nullable permlevel print_hide print_hide_if_no_value report_hide "
    "search_index set_only_once show_dashboard sort_options translatable remember_last_selected_value "
    "hide_border hide_days hide_seconds make_attachment_public is_custom_field idx docstatus".split()
)

DEFAULT_FIELD_LABELS = {
    "name": "ID",
    "owner": "Created By",
    "creation": "Created On",
    "modified": "Last Updated On",
    "modified_by": "Last Updated By",
    "docstatus": "Document Status",
    "idx": "Index",
    "_user_tags": "Tags",
    "_comments": "Comments",
    "_assign": "Assigned To",
    "_liked_by": "Liked By",
}

_STANDARD_TYPES = {
    "name": ("Link", "DocType"),
    "owner": ("Link", "User"),
    "modified_by": ("Link", "User"),
    "creation": ("Datetime", None),
    "modified": ("Datetime", None),
    "docstatus": ("Int", None),
    "idx": ("Int", None),
    "parent": ("Data", None),
    "parenttype": ("Data", None),
    "parentfield": ("Data", None),
    "_user_tags": ("Data", None),
    "_comments": ("Text", None),
    "_assign": ("Text", None),
    "_liked_by": ("Data", None),
    "_seen": ("Text", None),
}


_OFTEN_READ = (
    "fieldname fieldtype options label unique length non_negative default hidden permlevel fetch_from "
    "fetch_if_empty allow_on_submit ignore_xss_filter ignore_user_permissions set_only_once reqd"
).split()


class DocField(_dict):
    """A field as metadata describes it; properties that are not set read as ``None``."""

    __slots__ = ()

    def __missing__(self, key: str) -> None:
        return None

    @property
    def has_column(self) -> bool:
        return self["fieldtype"] not in NO_VALUE_FIELDS and not self.get("is_virtual")

    @property
    def is_table(self) -> bool:
        return self["fieldtype"] in TABLE_FIELDS

    def as_dict(self, no_nulls: bool = False) -> _dict:
        if no_nulls:
            return _dict({key: value for key, value in self.items() if value is not None})
        return _dict(self)


def _read_directly(name: str) -> None:
    """Read a property past ``__getattr__``: every save reads thousands of them."""
    getter: Callable[[DocField], Any] = itemgetter(name)
    setattr(DocField, name, property(getter, lambda field, value: field.update({name: value})))


for _name in _OFTEN_READ:
    _read_directly(_name)


def standard_field(fieldname: str) -> DocField | None:
    """A field description for a column that every table has, or ``None``."""
    if fieldname not in _STANDARD_TYPES:
        return None
    fieldtype, options = _STANDARD_TYPES[fieldname]
    return DocField(
        fieldname=fieldname,
        fieldtype=fieldtype,
        options=options,
        label=DEFAULT_FIELD_LABELS.get(fieldname, fieldname),
        permlevel=0,
        no_copy=1,
    )


def as_docfield(values: dict[str, Any]) -> DocField:
    """A row of DocField, Custom Field or a JSON file as a field with its numbers as numbers."""
    field = DocField(values)
    for key in INT_PROPERTIES:
        field[key] = int(field.get(key) or 0)
    return field
