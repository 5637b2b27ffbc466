"""What there is to tell a person about their case."""

from collections.abc import Callable
from typing import Any

FIELDS = (
    "informed_on",
    "resolved_on",
    "reopened_count",
    "response_given",
    "resolution",
    "information_given",
)


def words(get: Callable[[str], Any], newest_answer: str = "") -> str:
    """The answer told since the last reopening, the resolution, or the `newest_answer` to a referral.

    `get` returns a field. What was said before a reopening did not settle the case and is not proposed.
    """
    found = [
        get("response_given") if get("informed_on") else None,
        get("resolution") if get("resolved_on") else None,
        newest_answer,
        None if get("reopened_count") else get("information_given"),
    ]
    return str(next(filter(None, found), ""))
