"""What the rooms and features declare (`declares.py` in their folders), put together for `hooks.py` and lower rooms.

A feature whose folder is not there declares nothing; nothing else has to be taken out of a list. A lower room asks
here for what features above it add to its own, and knows none of them. What is asked of each request is kept.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from cfm_app.base.declaring import (
    Added,
    Declares,
    DocumentPage,
    FormPart,
    Hooked,
    Job,
    MenuPage,
    On,
    Tool,
    Waits,
)
from cfm_app.base.features import APP

# From the lowest floor up: a room imports those before it alone.
ROOMS = (
    *("base", "security", "procedures", "channels", "cases", "figures", "data_protection"),
    *("exchange", "office", "web", "api", "shipped"),
)
_FILE = "declares.py"
Turned = TypeVar("Turned", On, Job, Hooked, Waits)
Row = Any
Line = dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """A list of what waits for the user, as `Waits` declares it, with its functions."""

    key: str
    page: str
    rows: Callable[[], list[Row] | None]
    line: Callable[[Row], Line] | None


@lru_cache(maxsize=1)
def declared() -> dict[str, Declares]:
    """By name, as ``exchange.migration``: what each declares. Lower rooms come first, a room before its features."""
    return {
        name: importlib.import_module(f"{APP.name}.{name}.declares").DECLARES for name in _names()
    }


def doc_events() -> dict[str, dict[str, list[str]]]:
    """The hook ``doc_events``: by DocType and event, what runs, in this order."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in _in_turn(each.events for each in declared().values()):
        for doctype in line.doctypes:
            runs = found.setdefault(doctype, {}).setdefault(line.event, [])
            runs += [each for each in line.functions if each not in runs]
    return found


def scheduler_events() -> dict[str, list[str]]:
    """The hook ``scheduler_events``: by interval, the jobs in their order."""
    found: dict[str, list[str]] = {}
    for job in _in_turn(each.jobs for each in declared().values()):
        if job.every:
            found.setdefault(job.every, []).append(job.function)
    return found


def job_titles() -> dict[str, str]:
    """What each job does, in words, by its function."""
    return {job.function: job.title for each in declared().values() for job in each.jobs}


def hooks() -> dict[str, list[str]]:
    """Hooks that take a list of functions, by their names."""
    found: dict[str, list[str]] = {}
    for line in _in_turn(each.hooks for each in declared().values()):
        found.setdefault(line.hook, []).extend(line.functions)
    return found


def list_conditions() -> dict[str, str]:
    """By DocType, the function that limits its lists beside the rule of `doctype_access.csv`."""
    return {
        doctype: function
        for each in declared().values()
        for doctype, function in each.list_conditions.items()
    }


def permissions() -> dict[str, str]:
    """By DocType, the function that judges its documents beside the rule of `doctype_access.csv`."""
    return {
        doctype: function
        for each in declared().values()
        for doctype, function in each.permissions.items()
    }


def configuration() -> list[str]:
    """DocTypes by which managers set the office up, of rooms and features."""
    return [doctype for each in declared().values() for doctype in each.configuration]


def shipped() -> dict[str, str]:
    """By DocType of which features ship records: their folder."""
    return {
        doctype: folder for each in declared().values() for doctype, folder in each.shipped.items()
    }


def menu() -> list[MenuPage]:
    """The pages that features add to the menu."""
    return [page for each in declared().values() for page in each.menu]


def tools() -> list[Tool]:
    """The tools that features add to those of a manager."""
    return [tool for each in declared().values() for tool in each.tools]


@lru_cache(maxsize=1)
def document_pages() -> dict[str, DocumentPage]:
    """By DocType of features, the page on which its documents are read."""
    return {doctype: page for each in declared().values() for doctype, page in each.pages.items()}


def patterns() -> list[str]:
    """DocTypes from whose rights a manager may begin who makes a kind of record."""
    return [doctype for each in declared().values() for doctype in each.patterns]


def forgetting() -> dict[str, str]:
    """By DocType with words about people that retention does not reach: how it forgets them."""
    return {doctype: how for each in declared().values() for doctype, how in each.forgets.items()}


@cache
def access_condition(doctype: str) -> Callable[[str | None], str] | None:
    """The function that gives the condition of the access rule for a DocType, if a feature has one of its own."""
    paths = (each.access_conditions.get(doctype) for each in declared().values())
    return next((_function(path) for path in paths if path), None)


@cache
def case_rules() -> tuple[Callable[[Any], None], ...]:
    """What completes or refuses a case as it is saved, with the first stage."""
    return tuple(_function(path) for each in declared().values() for path in each.case_rules)


@cache
def waiting() -> tuple[Waiting, ...]:
    """What waits for the user in rooms and features, in the order of the home page."""
    return tuple(
        Waiting(
            each.key, each.page, _function(each.rows), _function(each.line) if each.line else None
        )
        for each in _in_turn(each.waits for each in declared().values())
    )


@cache
def form_parts() -> tuple[tuple[FormPart, Callable[[], list[Any]]], ...]:
    """What features ask on the form of a new case, each with the function that gives its choices."""
    return tuple(
        (part, _function(part.choices)) for each in declared().values() for part in each.form_parts
    )


@cache
def added_fields(doctype: str) -> tuple[Added, ...]:
    """The fields that features have added to a DocType which is not theirs."""
    return tuple(
        added for each in declared().values() for added in each.fields if added.doctype == doctype
    )


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _names() -> Iterator[str]:
    for room in ROOMS:
        if (APP / room / _FILE).exists():
            yield room
        for feature in sorted((APP / room).glob(f"*/{_FILE}")):
            yield f"{room}.{feature.parent.name}"


def _in_turn(declared_lines: Iterable[Iterable[Turned]]) -> list[Turned]:
    # Sorting is stable: within a turn the order of rooms and of their lists stays.
    return sorted((line for lines in declared_lines for line in lines), key=attrgetter("turn"))
