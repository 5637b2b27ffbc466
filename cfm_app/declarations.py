"""What the rooms and features declare (`declares.py` in their folders), put together for `hooks.py`.

A feature whose folder is not there declares nothing; nothing else has to be taken out of a list.
"""

import importlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from cfm_app.base.declaring import Declares, Hooked, Job, On

# From the lowest floor up: a room imports those before it alone.
ROOMS = (
    *("base", "security", "procedures", "channels", "cases", "figures", "data_protection"),
    *("exchange", "office", "web", "api", "shipped"),
)
_APP = Path(__file__).parent
_FILE = "declares.py"
Turned = TypeVar("Turned", On, Job, Hooked)


@lru_cache(maxsize=1)
def declared() -> dict[str, Declares]:
    """By name, as ``exchange.migration``: what each declares. Lower rooms come first, a room before its features."""
    return {
        name: importlib.import_module(f"{__package__}.{name}.declares").DECLARES
        for name in _names()
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


def forgetting() -> dict[str, str]:
    """By DocType with words about people that retention does not reach: how it forgets them."""
    return {doctype: how for each in declared().values() for doctype, how in each.forgets.items()}


def _names() -> Iterator[str]:
    for room in ROOMS:
        if (_APP / room / _FILE).exists():
            yield room
        for feature in sorted((_APP / room).glob(f"*/{_FILE}")):
            yield f"{room}.{feature.parent.name}"


def _in_turn(declared_lines: Iterable[Iterable[Turned]]) -> list[Turned]:
    # Sorting is stable: within a turn the order of rooms and of their lists stays.
    return sorted((line for lines in declared_lines for line in lines), key=attrgetter("turn"))
