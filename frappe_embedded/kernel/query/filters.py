"""The forms in which filters come, as one: a list of ``Filter``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.exceptions import ValidationError
from ..core.messages import throw
from ..i18n.translator import _
from .conditions import checked_operator


@dataclass(frozen=True)
class Filter:
    """A condition on a field of ``doctype``, or of the DocType that is asked for."""

    fieldname: str
    operator: str
    value: Any
    doctype: str | None = None


def listed_filters(filters: Any) -> list[Filter]:
    """Filters of a list: a dict, or a list of dicts and of lists of three or four (or JSON)."""
    if isinstance(filters, str):
        filters = json.loads(filters) if filters else None
    if not filters:
        return []
    if isinstance(filters, Mapping):
        return list(_of_mapping(filters))
    if not isinstance(filters, Iterable):
        raise TypeError(f"Filters are a dict or a list, not {filters!r}")
    return [each for given in filters for each in _listed(given)]


def _listed(given: Any) -> Iterator[Filter]:
    if isinstance(given, Mapping):
        yield from _of_mapping(given)
        return
    if isinstance(given, Filter):
        yield given
        return
    if not isinstance(given, (list, tuple)):
        throw(_("Filter must be a tuple or list (in a list)"), ValidationError)
    if len(given) < 3:
        message = _("Filter must have 4 values (doctype, fieldname, operator, value): {0}")
        throw(message.format(str(given)), ValidationError)
    yield _of_sequence(given[:4])


def _of_mapping(filters: Mapping[str, Any]) -> Iterator[Filter]:
    for fieldname, value in filters.items():
        operator: Any = "="
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                message = _("The filter on {0} must be a value, or an operator and a value")
                throw(message.format(fieldname), ValidationError)
            operator, value = value
        yield Filter(fieldname, checked_operator(operator), value)


def _of_sequence(given: Any) -> Filter:
    if len(given) == 3:
        return Filter(given[0], checked_operator(given[1]), given[2])
    return Filter(given[1], checked_operator(given[2]), given[3], given[0])


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
        yield _emptied(_of_sequence(given[:4])) if len(given) > 2 else next(_listed(given))
        return
    yield from direct_filters(given)


def _emptied(given: Filter) -> Filter:
    """An empty list stands for an empty text."""
    if isinstance(given.value, (list, tuple)) and not given.value:
        return Filter(given.fieldname, given.operator, [""], given.doctype)
    return given
