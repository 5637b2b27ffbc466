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
    """What was told since the case was last taken up, what was done, or the `newest_answer` to a referral.

    `get` gives one of the fields. What was said before a case was taken up again did not settle it: nobody
    is offered it.
    """
    found = [
        get("response_given") if get("informed_on") else None,
        get("resolution") if get("resolved_on") else None,
        newest_answer,
        None if get("reopened_count") else get("information_given"),
    ]
    return str(next(filter(None, found), ""))
