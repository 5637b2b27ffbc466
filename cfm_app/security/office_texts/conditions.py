"""What conditions of the office may use: the document's fields, comparisons, and helpers for dates.

`narrowed` is what they find in the place of the names that the framework gives them.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import frappe
from frappe import utils

from cfm_app.security.office_texts import faults
from cfm_app.security.office_texts.environment import helpers
from cfm_app.security.office_texts.values import readable_or

# What the framework's own manual shows under `frappe.utils`.
UTILITIES = frozenset(
    "add_days add_months add_to_date cint cstr date_diff flt get_datetime getdate now now_datetime nowdate "
    "time_diff_in_hours time_diff_in_seconds today".split()
)
USER = "frappe.session.user"
OF_PYTHON = ("int", "float", "long", "round")
_HIDDEN = object()


class Names:
    """A few names, and nothing behind them."""

    __slots__ = ("_names",)

    def __init__(self, **names: Any) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(name)
        return self._names[name]


_USEFUL = {name: getattr(utils, name) for name in sorted(UTILITIES)}
_WITHIN = Names(**_USEFUL)


def narrowed(code: str, names: Mapping[str, Any]) -> dict[str, Any] | None:
    """The names that a condition sees in the place of those that it was given.

    None for a condition that asks for more than it may: it does not hold, and stops nobody's work.
    """
    if _asks_for_more(code, tuple(helpers())):
        return None
    data = {key: readable_or(value, _HIDDEN) for key, value in names.items() if key[:1] != "_"}
    return {key: value for key, value in data.items() if value is not _HIDDEN} | _functions()


def _functions() -> dict[str, Any]:
    framework = Names(session=Names(user=frappe.session.user), utils=_WITHIN)
    return {**_USEFUL, **helpers(), "utils": _WITHIN, faults.FRAMEWORK: framework}


def faults_of(text: str) -> Iterator[str]:
    """What a condition asks for that it may not, in sentences."""
    return faults.of_condition(text, _known(tuple(helpers())))


@lru_cache(maxsize=1024)
def _asks_for_more(text: str, helping: tuple[str, ...]) -> bool:
    return any(True for _fault in faults.of_condition(text, _known(helping)))


@lru_cache(maxsize=16)
def _known(helping: tuple[str, ...]) -> frozenset[str]:
    within = (f"{root}.{each}" for root in ("frappe.utils", "utils") for each in UTILITIES)
    return frozenset((*helping, *UTILITIES, *OF_PYTHON, USER, *within))
