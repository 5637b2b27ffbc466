"""Saved filters of the list of cases there, read as conditions that all hold.

SuiteCRM stores the fields of its search form in PHP's format (table `saved_search`), Sugar 7 and later a
definition in JSON (module and table `Filters`). A filter that cannot be read as such conditions is reported,
never guessed.

Facts from outside: SavedSearch.php and metadata/SearchFields.php of SuiteCRM 7, and "Filters" in the developer
guide of Sugar 14.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frappe import _

from cfm_app.exchange import headers
from cfm_app.exchange.migration import php_values, records
from cfm_app.exchange.migration.records import Record

IS, IS_NOT, STARTS, ENDS, CONTAINS = "is", "is not", "starts", "ends", "contains"
EMPTY, FILLED = "empty", "filled"
BEFORE, AFTER, FROM, UNTIL, SPAN = "before", "after", "from", "until", "span"
OF_CASES = ("Cases", "Case", "aCase", "Tickets")
# Periods that both sides count alike; the last seven days are eight of them here.
SPANS = {
    **{
        f"{which}_{unit}": f"{which} {unit}"
        for which in ("last", "this", "next")
        for unit in ("month", "year")
    },
    **{each: each for each in ("today", "yesterday", "tomorrow")},
}
CLOSED = ("Closed", "Rejected", "Duplicate", "Closed_Closed", "Closed_Rejected", "Closed_Duplicate")
LONGEST = 64 << 10
_KEY = re.compile(r"(start_range_|end_range_|range_)?(.+?)_(advanced|basic)(_range_choice)?")
_MACRO = re.compile(r"\[?(\w+)\]?")
_OF_DEFINITION = {
    "$equals": IS,
    "$in": IS,
    "$not_equals": IS_NOT,
    "$not_in": IS_NOT,
    "$starts": STARTS,
    "$ends": ENDS,
    "$empty": EMPTY,
    "$not_empty": FILLED,
    "$lt": BEFORE,
    "$gt": AFTER,
    "$gte": FROM,
    "$lte": UNTIL,
    "$dateRange": SPAN,
}
_OF_CHOICE = {"=": IS, "greater_than": AFTER, "less_than": BEFORE}


@dataclass(frozen=True)
class Condition:
    """A field of the list there, an operator, and values."""

    field: str
    test: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Search:
    """A saved filter: its name, its owner, its conditions."""

    name: str
    owner: str
    conditions: tuple[Condition, ...]


class NoCounterpart(ValueError):
    """A filter cannot be the same here; the message says why."""


def owner_of(found: Record) -> str:
    """The number of the user who owns the filter."""
    values = found.values
    names = ("assigned_user_id", "created_by", "modified_user_id")
    order = names if found.module == records.SEARCHES else (names[1], names[0])
    return str(next((values[name] for name in order if values.get(name)), ""))


def search_of(found: Record) -> Search:
    """A record as a filter. Raises NoCounterpart if it is none of the list of cases, or cannot be read."""
    values = found.values
    module = values.get("search_module") or values.get("module_name") or ""
    if module not in OF_CASES:
        raise NoCounterpart(_("It is a filter of another list than that of the cases."))
    if found.module == records.SEARCHES:
        conditions = _of_form(_contents(values.get("contents", "")), owner_of(found))
    else:
        conditions = _of_definition(_definition(values.get("filter_definition", "")), 0)
    read = tuple(dict.fromkeys(conditions))
    if not read:
        raise NoCounterpart(_("It narrows nothing: it keeps the order or the columns of a list."))
    return Search(values.get("name", ""), owner_of(found), read)


def no_counterpart(field: str) -> NoCounterpart:
    """A condition that the list here does not know."""
    told = _("{0}: what is asked of it there has no counterpart here.")
    return NoCounterpart(told.format(headers.as_words(field)))


def _unreadable() -> NoCounterpart:
    return NoCounterpart(_("What it asks for cannot be read."))


# --- SuiteCRM: the fields of a form -----------------------------------------------------------
def _contents(text: str) -> dict[str, Any]:
    try:
        found = php_values.read(base64.b64decode("".join(text.split()), validate=True))
    except (php_values.Unreadable, binascii.Error):
        raise _unreadable() from None
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def _of_form(form: dict[str, Any], owner: str) -> Iterator[Condition]:
    """The fields of the form that was open when it was saved; SuiteCRM ignores those of the other one."""
    tab = "basic" if str(form.get("searchFormTab") or "").startswith("basic") else "advanced"
    ranges: dict[str, dict[str, str]] = {}
    for key, value in form.items():
        parts = _KEY.fullmatch(key)
        if not parts or parts[3] != tab:
            continue
        if parts[1] or parts[4]:
            ranges.setdefault(parts[2], {})[parts[1] or "choice"] = _single(parts[2], value)
        else:
            yield from _of_field(parts[2], value, owner)
    for field, given in ranges.items():
        yield from _of_range(field, given)


def _single(field: str, value: Any) -> str:
    if isinstance(value, dict):
        raise no_counterpart(field)
    return "" if value is None else str(value).strip()


def _of_field(field: str, value: Any, owner: str) -> Iterator[Condition]:
    if isinstance(value, dict):
        chosen = tuple(_single(field, each) for each in value.values())
        if chosen == ("",):
            yield Condition(field, EMPTY)
        elif chosen:
            yield Condition(field, IS, chosen)
        return
    said = _single(field, value)
    is_box = field in ("current_user_only", "open_only", "favorites_only")
    if not said or (is_box and said.casefold() in ("0", "false", "off")):
        return
    if field == "current_user_only":
        yield Condition("assigned_user_id", IS, (owner,))
    elif field == "open_only":
        yield Condition("status", IS_NOT, CLOSED)
    elif field == "case_number":
        yield Condition(field, IS, tuple(each.strip() for each in said.split(",") if each.strip()))
    else:
        yield Condition(field, STARTS, (said,))


def _of_range(field: str, given: dict[str, str]) -> Iterator[Condition]:
    choice, value = given.get("choice", ""), given.get("range_", "")
    first, last = given.get("start_range_", ""), given.get("end_range_", "")
    if choice == "between" or (not value and (first or last)):
        yield from (
            Condition(field, test, (day,)) for test, day in ((FROM, first), (UNTIL, last)) if day
        )
    elif value:
        macro = _MACRO.fullmatch(value)
        if macro and macro[1] in SPANS:
            yield Condition(field, SPAN, (macro[1],))
        elif choice in _OF_CHOICE:
            yield Condition(field, _OF_CHOICE[choice], (value,))
        else:
            raise no_counterpart(field)


# --- Sugar: a definition ----------------------------------------------------------------------
def _definition(text: str) -> Any:
    try:
        if len(text) > LONGEST:
            raise ValueError
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable() from None


def _of_definition(given: Any, depth: int) -> Iterator[Condition]:
    parts = given if isinstance(given, list) else [given]
    if depth > php_values.DEEPEST or not all(isinstance(each, dict) for each in parts):
        raise _unreadable()
    for part in parts:
        for field, asked in part.items():
            if field == "$and" or (field == "$or" and isinstance(asked, list) and len(asked) == 1):
                yield from _of_definition(asked, depth + 1)
            elif field.startswith("$"):
                raise no_counterpart(field.removeprefix("$"))
            else:
                yield from _of_question(field, asked)


def _of_question(field: str, asked: Any) -> Iterator[Condition]:
    questions = asked if isinstance(asked, dict) else {"$equals": asked}
    for sign, value in questions.items():
        given = value if isinstance(value, list) else [value]
        if any(isinstance(each, dict | list) for each in given):
            raise no_counterpart(field)
        values = tuple("" if each is None else str(each).strip() for each in given)
        test = _OF_DEFINITION.get(sign)
        if test in (EMPTY, FILLED):
            yield Condition(field, test)
        elif not any(values):
            raise no_counterpart(field)
        elif sign in ("$dateBetween", "$between") and len(values) == 2:
            yield from (Condition(field, FROM, values[:1]), Condition(field, UNTIL, values[1:]))
        elif test is None or (test == SPAN and values[0] not in SPANS):
            raise no_counterpart(field)
        else:
            yield Condition(field, test, values)


def day(text: str) -> str:
    """A day in the format of both. Raises ValueError if it is none."""
    return datetime.strptime(text, "%Y-%m-%d").date().isoformat()
