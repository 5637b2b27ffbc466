"""How many decimals a field keeps and shows."""

from __future__ import annotations

from typing import Any

from .money import get_number_format_info
from .numbers import cint
from .settings import format_setting

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
