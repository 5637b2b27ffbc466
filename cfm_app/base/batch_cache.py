"""Reading what managers set up once for a batch of work instead of once for each record.

Categories, procedures, classes and settings hardly ever change, and rules look at them for every
case. `cached_batch` keeps what was read for the time of a batch, as a transaction sees one state of the
database anyway; outside of it everything is read anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import frappe

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def cached_batch() -> Iterator[None]:
    """Within this context every function under `cached_in_batch` answers the same question once."""
    flags = frappe.local.flags
    if flags.cfm_batch_cache is not None:
        # Part of a larger batch, which goes on afterwards.
        yield
        return
    flags.cfm_batch_cache = {}
    try:
        yield
    finally:
        flags.cfm_batch_cache = None


def cached_in_batch(function: Callable[P, T]) -> Callable[P, T]:
    """For functions that read what hardly changes. Whoever changes an answer does so for the batch."""

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        known = frappe.local.flags.get("cfm_batch_cache")
        if known is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(*args, **kwargs)
        return known[key]

    return remembering
