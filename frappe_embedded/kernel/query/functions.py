"""Functions of ``frappe.qb``, as ``frappe.query_builder.functions`` hands them out: all public names of this module."""

from functools import partial as _partial
from typing import Any as _Any

from pypika import functions as _pypika

from .terms import Bound as _Bound
from .terms import Function


def _bound(function: type) -> _Any:
    """A function of PyPika whose arguments are bound."""
    return type(function.__name__, (_Bound, function), {})


class Sum(_Bound, _pypika.Sum):
    """``SUM(x)``, a float also for whole numbers."""

    def get_function_sql(self, **kwargs: _Any) -> str:
        total: str = super().get_function_sql(**kwargs)  # type: ignore[no-untyped-call]
        return f"CAST({total} AS REAL)"


Count = _bound(_pypika.Count)
Avg = _bound(_pypika.Avg)
Min = _bound(_pypika.Min)
Max = _bound(_pypika.Max)
Abs = _bound(_pypika.Abs)
Floor = _bound(_pypika.Floor)
Cast = Cast_ = _bound(_pypika.Cast)
Coalesce = _bound(_pypika.Coalesce)
IfNull = Ifnull = _bound(_pypika.IfNull)
NullIf = _bound(_pypika.NullIf)
Concat = _bound(_pypika.Concat)
Lower = _bound(_pypika.Lower)
Upper = _bound(_pypika.Upper)
Length = _bound(_pypika.Length)
Trim = _bound(_pypika.Trim)
Substring = _bound(_pypika.Substring)
Replace = _bound(_pypika.Replace)
Date = _bound(_pypika.Date)
Now = _bound(_pypika.Now)

# PyPika has no such functions, or writes them as another database has them.
CurDate = _partial(Function, "CURDATE")
CurTime = _partial(Function, "CURTIME")
DateFormat = _partial(Function, "DATE_FORMAT")
DateDiff = _partial(Function, "DATEDIFF")
Timestamp = CombineDatetime = _partial(Function, "TIMESTAMP")
UnixTimestamp = _partial(Function, "UNIX_TIMESTAMP")
Locate = _partial(Function, "LOCATE")
Concat_ws = _partial(Function, "CONCAT_WS")
GroupConcat = _partial(Function, "GROUP_CONCAT")


def Round(term: _Any, decimal: int = 0, alias: str | None = None) -> Function:
    """A number rounded to some decimal places."""
    return Function("ROUND", term, decimal, alias=alias)
