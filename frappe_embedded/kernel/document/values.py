"""Values of fields: as documents hand them on, and as columns hold them."""

import json
import math
import re
import sqlite3
from typing import Any

from ..core.constants import FLOAT_FIELDTYPES
from ..core.messages import throw
from ..db import types
from ..i18n import _
from ..meta.docfield import DocField
from ..utils.numbers import cint, flt

_COMPACT_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SLASHED_DATE = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})")

_NUMBERS = frozenset(("Check", "Int", "Long Int", "Rating", *FLOAT_FIELDTYPES))
NEVER_EMPTY = _NUMBERS - {"Duration"}
_NO_TEXT = _NUMBERS | {"Date", "Datetime", "Time"}


def cast_value(field: DocField, value: Any) -> Any:
    """Numbers as numbers, empty dates and unique values as ``None``; anything else as it is.

    Raises ``ValidationError`` for a list or a dict in a field that cannot hold one.
    """
    fieldtype = field["fieldtype"]
    if value is None and fieldtype not in NEVER_EMPTY:
        return None
    # Most values are these, and a save looks at hundreds.
    if type(value) is str and fieldtype not in _NO_TEXT and not field.unique:
        return value
    if isinstance(value, list):
        throw(_("Value for {0} cannot be a list").format(_(field.label or field.fieldname)))
    if fieldtype == "Check":
        return 1 if cint(value) else 0
    if fieldtype in ("Int", "Long Int"):
        return value if isinstance(value, int) else cint(value)
    if fieldtype in FLOAT_FIELDTYPES or fieldtype == "Rating":
        return value if type(value) is float else _number(fieldtype, value)
    if fieldtype in ("Date", "Datetime", "Time"):
        return None if value == "" else value
    if field.unique and not str(value).strip():
        return None
    if isinstance(value, dict):
        if fieldtype == "JSON":
            return json.dumps(value, sort_keys=True, separators=(",", ":"))
        throw(_("Value for {0} cannot be a dictionary").format(_(field.label or field.fieldname)))
    return value


def _number(fieldtype: str, value: Any) -> Any:
    if fieldtype == "Duration":
        return value if isinstance(value, (int, str)) else flt(value)
    return flt(value)


def column_value(field: DocField, value: Any) -> Any:
    """What the column of ``field`` stores; ``ValidationError`` for what it cannot hold."""
    if value is None and field["fieldtype"] not in NEVER_EMPTY:
        return None
    try:
        return types.column_value(field, _normal(field["fieldtype"], value))
    except (sqlite3.DataError, ValueError):
        throw(
            _("{0} is not a valid {1} for {2}").format(
                value, _(field["fieldtype"]), _(field.label or field.fieldname)
            )
        )


def _normal(fieldtype: str, value: Any) -> Any:
    """Dates in the two other notations that MariaDB takes, in ISO; JSON that is JSON."""
    if isinstance(value, float) and math.isnan(value):
        raise ValueError(value)
    if fieldtype == "JSON" and isinstance(value, str):
        if not value:
            return None
        json.loads(value)
    if fieldtype in ("Date", "Datetime") and type(value) is int:
        value = str(value)
    if fieldtype in ("Date", "Datetime") and isinstance(value, str):
        compact = _COMPACT_DATE.match(value)
        if compact:
            return "-".join(compact.groups())
        return _SLASHED_DATE.sub(r"\1-\2-\3", value)
    return value
