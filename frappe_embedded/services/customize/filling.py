"""Writing the default of a field into documents that are there already, when somebody asks for it."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.document.defaults import default_values
from ...kernel.document.version import note_change
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.lists import get_list
from ...kernel.permissions.roles import only_for_setup
from ...kernel.utils.formatters import format_value

_BATCH = 500
_NUMERIC = ("Check", "Int", "Float", "Currency", "Percent")


def fillable(doctype: str, fieldname: str) -> dict[str, Any] | None:
    """What filling a field would do: ``value`` as people read it, and how many documents hold nothing.

    Counted are those that the user sees. ``None`` where the field has no default, or where the user
    may not write such documents.
    """
    only_for_setup()
    value = _default(doctype, fieldname)
    if value is None:
        return None
    df = get_meta(doctype).get_field(fieldname)
    return {"value": str(_shown(df, value)), "empty": len(_empty(doctype, fieldname))}


def fill(doctype: str, fieldname: str) -> int:
    """Write the default into the documents that hold nothing and that the user sees; how many.

    Their time of change stays; where changes are tracked, each tells who filled it.
    """
    only_for_setup()
    value = _default(doctype, fieldname)
    if value is None:
        throw(_("This field is not filled in beforehand, so there is nothing to write."))
    names = _empty(doctype, fieldname)
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        marks = ", ".join(["%s"] * len(batch))
        local.db.sql(
            f"update `tab{doctype}` set `{fieldname}` = %s where name in ({marks})", (value, *batch)
        )
    meta = get_meta(doctype)
    if meta.track_changes:
        shown = _shown(meta.get_field(fieldname), value)
        for name in names:
            note_change(doctype, name, _dict(changed=[[fieldname, None, shown]]))
    return len(names)


def _default(doctype: str, fieldname: str) -> Any:
    """The fixed default of a field of documents that stand alone, if the user may write those."""
    meta = get_meta(doctype)
    df = meta.get_field(fieldname)
    if df is None or not df.has_column or df.default in (None, "", "0", 0):
        return None
    if meta.istable or meta.issingle or not has_permission(doctype, "write"):
        return None
    moving = df.default in ("Today", "Now", "__user") or str(df.default).startswith(":")
    return None if moving else default_values(meta).get(fieldname)


def _empty(doctype: str, fieldname: str) -> list[str]:
    df = get_meta(doctype).get_field(fieldname)
    empty: list[Any] = [fieldname, "is", "not set"]
    if df is not None and df.fieldtype in _NUMERIC:
        empty = [fieldname, "=", 0]
    found: list[str] = get_list(doctype, filters=[empty], pluck="name", order_by=None)
    return found


def _shown(df: Any, value: Any) -> Any:
    if df.fieldtype == "Check":
        return _("ticked")
    return _(str(value)) if df.fieldtype == "Select" else format_value(value, df)
