"""One filter as SQL. Lists and ``frappe.db`` differ in what they make of ``NULL``.

In a list a column without a value counts as empty: ``''``, 0 or the first day of the calendar.
``frappe.db`` leaves ``NULL`` to SQL, and a value ``None`` asks for it, whatever the operator.
"""

import operator as operators
from collections.abc import Callable
from typing import Any, NamedTuple

from pypika.terms import Field

from ..core.exceptions import DataError, ValidationError
from ..core.messages import throw
from ..core.names import split_names
from ..db.collation import like, sort_key
from ..db.types import quoted
from ..i18n.translator import _
from .operands import FIRST_MOMENT, between_days, loose, pair, span, strict, words
from .source import DATE, DATETIME, NUMBER, TEXT, TIME, QueryColumn

TREE_OPERATORS = split_names(
    "ancestors of, descendants of, not ancestors of, not descendants of, descendants of (inclusive)"
)
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operators.eq,
    "!=": operators.ne,
    ">": operators.gt,
    "<": operators.lt,
    ">=": operators.ge,
    "<=": operators.le,
}
_OPERATORS = (
    *_COMPARISONS,
    "like",
    "not like",
    "in",
    "not in",
    "is",
    "between",
    "timespan",
    "previous",
    "next",
    *TREE_OPERATORS,
)
_EMPTY: dict[str, Any] = {
    NUMBER: 0,
    DATE: FIRST_MOMENT[:10],
    DATETIME: FIRST_MOMENT,
    TIME: "00:00:00.000000",
    TEXT: "",
}


class Clause(NamedTuple):
    """A condition with ``?`` for each of its values."""

    sql: str
    values: list[Any]


def joined(clauses: list[Clause], separator: str) -> Clause:
    """Several clauses as one."""
    values: list[Any] = [value for clause in clauses for value in clause.values]
    return Clause(separator.join(clause.sql for clause in clauses), values)


class Statement(NamedTuple):
    """A whole statement; ``conversions`` tells which results are dates though no columns are."""

    sql: str
    values: list[Any]
    conversions: dict[str, str]


NEVER = Clause("0", [])
ALWAYS = Clause("1", [])


def checked_operator(operator: Any) -> str:
    """The operator in lower case; ``ValidationError`` for an unknown one."""
    name = str(operator or "=").lower()
    if name not in _OPERATORS:
        throw(_("Operator must be one of {0}").format(", ".join(_OPERATORS)), ValidationError)
    return name


def one_of(column: QueryColumn, names: list[str], negated: bool) -> Clause:
    """Whether a column holds one of some names; without names it never does."""
    if not names:
        return ALWAYS if negated else NEVER
    marks = ", ".join("?" * len(names))
    if negated:
        return Clause(f"({column.sql} NOT IN ({marks}) OR {column.sql} IS NULL)", list(names))
    return Clause(f"{column.sql} IN ({marks})", list(names))


def _is_set(column: QueryColumn, value: Any) -> bool:
    word = str(value).lower()
    if word not in ("set", "not set"):
        throw(_("The filter 'is' takes 'set' or 'not set', not {0}").format(value), DataError)
    return word == "set"


def _other_column(column: QueryColumn, operator: str, value: Field) -> Clause:
    if operator not in _COMPARISONS:
        throw(_("A column can only be compared with another by {0}").format("= != > < >= <="))
    return Clause(f"{column.sql} {operator} {column.table}.{quoted(value.name)}", [])


# Lists


def listed(column: QueryColumn, operator: str, value: Any, ignore_null: bool = False) -> Clause:
    """A filter of a list. With ``ignore_null`` rows without a value match ``is not set`` only."""
    if isinstance(value, Field):
        return _other_column(column, operator, value)
    if operator == "is":
        return _listed_is(column, _is_set(column, value))
    if operator in ("in", "not in"):
        clause, with_null = _listed_in(column, operator, value)
    elif operator in ("timespan", "previous", "next"):
        clause, with_null = _listed_between(column, span(operator, value)), False
    elif operator == "between":
        clause, with_null = _listed_between(column, value), False
    elif operator in ("like", "not like"):
        clause, with_null = _listed_like(column, operator, value)
    else:
        clause, with_null = _listed_comparison(column, operator, value)
    if with_null and column.nullable and not ignore_null:
        return Clause(f"({clause.sql} OR {column.sql} IS NULL)", clause.values)
    return clause


