"""One filter, the forms in which filters come, and how they read in words."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..core.exceptions import ValidationError
from ..core.messages import throw
from ..i18n.translator import _
from .conditions import TREE_OPERATORS, Clause, checked_operator, direct, listed, one_of
from .source import QueryColumn
from .tree import related_names

WHOLE = ("=", "!=", "in", "not in", "descendants of (inclusive)")
"""Operators whose values are ones that the field may hold, not parts or bounds."""


def operator_label(operator: str) -> str:
    labels = {
        "=": _("is", context="filter"),
        "!=": _("is not", context="filter"),
        "like": _("contains"),
        "not like": _("does not contain"),
        "in": _("is one of"),
        "not in": _("is none of"),
        ">": _("after or more than"),
        "<": _("before or less than"),
        ">=": _("from"),
        "<=": _("up to"),
        "is": _("is filled in"),
        "between": _("between"),
        "timespan": _("within"),
        "descendants of (inclusive)": _("is or lies below"),
    }
    return str(labels.get(operator, operator))


def timespans() -> list[list[str]]:
    """Value and label of each period that can be chosen: those that every version of Frappe knows."""
    spans = {
        "today": _("today"),
        "yesterday": _("yesterday"),
        "this week": _("this week"),
        "last week": _("last week"),
        "this month": _("this month"),
        "last month": _("last month"),
        "this quarter": _("this quarter"),
        "last quarter": _("last quarter"),
        "this year": _("this year"),
        "last 6 months": _("the last six months"),
        "last year": _("last year"),
        "next week": _("next week"),
        "next month": _("next month"),
    }
    return [[span, str(label)] for span, label in spans.items()]


def condition_in_words(label: str, operator: str, value: Any, shown: Callable[[Any], str]) -> str:
    """A condition as a reader says it: field, operator, value."""
    if operator == "is":
        return f"{label} {_('is filled in') if value == 'set' else _('is empty')}"
    if operator == "timespan":
        period = dict(timespans()).get(str(value).lower(), value)
        return str(_("{0}, period: {1}").format(label, period))
    values = value if isinstance(value, (list, tuple)) else [value]
    return f"{label} {operator_label(operator)} {', '.join(map(shown, values))}"


def as_typed(value: Any) -> str:
    """A value without the marks that stand for any text."""
    return str(value).strip("%")


@dataclass(frozen=True)
class Filter:
    """A condition on a field of ``doctype``, or of the DocType that is asked for.

    It says itself as SQL (``in_list``, ``in_database``), in words and as clients write it.
    """

    fieldname: str
    operator: str
    value: Any
    doctype: str | None = None

    def in_list(self, column: QueryColumn, ignore_null: bool = False) -> Clause:
        """As SQL, by the rules of lists."""
        if self.operator in TREE_OPERATORS:
            return self._by_tree(column)
        return listed(column, self.operator, self.value, ignore_null)

    def in_database(self, column: QueryColumn) -> Clause:
        """As SQL, by the rules of ``frappe.db``."""
        if self.operator in TREE_OPERATORS:
            return self._by_tree(column)
        return direct(column, self.operator, self.value)

    def _by_tree(self, column: QueryColumn) -> Clause:
        field = column.field
        target = str(field.options) if field and field.fieldtype == "Link" else column.doctype
        names = related_names(target, self.operator, self.value)
        return one_of(column, names, negated=self.operator.startswith("not "))

    def in_words(self, label: str, shown: Callable[[Any], str] = as_typed) -> str:
        """As a reader says it: field, operator, value; ``shown`` is how one value reads."""
        return condition_in_words(label, self.operator, self.value, shown)

    @property
    def names_whole_values(self) -> bool:
        """Whether its values are ones that the field may hold, not parts or bounds of these."""
        return self.operator in WHOLE

    def as_list(self) -> list[Any]:
        """As clients and addresses write it, with the DocType first if it names one."""
        own = [self.fieldname, self.operator, self.value]
        return [self.doctype, *own] if self.doctype else own


def filter_of(given: Sequence[Any]) -> Filter:
    """A filter of three items, or of four with the DocType first; nothing is checked yet."""
    doctype, name, operator, value = [None, *given] if len(given) == 3 else given[:4]
    return Filter(name, str(operator or "=").lower(), value, doctype)


def listed_filters(filters: Any, doctype: str | None = None) -> list[Filter]:
    """Filters of a list: a dict, or a list of dicts and of lists of three or four (or JSON).

    Those that name no DocType get ``doctype``.
    """
    if isinstance(filters, str):
        filters = json.loads(filters) if filters else None
    if not filters:
        return []
    if isinstance(filters, Mapping):
        found = list(_of_mapping(filters))
    elif isinstance(filters, Iterable):
        found = [each for given in filters for each in _listed(given)]
    else:
        raise TypeError(f"Filters are a dict or a list, not {filters!r}")
    if doctype is None:
        return found
    return [each if each.doctype else replace(each, doctype=doctype) for each in found]


def _listed(given: Any) -> Iterator[Filter]:
    if isinstance(given, Filter):
        yield given
        return
    if isinstance(given, Mapping):
        yield from _of_mapping(given)
        return
    if not isinstance(given, (list, tuple)):
        throw(_("Filter must be a tuple or list (in a list)"), ValidationError)
    if len(given) < 3:
        message = _("Filter must have 4 values (doctype, fieldname, operator, value): {0}")
        throw(message.format(str(given)), ValidationError)
    yield _checked(filter_of(given))


def _of_mapping(filters: Mapping[str, Any]) -> Iterator[Filter]:
    for fieldname, value in filters.items():
        operator: Any = "="
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                message = _("The filter on {0} must be a value, or an operator and a value")
                throw(message.format(fieldname), ValidationError)
            operator, value = value
        yield Filter(fieldname, checked_operator(operator), value)


def _checked(given: Filter) -> Filter:
    checked_operator(given.operator)
    return given


def direct_filters(filters: Any) -> list[Filter]:
    """Filters of ``frappe.db``: also a name, a list of names, and lists of two."""
    if filters is None:
        return []
    if isinstance(filters, (str, int)):
        return [Filter("name", "=", str(filters))]
    if isinstance(filters, Mapping):
        return [_emptied(each) for each in _of_mapping(filters)]
    given = list(filters)
    if given and all(isinstance(each, (str, int)) for each in given):
        return [Filter("name", "in", given)]
    return [each for one in given for each in _direct(one)]


def _direct(given: Any) -> Iterator[Filter]:
    if isinstance(given, (list, tuple)):
        if len(given) == 2:
            yield _emptied(Filter(given[0], "=", given[1]))
            return
        yield _emptied(next(_listed(given)))
        return
    yield from direct_filters(given)


def _emptied(given: Filter) -> Filter:
    """An empty list stands for an empty text."""
    if isinstance(given.value, (list, tuple)) and not given.value:
        return replace(given, value=[""])
    return given
