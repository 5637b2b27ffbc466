"""One value compared with another as a filter says."""

import re
from collections.abc import Callable
from typing import Any

from .numbers import cast

__all__ = ["compare", "filter_operator_is", "sql_like"]


def sql_like(value: str, pattern: str) -> bool:
    """SQL's LIKE, whatever the case: ``%`` for any text and ``_`` for one sign.

    A pattern without wildcards is looked for anywhere.
    """
    if not isinstance(pattern, str):
        return False
    if "%" not in pattern and "_" not in pattern:
        return pattern.lower() in str(value or "").lower()
    parts = (".*" if sign == "%" else "." if sign == "_" else re.escape(sign) for sign in pattern)
    regex = "".join(parts)
    return bool(re.fullmatch(regex, str(value or ""), re.IGNORECASE | re.DOTALL))


def filter_operator_is(value: Any, pattern: str) -> bool:
    """``set`` for anything but ``None`` and empty text; ``not set`` for these."""
    is_set = value not in (None, "")
    return is_set if pattern.lower() == "set" else not is_set


def _choices(value: Any) -> Any:
    return [item.strip() for item in value.split(",")] if isinstance(value, str) else value or []


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "in": lambda a, b: a in _choices(b),
    "not in": lambda a, b: a not in _choices(b),
    "^": lambda a, b: str(a or "").startswith(b),
    "like": sql_like,
    "not like": lambda a, b: not sql_like(a, b),
    "is": filter_operator_is,
    "None": lambda a, b: a is None,
    "not None": lambda a, b: a is not None,
}
_WITHOUT_CAST = ("is", "in", "not in", "like", "not like", "^", "None", "not None")


def compare(val1: Any, condition: str, val2: Any, fieldtype: str | None = None) -> bool:
    """Whether a condition holds; both values are cast to ``fieldtype`` before.

    An unknown condition, and values that cannot be compared, hold never.
    """
    operator = _OPERATORS.get(condition)
    if operator is None:
        return False
    if fieldtype and condition not in _WITHOUT_CAST:
        val1, val2 = cast(fieldtype, val1), cast(fieldtype, val2)
    try:
        return bool(operator(val1, val2))
    except TypeError:
        return False
