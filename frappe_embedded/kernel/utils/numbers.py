"""Numbers out of anything, and rounding by the site's method."""

import datetime
import math
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from ..core.exceptions import InvalidRoundingMethod
from ..core.messages import throw
from ..core.names import split_names
from ..i18n.translator import _
from .dates import get_datetime, get_timedelta, getdate
from .settings import format_setting

__all__ = ["cast", "cast_fieldtype", "ceil", "cint", "floor", "flt", "rounded", "sbool"]

_LEGACY = "Banker's Rounding (legacy)"
_BANKERS = "Banker's Rounding"
_COMMERCIAL = "Commercial Rounding"
_NOISELESS_DIGITS = ".15g"
"""Digits that a double always keeps: more of them would show the noise of binary fractions."""


def cint(s: Any, default: int = 0) -> int:
    """The whole part of a number or of text; ``default`` for anything else."""
    try:
        return int(s)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return int(float(s))
    except (TypeError, ValueError, OverflowError):
        return default


def sbool(x: Any) -> Any:
    """``True`` or ``False`` for the texts true, false, 1 and 0; anything else as it is."""
    if not isinstance(x, str):
        return x
    return {"true": True, "1": True, "false": False, "0": False}.get(x.lower(), x)


def flt(s: Any, precision: int | None = None, rounding_method: str | None = None) -> float:
    """A float out of anything, ``0.0`` for nonsense; commas in text separate thousands."""
    try:
        number = float(s.replace(",", "") if isinstance(s, str) else s)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    if precision is None:
        return number
    if not math.isfinite(number):
        return 0.0
    return float(rounded(number, precision, rounding_method))


def floor(s: Any) -> int:
    """The greatest integer that is not above a number; 0 for nonsense."""
    return math.floor(_float_or_zero(s))


def ceil(s: Any) -> int:
    """The smallest integer that is not below a number; 0 for nonsense."""
    return math.ceil(_float_or_zero(s))


def _float_or_zero(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def rounded(num: float, precision: int = 0, rounding_method: str | None = None) -> float:
    """Round by the given method, else by that of System Settings.

    The legacy method answers with an ``int`` when no digits are kept.
    """
    if not math.isfinite(num):
        return num
    method = rounding_method or format_setting("rounding_method", _LEGACY)
    precision = cint(precision)
    if method == _LEGACY:
        return _rounded_legacy(num, precision)
    if method == _BANKERS:
        return _quantized(num, precision, ROUND_HALF_EVEN)
    if method == _COMMERCIAL:
        return _quantized(num, precision, ROUND_HALF_UP)
    throw(
        _("Unknown Rounding Method: {0}").format(method),
        InvalidRoundingMethod,
        title=_("Rounding Method"),
    )


def _quantized(num: float, precision: int, rounding: str) -> float:
    exact = Decimal(format(num, _NOISELESS_DIGITS))
    unit = Decimal(1).scaleb(-precision)
    if exact.adjusted() - unit.adjusted() > 26:
        return float(num)
    return float((exact / unit).quantize(Decimal(1), rounding) * unit)


def _rounded_legacy(num: float, precision: int) -> float:
    """Halves go to even without digits, and upwards with digits."""
    if not precision:
        return int(_quantized(num, 0, ROUND_HALF_EVEN))
    return _quantized(num, precision, ROUND_HALF_UP if num > 0 else ROUND_HALF_DOWN)


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _as_datetime(value: Any) -> datetime.datetime | None:
    return get_datetime(value or None)


_CASTS: dict[str, Any] = {
    **dict.fromkeys(("Currency", "Float", "Percent"), flt),
    **dict.fromkeys(("Int", "Check", "Long Int"), cint),
    **dict.fromkeys(
        split_names("Data, Text, Small Text, Long Text, Text Editor, Select, Link, Dynamic Link"),
        _as_text,
    ),
    "Date": getdate,
    "Datetime": _as_datetime,
    "Time": get_timedelta,
}
_EMPTY: dict[str, Any] = {"Date": datetime.date(1, 1, 1), "Datetime": datetime.datetime(1, 1, 1)}


def cast(fieldtype: str, value: Any = None) -> Any:
    """The value as the Python type of a fieldtype.

    An empty Date or Datetime becomes the first day of the calendar, so that it compares.
    """
    if not value and fieldtype in _EMPTY:
        return _EMPTY[fieldtype]
    return _CASTS[fieldtype](value) if fieldtype in _CASTS else value


def cast_fieldtype(fieldtype: str, value: Any, show_warning: bool = True) -> Any:
    """As ``cast``, but an empty Date is today and an empty Datetime now."""
    return _CASTS[fieldtype](value) if fieldtype in _CASTS else value
