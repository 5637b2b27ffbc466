"""From field types to columns, and from values to what a column holds."""

import datetime
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..core.constants import VARCHAR_LENGTH
from ..core.names import split_names
from .collation import COLLATION
from .converters import adapt, duration_text, parse_duration

AUTOINCREMENT_NAME = "integer"
_LONG_TEXT = split_names(
    "Long Text, Code, Text Editor, Markdown Editor, HTML Editor, Signature, Barcode, Geolocation"
)
_SHORT_TEXT = split_names(
    "Data, Link, Dynamic Link, Select, Read Only, Color, Icon, Phone, Autocomplete"
)
_TYPES: dict[str, str] = {
    **dict.fromkeys(_SHORT_TEXT, "varchar"),
    **dict.fromkeys(("Small Text", "Text", "Attach", "Attach Image", "Password"), "text"),
    **dict.fromkeys(_LONG_TEXT, "longtext"),
    **dict.fromkeys(("Check", "Int"), "integer"),
    **dict.fromkeys(("Float", "Currency", "Percent", "Duration"), "decimal(21,9)"),
    "Long Int": "bigint",
    "Rating": "decimal(3,2)",
    "JSON": "json text",
    "Date": "date",
    "Datetime": "datetime(6)",
    "Time": "time(6)",
}
TEXT_TYPES = frozenset(["text", "longtext", "json text"])
"""Declared types on which no index is made."""

_NEVER_NULL = frozenset(["Check", "Int", "Float", "Currency", "Percent"])
_DYNAMIC_DEFAULTS = frozenset(
    ["__user", "_login", "_full name", "today", "__today", "now", "user_fullname"]
)


@dataclass(frozen=True)
class ColumnDefinition:
    """A column as it is declared; ``default`` is an SQL literal."""

    name: str
    type: str
    not_null: bool = False
    default: str | None = None
    primary: bool = False

    @property
    def is_text(self) -> bool:
        return self.type.startswith(("varchar", "text", "longtext"))

    @property
    def empty(self) -> str:
        """What says nothing in this column, as an SQL literal."""
        if not self.not_null:
            return "null"
        return "''" if self.is_text else "0"

    def definition(self) -> str:
        parts = [quoted(self.name), self.type]
        if self.is_text:
            parts.append(f"COLLATE {COLLATION}")
        if self.primary:
            parts.append("PRIMARY KEY")
        if self.not_null:
            parts.append("NOT NULL")
        if self.default is not None:
            parts.append(f"DEFAULT {self.default}")
        return " ".join(parts)


def quoted(name: str) -> str:
    """An identifier in backticks; one that holds a backtick is refused."""
    if "`" in name:
        raise sqlite3.ProgrammingError(f"Not a name of a table or column: {name!r}")
    return f"`{name}`"


def literal(value: object) -> str:
    """``value`` as SQL text."""
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"


def varchar(length: int = VARCHAR_LENGTH) -> str:
    return f"varchar({length})"


def standard_columns(name_type: str | None = None) -> tuple[ColumnDefinition, ...]:
    """The columns with which every table begins."""
    name = name_type or varchar()
    return (
        ColumnDefinition("name", name, not_null=True, primary=True),
        ColumnDefinition("creation", "datetime(6)"),
        ColumnDefinition("modified", "datetime(6)"),
        ColumnDefinition("modified_by", varchar()),
        ColumnDefinition("owner", varchar()),
        ColumnDefinition("docstatus", "integer", not_null=True, default="0"),
        ColumnDefinition("idx", "integer", not_null=True, default="0"),
    )


def closing_columns(is_table: bool, track_seen: bool = False) -> tuple[ColumnDefinition, ...]:
    """The columns with which a table ends: the parent's of child rows, the desk's of others."""
    if is_table:
        return tuple(
            ColumnDefinition(name, varchar()) for name in ("parent", "parentfield", "parenttype")
        )
    names = ["_user_tags", "_comments", "_assign", "_liked_by"] + ["_seen"] * track_seen
    return tuple(ColumnDefinition(name, "text") for name in names)


def column_of(field: Any) -> ColumnDefinition | None:
    """The column of a DocField, or ``None`` if its type has none."""
    declared = _TYPES.get(field.fieldtype)
    if declared is None:
        return None
    if declared == "varchar":
        declared = varchar(int(getattr(field, "length", None) or VARCHAR_LENGTH))
    elif declared == "integer" and int(getattr(field, "length", None) or 0) > 11:
        declared = "bigint"
    not_null = field.fieldtype in _NEVER_NULL or bool(getattr(field, "not_nullable", None))
    return ColumnDefinition(field.fieldname, declared, not_null, _default(field, not_null))


