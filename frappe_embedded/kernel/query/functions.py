"""Functions of ``frappe.qb``, as ``frappe.query_builder.functions`` hands them out."""

from __future__ import annotations

from typing import Any

from pypika import functions as pypika_functions

from .terms import Bound, Function

__all__ = [
    "Abs",
    "Avg",
    "Cast",
    "Cast_",
    "Coalesce",
    "CombineDatetime",
    "Concat",
    "Concat_ws",
    "Count",
    "CurDate",
    "CurTime",
    "Date",
    "DateDiff",
    "DateFormat",
    "Floor",
    "GroupConcat",
    "IfNull",
    "Ifnull",
    "Length",
    "Locate",
    "Lower",
    "Max",
    "Min",
    "Now",
    "NullIf",
    "Replace",
    "Round",
    "Substring",
    "Sum",
    "Timestamp",
    "Trim",
    "UnixTimestamp",
    "Upper",
]


class Count(Bound, pypika_functions.Count):
    """``COUNT(x)``; ``.distinct()`` counts different values."""


class Sum(Bound, pypika_functions.Sum):
    """``SUM(x)``, a float also for whole numbers."""

    def get_function_sql(self, **kwargs: Any) -> str:
        total: str = super().get_function_sql(**kwargs)  # type: ignore[no-untyped-call]
        return f"CAST({total} AS REAL)"


class Avg(Bound, pypika_functions.Avg):
    """``AVG(x)``."""


class Min(Bound, pypika_functions.Min):
    """``MIN(x)``; of dates, a date."""


class Max(Bound, pypika_functions.Max):
    """``MAX(x)``; of dates, a date."""


class Abs(Bound, pypika_functions.Abs):
    """``ABS(x)``."""


class Floor(Bound, pypika_functions.Floor):
    """``FLOOR(x)``."""


class Cast(Bound, pypika_functions.Cast):
    """``CAST(x AS type)``."""


Cast_ = Cast


class Coalesce(Bound, pypika_functions.Coalesce):
    """The first argument that is not ``NULL``."""


class IfNull(Bound, pypika_functions.IfNull):
    """The first argument, or the second if the first is ``NULL``."""


Ifnull = IfNull


class NullIf(Bound, pypika_functions.NullIf):
    """``NULL`` if both arguments are equal."""


class Concat(Bound, pypika_functions.Concat):
    """Texts put together."""


class Lower(Bound, pypika_functions.Lower):
    """Text in small letters."""


class Upper(Bound, pypika_functions.Upper):
    """Text in capitals."""


class Length(Bound, pypika_functions.Length):
    """The number of characters."""


class Trim(Bound, pypika_functions.Trim):
    """Text without spaces at its ends."""


class Substring(Bound, pypika_functions.Substring):
    """A part of a text, from a place on, of some length."""


class Replace(Bound, pypika_functions.Replace):
    """Text with a part replaced wherever it occurs."""


class Date(Bound, pypika_functions.Date):
    """The day of a moment."""


class Now(Bound, pypika_functions.Now):
    """The present moment."""


class CurDate(Function):
    """Today."""

    def __init__(self, alias: str | None = None) -> None:
        super().__init__("CURDATE", alias=alias)


class CurTime(Function):
    """The present time of day."""

    def __init__(self, alias: str | None = None) -> None:
        super().__init__("CURTIME", alias=alias)


class DateFormat(Function):
    """A moment in a pattern such as ``%Y-%m``."""

    def __init__(self, term: Any, pattern: str, alias: str | None = None) -> None:
        super().__init__("DATE_FORMAT", term, pattern, alias=alias)


class DateDiff(Function):
    """Days from the second date to the first."""

    def __init__(self, later: Any, earlier: Any, alias: str | None = None) -> None:
        super().__init__("DATEDIFF", later, earlier, alias=alias)


class Timestamp(Function):
    """A moment, or a date with a time of day."""

    def __init__(self, term: Any, time: Any = None, alias: str | None = None) -> None:
        terms = (term,) if time is None else (term, time)
        super().__init__("TIMESTAMP", *terms, alias=alias)


CombineDatetime = Timestamp


class UnixTimestamp(Function):
    """Seconds since 1970."""

    def __init__(self, term: Any, alias: str | None = None) -> None:
        super().__init__("UNIX_TIMESTAMP", term, alias=alias)


class Locate(Function):
    """Where a text begins in another, from 1 on; 0 if it does not occur."""

    def __init__(self, needle: Any, text: Any, alias: str | None = None) -> None:
        super().__init__("LOCATE", needle, text, alias=alias)


class Round(Function):
    """A number rounded to some decimal places."""

    def __init__(self, term: Any, decimal: int = 0, alias: str | None = None) -> None:
        super().__init__("ROUND", term, decimal, alias=alias)


class Concat_ws(Function):
    """Texts put together with a separator between them."""

    def __init__(self, *terms: Any, alias: str | None = None) -> None:
        super().__init__("CONCAT_WS", *terms, alias=alias)


class GroupConcat(Function):
    """All values of a group, between commas."""

    def __init__(self, term: Any, alias: str | None = None) -> None:
        super().__init__("GROUP_CONCAT", term, alias=alias)
