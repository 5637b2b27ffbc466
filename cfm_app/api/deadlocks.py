"""Requests that the database ended in favour of others are carried out again.

Two people who act at the same moment may wait for each other's rows, also for those that the framework
writes by itself (Workflow Action on MariaDB). The database then takes back all that one of them did, so
that it can be done anew. So it is where a table was written anew meanwhile.
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
    """A method that begins its transaction anew after a deadlock; refuses in words after five of them.

    What a request left out is refused in words as well: the framework would break off in this module.
    """
    needed = _needed(method)

    @wraps(method)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> Answer:
        for name in needed[len(args) :]:
            if name not in kwargs:
                frappe.throw(_("{0} is missing.").format(name))
        for number in range(1, TRIES + 1):
            try:
                # A try may have changed what it was given.
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
    """The arguments that have no default, in their order."""
    return [
        name
        for name, parameter in signature(method).parameters.items()
        if parameter.default is Parameter.empty
        and parameter.kind not in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
    ]
