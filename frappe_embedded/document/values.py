"""Values of fields as columns hold them."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

from ..core.constants import FLOAT_FIELDTYPES
from ..core.exceptions import ValidationError
from ..core.messages import throw
from ..i18n import _
from ..meta.docfield import DocField
from ..utils.numbers import cint, flt

__all__ = ["column_value"]

_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T](.+))?$")
_COMPACT_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_TIME = re.compile(r"^(-?)(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6})\d*)?)?$")
_DAY_SECONDS = 24 * 3600


def column_value(field: DocField, value: Any) -> Any:
    """What the column of ``field`` stores for a value given by a user, a client or code.

    Raises ``ValidationError`` for a list in a plain field and for text that is no date or time
    where one is wanted.
    """
    fieldtype = field["fieldtype"]
    if isinstance(value, list):
        throw(_("Value for {0} cannot be a list").format(_(field.label or field.fieldname)))
    if fieldtype == "Check":
        return 1 if cint(value) else 0
    if fieldtype in ("Int", "Long Int"):
        return value if type(value) is int else cint(value)
    if fieldtype in FLOAT_FIELDTYPES:
        return _float(fieldtype, value)
    if value is None:
        return None
    if fieldtype in ("Date", "Datetime", "Time"):
        return None if value == "" else _moment(field, value)
    if field.unique and not str(value).strip():
        return None
    if fieldtype == "JSON":
        return _json(field, value)
    if isinstance(value, dict):
        throw(_("Value for {0} cannot be a dictionary").format(_(field.label or field.fieldname)))
    return value


def _float(fieldtype: str, value: Any) -> Any:
    if fieldtype == "Duration" and value is None:
        return None
    return value if type(value) is float else flt(value)


def _json(field: DocField, value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    if value == "":
        return None
    if isinstance(value, str):
        try:
            json.loads(value)
        except ValueError:
            throw(_("Value for {0} is not valid JSON").format(_(field.label or field.fieldname)))
    return value


def _moment(field: DocField, value: Any) -> Any:
    parse = {"Date": _date, "Datetime": _datetime, "Time": _time}[field["fieldtype"]]
    try:
        return parse(value)
    except (ValueError, TypeError, OverflowError):
        throw(
            _("{0} is not a valid {1} for {2}").format(
                value, _(field["fieldtype"]), _(field.label or field.fieldname)
            ),
            ValidationError,
        )


def _parts(value: str) -> tuple[datetime.date, str | None]:
    text = value.strip()
    match = _DATE.match(text)
    if match:
        year, month, day, rest = match.groups()
        return datetime.date(int(year), int(month), int(day)), rest
    match = _COMPACT_DATE.match(text)
    if match:
        return datetime.date(*(int(part) for part in match.groups())), None
    raise ValueError(value)


def _date(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    day, rest = _parts(str(value))
    if rest:
        _seconds(rest.strip().rstrip("Z"))
    return day


def _datetime(value: Any) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    day, rest = _parts(str(value))
    start = datetime.datetime.combine(day, datetime.time())
    if not rest:
        return start
    offset = _seconds(rest.strip().rstrip("Z"))
    if offset >= datetime.timedelta(seconds=_DAY_SECONDS):
        raise ValueError(value)
    return start + offset


def _time(value: Any) -> datetime.timedelta:
    if isinstance(value, datetime.timedelta):
        return value
    if isinstance(value, datetime.datetime):
        value = value.time()
    if isinstance(value, datetime.time):
        return datetime.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    return _seconds(str(value).strip())


def _seconds(text: str) -> datetime.timedelta:
    match = _TIME.match(text)
    if not match:
        raise ValueError(text)
    sign, hours, minutes, seconds, fraction = match.groups()
    if int(minutes) > 59 or int(seconds or 0) > 59:
        raise ValueError(text)
    span = datetime.timedelta(
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds or 0),
        microseconds=int((fraction or "0").ljust(6, "0")),
    )
    return -span if sign else span
