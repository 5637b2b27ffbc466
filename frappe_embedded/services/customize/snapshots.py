"""The values of a record of the set-up, kept as text and compared by what their fields hold.

A form sends "24" where the table holds 24.0: that is one value, and no change.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from ...kernel.core.constants import FLOAT_FIELDTYPES
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.utils.dates import get_datetime, get_timedelta, getdate
from ...kernel.utils.json_text import json_default
from ...kernel.utils.numbers import cint, flt
from ...kernel.utils.text import cstr

_WHOLE = frozenset(("Check", "Int", "Long Int"))
_PARTS = frozenset((*FLOAT_FIELDTYPES, "Rating", "Duration"))
_MOMENTS: dict[str, Callable[[str], Any]] = {
    "Date": getdate,
    "Datetime": get_datetime,
    "Time": get_timedelta,
}


def snapshot(doc: Any) -> dict[str, Any]:
    """The values of a record and its rows, without what every save changes; no secrets."""
    values: dict[str, Any] = {}
    for df in doc.meta.fields:
        if df.is_table:
            values[df.fieldname] = [row_snapshot(row) for row in doc.get(df.fieldname) or []]
        elif _is_kept(df) and doc.get(df.fieldname) is not None:
            values[df.fieldname] = doc.get(df.fieldname)
    return _plain({"name": doc.name, "docstatus": int(doc.get("docstatus") or 0), **values})


def row_snapshot(row: Any) -> dict[str, Any]:
    values = {df.fieldname: row.get(df.fieldname) for df in row.meta.fields if _is_kept(df)}
    return _plain({key: value for key, value in values.items() if value not in (None, "")})


def _is_kept(df: DocField) -> bool:
    return df.has_column and not df.is_table and df.fieldtype != "Password"


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As it reads back from the table: dates and numbers in one spelling."""
    plain: dict[str, Any] = json.loads(json.dumps(values, default=json_default))
    return plain


def value_of(df: DocField, value: Any) -> Any:
    """A value as its field holds it; an unset one and an empty one are the same."""
    if df.fieldtype in _WHOLE:
        return cint(value)
    if df.fieldtype in _PARTS:
        return flt(value)
    text = cstr(value).strip() if df.fieldtype in _MOMENTS else cstr(value)
    if not text or df.fieldtype not in _MOMENTS:
        return text
    try:
        return str(_MOMENTS[df.fieldtype](text))
    except ValueError:
        return text


def row_values(doctype: str, row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row of a table says, field by field."""
    return tuple(value_of(df, row.get(df.fieldname)) for df in row_fields(doctype))


def row_fields(doctype: str) -> list[DocField]:
    return [df for df in get_meta(doctype).fields if _is_kept(df)]


def changed_fields(
    doctype: str, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[DocField]:
    """The fields and tables in which two snapshots say something else."""
    for df in get_meta(doctype).fields:
        one, other = before.get(df.fieldname), after.get(df.fieldname)
        if df.is_table:
            rows = str(df.options)
            if [row_values(rows, row) for row in one or []] != [
                row_values(rows, row) for row in other or []
            ]:
                yield df
        elif _is_kept(df) and value_of(df, one) != value_of(df, other):
            yield df


def differs(doctype: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two snapshots say something else."""
    if cint(before.get("docstatus")) != cint(after.get("docstatus")):
        return True
    return next(changed_fields(doctype, before, after), None) is not None
