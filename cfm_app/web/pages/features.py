"""Where pages and tools of features stand among others: each behind the one that it names."""

from typing import Any


def put_behind(entries: list[Any], entry: Any, after: str) -> None:
    """Put an entry behind the one with a route; last where that is not there."""
    routes = [each["route"] for each in entries]
    entries.insert(routes.index(after) + 1 if after in routes else len(entries), entry)