def _listed_comparison(column: QueryColumn, operator: str, value: Any) -> tuple[Clause, bool]:
    if column.kind == TEXT and value is None:
        return (ALWAYS if column.name == "name" and operator == "!=" else NEVER), False
    operand = strict(column, value)
    empty: Any = _EMPTY[column.kind]
    if column.kind in (DATE, DATETIME) and operator in (">", ">="):
        with_null = False
    elif column.kind == TEXT:
        with_null = bool(_COMPARISONS[operator](sort_key(empty), sort_key(operand)))
    else:
        with_null = bool(_COMPARISONS[operator](empty, operand))
    return Clause(f"{column.sql} {operator} ?", [operand]), with_null


def _listed_in(column: QueryColumn, operator: str, value: Any) -> tuple[Clause, bool]:
    values = ["" if each is None else each for each in words(value or "", strip=True)]
    values = [each.strip() if isinstance(each, str) else each for each in values]
    has_empty = "" in values
    operands = [strict(column, each) for each in values if each != "" or column.kind == TEXT]
    negated = operator == "not in"
    if not operands:
        return (Clause(f"{column.sql} IS NOT NULL", []) if negated else NEVER), not negated
    marks = ", ".join("?" * len(operands))
    clause = Clause(f"{column.sql} {operator.upper()} ({marks})", operands)
    return clause, has_empty != negated


def _listed_between(column: QueryColumn, value: Any) -> Clause:
    if column.kind in (DATE, DATETIME):
        bounds = between_days(column, value)
    else:
        low, high = pair(value)
        bounds = strict(column, low), strict(column, high)
    return Clause(f"{column.sql} BETWEEN ? AND ?", list(bounds))


def _listed_like(column: QueryColumn, operator: str, value: Any) -> tuple[Clause, bool]:
    # Dates are refused unless they are whole: a part of a date is no date.
    pattern = str(value or "") if column.kind in (TEXT, NUMBER) else str(strict(column, value))
    pattern = pattern.replace("\\", "\\\\")
    matches_empty = bool(like(pattern, ""))
    with_null = pattern == "" if operator == "like" else not matches_empty
    return Clause(f"{column.sql} {operator.upper()} ?", [pattern]), with_null


def _listed_is(column: QueryColumn, is_set: bool) -> Clause:
    if column.kind == NUMBER:
        empty = f"ifnull({column.sql}, 0) = 0" if column.nullable else f"{column.sql} IS NULL"
        return Clause(f"{column.sql} != 0", []) if is_set else Clause(f"({empty})", [])
    if column.kind != TEXT:
        return Clause(f"{column.sql} IS {'NOT ' if is_set else ''}NULL", [])
    if is_set:
        return Clause(f"{column.sql} != ''", [])
    if column.name == "name":
        return Clause(f"{column.sql} = ''", [])
    return Clause(f"({column.sql} = '' OR {column.sql} IS NULL)", [])


# frappe.db


def direct(column: QueryColumn, operator: str, value: Any) -> Clause:
    """A filter of ``frappe.db.get_value``, ``count`` and the like."""
    if value is None:
        return Clause(f"{column.sql} IS NULL", [])
    if isinstance(value, Field):
        return _other_column(column, operator, value)
    if operator == "is":
        return Clause(f"{column.sql} IS {'NOT ' if _is_set(column, value) else ''}NULL", [])
    if operator in ("in", "not in"):
        operands = [loose(column, each) for each in words(value, strip=False)]
        marks = ", ".join("?" * len(operands))
        return Clause(f"{column.sql} {operator.upper()} ({marks})", operands)
    if operator == "between":
        bounds = [loose(column, each) for each in pair(value)]
        return Clause(f"{column.sql} BETWEEN ? AND ?", bounds)
    if operator in ("timespan", "previous", "next"):
        return _listed_between(column, span(operator, value))
    if operator in ("like", "not like"):
        return Clause(f"{column.sql} {operator.upper()} ?", [str(value)])
    return Clause(f"{column.sql} {operator} ?", [loose(column, value)])