def _default(field: Any, not_null: bool) -> str | None:
    default = getattr(field, "default", None)
    if field.fieldtype in _NEVER_NULL:
        number = _number_or_zero(default)
        whole = field.fieldtype in ("Check", "Int") or number.is_integer()
        return repr(int(number) if whole else number)
    text = str(default if default is not None else "")
    if text and text.lower() not in _DYNAMIC_DEFAULTS and not text.startswith(":"):
        return literal(text)
    if not not_null:
        return None
    if field.fieldtype in ("Date", "Datetime", "Time"):
        return literal(
            {"Date": "0001-01-01", "Time": "00:00:00.000000"}.get(field.fieldtype, _FIRST)
        )
    return "0" if field.fieldtype in ("Long Int", "Duration", "Rating") else "''"


_FIRST = {
    "Date": "0001-01-01",
    "Datetime": "0001-01-01 00:00:00.000000",
    "Time": "00:00:00.000000",
}


def _number_or_zero(text: Any) -> float:
    try:
        return float(text or 0)
    except (TypeError, ValueError):
        return 0.0


# Values on their way into a column

_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?(?:Z|[+-]\d\d:?\d\d)?"
)


def parse_moment(text: str) -> datetime.datetime | None:
    """The date and time that ``text`` writes in ISO order, or ``None``."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    microsecond = int((match[7] or "0").ljust(6, "0")[:6])
    try:
        return datetime.datetime(year, month, day, hour, minute, second, microsecond)
    except ValueError:
        return None


def _refuse(field: Any, value: Any, what: str = "Incorrect") -> sqlite3.DataError:
    return sqlite3.DataError(f"{what} value for column '{field.fieldname}': {value!r}")


def _whole(field: Any, value: Any) -> int:
    number = _decimal(field, value)
    return int(value) if isinstance(value, int) else round(number)


def _decimal(field: Any, value: Any) -> float:
    if value is None or value == "":
        return 0.0
    try:
        return round(float(value), 9)
    except (TypeError, ValueError):
        raise _refuse(field, value) from None


def _optional_decimal(field: Any, value: Any) -> float | None:
    return None if value is None or value == "" else _decimal(field, value)


def _moment_of(field: Any, value: Any) -> datetime.datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    if str(value).startswith("0000-00-00"):
        return None
    moment = parse_moment(str(value))
    if moment is None:
        raise _refuse(field, value)
    return moment


def _day(field: Any, value: Any) -> str | None:
    moment = _moment_of(field, value)
    return moment.date().isoformat() if moment else None


def _instant(field: Any, value: Any) -> str | None:
    moment = _moment_of(field, value)
    return moment.isoformat(" ", "microseconds") if moment else None


def _clock(field: Any, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        moment = parse_moment(value)
        try:
            value = moment.time() if moment else parse_duration(value)
        except ValueError:
            raise _refuse(field, value) from None
    if isinstance(value, datetime.datetime):
        value = value.time()
    if isinstance(value, datetime.timedelta):
        return duration_text(value)
    return str(adapt(value))


def _characters(field: Any, value: Any) -> Any:
    value = adapt(value)
    if not isinstance(value, str):
        return value
    if value == "" and getattr(field, "unique", None):
        return None
    limit = int(getattr(field, "length", None) or VARCHAR_LENGTH)
    if _TYPES.get(field.fieldtype) == "varchar" and len(value) > limit:
        raise sqlite3.DataError(f"Data too long for column '{field.fieldname}'")
    return value


_CASTS: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("Check", "Int"), _whole),
    **dict.fromkeys(("Float", "Currency", "Percent"), _decimal),
    **dict.fromkeys(("Duration", "Rating", "Long Int"), _optional_decimal),
    "Date": _day,
    "Datetime": _instant,
    "Time": _clock,
}


def column_value(field: Any, value: Any) -> Any:
    """What a column holds for ``value``: numbers, ISO dates, ``None`` for an empty date.

    ``sqlite3.DataError`` if the value is of no use to the column or too long for it. An empty
    text in a unique column is ``None``, since several rows may have none.
    """
    return _CASTS.get(field.fieldtype, _characters)(field, value)
