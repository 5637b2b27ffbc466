"""Repeats requests that the database ended in favour of others.

Two users who act at the same moment may wait for each other's rows, including rows that Frappe writes by
itself (Workflow Action on MariaDB). The database then rolls one of them back completely, so it can be
done again. The same holds where a table was altered meanwhile.
"""

import time
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from inspect import Parameter, signature
from random import uniform
from typing import ParamSpec, TypeVar

import frappe
from frappe import _

TRIES = 5
LONGEST_PAUSE_SECONDS = 0.2
TABLE_CHANGED = 1412
"""MariaDB, to a transaction that began before a table was written anew (`personal_data.compaction`)."""

P = ParamSpec("P")
Answer = TypeVar("Answer")


def retried(method: Callable[P, Answer]) -> Callable[P, Answer]:
    """Decorator: repeat a method after a deadlock, five times at most, then refuse with a sentence.

    A missing argument is refused with a sentence as well: Frappe would raise a TypeError in this module.
    """
    needed = _needed(method)

    @wraps(method)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> Answer:
        for name in needed[len(args) :]:
            if name not in kwargs:
                frappe.throw(_("{0} is missing.").format(name))
        for number in range(1, TRIES + 1):
            try:
                # A failed try may have changed its arguments.
                return method(*deepcopy(args), **deepcopy(kwargs))
            except (frappe.QueryDeadlockError, frappe.db.OperationalError) as error:
                if not _wants_another_try(error):
                    raise
                frappe.db.rollback()
                frappe.clear_messages()
                time.sleep(uniform(0, LONGEST_PAUSE_SECONDS) * number)
        return frappe.throw(
            _("Others are saving at the same moment. Nothing was stored; please try again."),
            title=_("Try again"),
        )

    return carried_out


def _wants_another_try(error: Exception) -> bool:
    return isinstance(error, frappe.QueryDeadlockError) or error.args[:1] == (TABLE_CHANGED,)


def _needed(method: Callable[..., object]) -> list[str]:
    """The arguments without a default, in order."""
    return [
        name
        for name, parameter in signature(method).parameters.items()
        if parameter.default is Parameter.empty
        and parameter.kind not in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
    ]
