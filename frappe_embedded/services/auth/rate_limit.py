"""Limiting how often a function may be called from one place."""

from __future__ import annotations

import functools
import hashlib
import math
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from ...kernel.core.context import local
from ...kernel.core.exceptions import RateLimitExceededError
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import copy_exposure
from ...kernel.db.collation import sort_key
from ...kernel.i18n import _
from .places import place_of

F = TypeVar("F", bound=Callable[..., Any])


def rate_limit(
    key: str | None = None,
    limit: int | Callable[[], int] = 5,
    seconds: int = 24 * 60 * 60,
    methods: str | list[str] = "ALL",
    ip_based: bool = True,
) -> Callable[[F], F]:
    """Decorator: ``RateLimitExceededError`` (429, with ``Retry-After``) after ``limit`` calls within ``seconds``.

    Calls are counted for each function, place (``ip_based``: ``places``) and value of the argument ``key``,
    and only those that come with a request. The counts survive a restart.
    """

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if local.request is not None and _counts(methods):
                _count(_name(function, key, ip_based), _number(limit), seconds)
            return function(*args, **kwargs)

        copy_exposure(function, limited)
        return cast(F, limited)

    return decorate


def _counts(methods: str | list[str]) -> bool:
    wanted = [methods] if isinstance(methods, str) else methods
    return methods == "ALL" or local.request.method.upper() in [each.upper() for each in wanted]


def _number(limit: int | Callable[[], int]) -> int:
    return limit() if callable(limit) else limit


def _name(function: Any, key: str | None, ip_based: bool) -> str:
    parts = [f"{function.__module__}.{function.__qualname__}"]
    if ip_based:
        parts.append(place_of(str(local.request_ip)))
    if key:
        parts.append(_digest(str(local.form_dict.get(key) or "")))
    return "|".join(parts)


def _digest(value: str) -> str:
    """The same for all spellings that the database holds for equal, and short for any length."""
    return hashlib.sha256(sort_key(value)).hexdigest()[:32]


def _count(name: str, limit: int, seconds: int) -> None:
    """Count and judge in a transaction of its own: calls at once count one after the other.

    What a caller has written already is theirs to keep or to undo. A call that fails counts in any case.
    """
    has_own = not local.db.in_transaction
    local.db.begin()
    now = time.time()
    calls, until = _calls(name, now, seconds)
    if calls >= limit:
        if has_own:
            local.db.rollback()
        text = str(
            _("You hit the rate limit because of too many requests. Please try after sometime.")
        )
        refusal = RateLimitExceededError(text)
        refusal.retry_after = math.ceil(until - now)
        throw(text, refusal)
    _store(name, calls + 1, until, now)
    if has_own:
        local.db.commit()
    else:
        local.db.after_rollback.add(functools.partial(_count_again, name, seconds))


def _count_again(name: str, seconds: int) -> None:
    """The count went with what its caller had written."""
    local.db.begin()
    now = time.time()
    calls, until = _calls(name, now, seconds)
    _store(name, calls + 1, until, now)
    local.db.commit()


def _calls(name: str, now: float, seconds: int) -> tuple[int, float]:
    """How many calls count, and until when."""
    rows = local.db.sql("select calls, until from `__rate_limit` where name = %s", (name,))
    # A count that ends later than any that begins now was begun by a clock that went wrong.
    if rows and now < rows[0][1] <= now + seconds:
        return int(rows[0][0]), float(rows[0][1])
    return 0, now + seconds


def _store(name: str, calls: int, until: float, now: float) -> None:
    local.db.sql(
        "insert into `__rate_limit` (name, calls, until) values (%s, %s, %s)"
        " on conflict (name) do update set calls = excluded.calls, until = excluded.until",
        (name, calls, until),
    )
    local.db.sql("delete from `__rate_limit` where until < %s", (now,))
