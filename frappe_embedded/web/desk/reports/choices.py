"""What can be chosen in the dialogs of a report: columns, filters, groups, figures."""

from typing import Any

from ....kernel.core.context import local
from ....kernel.i18n import _
from ....kernel.meta.docfield import DocField, standard_field
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.meta.meta import Meta
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.docperm import only_selects
from ....kernel.permissions.fields import readable_levels
from ....services.customize.field_limits import column_label, hidden_by_people
from ....services.reports.settings import FieldOf
from ..list_request import as_choice, readable
from .request import key_of

_ALWAYS = ("name", "owner", "creation", "modified", "modified_by")
_NO_COLUMN = ("Password", "Signature", "Geolocation", "JSON", "HTML Editor", "Code")
_NO_GROUP = (
    *_NO_COLUMN,
    "Text",
    "Long Text",
    "Small Text",
    "Text Editor",
    "Attach",
    "Attach Image",
)
_SUMMED = ("Int", "Float", "Currency", "Percent", "Duration", "Rating")


def column_choices(meta: Meta) -> list[dict[str, Any]]:
    """Columns in groups: the DocType's own, those of its tables, those of linked documents."""
    groups = [_group(_(meta.name), meta, meta.name)]
    for table in meta.get_table_fields():
        child = get_meta(str(table.options))
        groups.append(_group(_(table.label or child.name), child, meta.name))
    for link in readable(meta):
        target = str(link.options)
        if link.fieldtype != "Link" or not meta_exists(target):
            continue
        linked = get_meta(target)
        if not linked.issingle and has_permission(target, "read"):
            group = _group(_(link.label or target), linked, meta.name, str(link.fieldname))
            groups.append(group)
    return [group for group in groups if group["fields"]]


def _group(label: str, meta: Meta, doctype: str, link: str = "") -> dict[str, Any]:
    fields = readable(meta) if meta.name == doctype or link else _of_table(meta, doctype)
    standard = _standard(meta) if meta.name == doctype and not link else []
    hidden = hidden_by_people(meta)
    return {
        "label": str(label),
        "fields": [
            [key_of(FieldOf(df.fieldname, meta.name, link), doctype), column_label(df)]
            for df in [*fields, *standard]
            if df.label
            and df.fieldtype not in _NO_COLUMN
            and (not df.hidden or df.fieldname in hidden)
        ],
    }


def _standard(meta: Meta) -> list[DocField]:
    """Columns that every DocType has; of those who only choose a document they see its name."""
    names = ("name",) if only_selects(meta) else _ALWAYS
    return [df for df in map(standard_field, names) if df is not None]


def _of_table(meta: Meta, parent: str) -> list[DocField]:
    levels = readable_levels(meta, local.session.user, parent)
    return [df for df in meta.value_fields if not df.permlevel or df.permlevel in levels]


def field_choices(meta: Meta) -> list[dict[str, Any]]:
    """The fields by which rows are filtered and grouped, those of tables included."""
    own = [*readable(meta), *_standard(meta)]
    choices = [_choice(df, meta.name, meta.name, str(_(df.label))) for df in own if df.label]
    for table in meta.get_table_fields():
        child = get_meta(str(table.options))
        choices += [
            _choice(
                df,
                child.name,
                meta.name,
                _("{0}: {1}").format(_(table.label or child.name), _(df.label)),
            )
            for df in _of_table(child, meta.name)
            if df.label
        ]
    return [each for each in choices if each["fieldtype"] not in _NO_COLUMN]


def _choice(df: DocField, doctype: str, main: str, label: str) -> dict[str, Any]:
    return {
        **as_choice(df, doctype if df.fieldname == "name" else None),
        "fieldname": key_of(FieldOf(df.fieldname, doctype), main),
        "label": label,
        "groups": df.fieldtype not in _NO_GROUP and df.fieldname != "name",
        "sums": df.fieldtype in _SUMMED,
    }
