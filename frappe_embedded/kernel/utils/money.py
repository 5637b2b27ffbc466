"""Amounts of money in figures, and how many decimals a field keeps and shows."""

from typing import Any

from ..core.context import has_context, local
from ..i18n.translator import _
from .numbers import cint, flt
from .settings import format_setting, site_default

__all__ = ["fmt_money", "get_number_format_info"]

_DEFAULT_FORMAT = "#,###.##"
_INDIAN_FORMAT = "#,##,###.##"
_FORMATS: dict[str, tuple[str, str, int]] = {
    "#,###.##": (".", ",", 2),
    "#.###,##": (",", ".", 2),
    "# ###.##": (".", " ", 2),
    "# ###,##": (",", " ", 2),
    "#'###.##": (".", "'", 2),
    "#, ###.##": (".", ", ", 2),
    "#,##,###.##": (".", ",", 2),
    "#,###.###": (".", ",", 3),
    "#.###": ("", ".", 0),
    "#,###": ("", ",", 0),
    "#.########": (".", "", 8),
    "#.#": (".", "", 1),
}
"""Decimal sign, sign between thousands, and number of decimals of each format."""


def get_number_format_info(format: str) -> tuple[str, str, int]:
    """Decimal sign, group sign and decimals; those of ``#,###.##`` for an unknown format."""
    return _FORMATS.get(format, _FORMATS[_DEFAULT_FORMAT])


def fmt_money(
    amount: Any,
    precision: int | None = None,
    currency: str | None = None,
    format: str | None = None,
) -> str:
    """An amount with grouped digits and, when a currency is given, its symbol.

    Without ``precision`` the setting ``currency_precision`` counts, else the format's decimals.
    More than two decimals are shown only when the amount has as many.
    """
    number_format = format or str(format_setting("number_format", _DEFAULT_FORMAT))
    decimal_sign, group_sign, format_decimals = get_number_format_info(number_format)
    number = flt(amount)
    if precision is None:
        precision = cint(format_setting("currency_precision")) or format_decimals
    if precision > 2:
        precision = _used_decimals(number, precision, format_decimals, currency)
    digits = f"{abs(round(number, precision)):.{precision if decimal_sign else 0}f}"
    whole, _dot, decimals = digits.partition(".")
    text = _grouped(whole, group_sign, number_format == _INDIAN_FORMAT)
    if decimals and decimal_sign:
        text += decimal_sign + decimals
    if number < 0 and digits.strip("0."):
        text = f"-{text}"
    return _with_symbol(text, currency) if currency else text


def _used_decimals(
    number: float, precision: int, format_decimals: int, currency: str | None
) -> int:
    _whole, _dot, decimals = str(round(abs(number) % 1, precision)).partition(".")
    if len(decimals) >= 3:
        return min(len(decimals), precision)
    if not currency:
        return format_decimals
    units = cint(_currency_value(currency, "fraction_units")) or 100
    return len(str(units)) - 1


def _grouped(digits: str, sign: str, indian: bool) -> str:
    """Digits in groups of three; above the first group in twos the Indian way."""
    if not sign:
        return digits
    head, size = digits, 3
    groups: list[str] = []
    while len(head) > size:
        groups.insert(0, head[-size:])
        head = head[:-size]
        size = 2 if indian else 3
    return sign.join([head, *groups])


def _currency_value(currency: str, fieldname: str) -> Any:
    if not has_context() or local.db is None:
        return None
    return local.db.get_value("Currency", currency, fieldname, cache=True)


def _with_symbol(text: str, currency: str) -> str:
    if site_default("hide_currency_symbol") == "Yes":
        return text
    symbol = _currency_value(currency, "symbol") or currency
    if cint(_currency_value(currency, "symbol_on_right")):
        return f"{text} {_(symbol)}"
    return f"{_(symbol)} {text}"


_DEFAULT_FLOAT_PRECISION = 3


def float_precision() -> int:
    """Decimals of Float and Percent fields on this site."""
    return cint(format_setting("float_precision")) or _DEFAULT_FLOAT_PRECISION


def get_field_precision(df: Any, doc: Any = None, currency: str | None = None) -> int:
    """Decimals of a field: its own, else the site's for amounts of money and for numbers."""
    own = df.get("precision") if df else None
    if own not in (None, ""):
        return cint(own)
    if df and df.get("fieldtype") == "Currency":
        number_format = str(format_setting("number_format", "#,###.##"))
        decimals = get_number_format_info(number_format)[2]
        return cint(format_setting("currency_precision", decimals))
    return float_precision()
