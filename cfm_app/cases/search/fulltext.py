"""The only full-text query of the app.

Both engines understand MariaDB's statement; the embedded one answers it from FTS5. MariaDB shows a
transaction its own words only after the commit. It is raw SQL because Frappe's API has no boolean full-
text mode; nobody reads the results without permissions (`global_search`).
"""

from itertools import product
from math import prod
from typing import Any

import frappe

from cfm_app.base.batch_cache import cached_in_batch
from cfm_app.cases.search import tokens

DOCTYPE = "CFM Search Entry"
MOST_DAYS = 200
LONGEST_WAIT = 10
"""Seconds."""
# FTS5 reads the days anew for each of them.
MOST_COMBINATIONS = 4
MOST_COUNTED = 64
Group = tuple[str, ...]
"""Words of the index of which an entry has one; a word that ends in ``*`` begins so."""
Question = tuple[Group, ...]
"""Groups of which an entry answers each."""


def ensure() -> None:
    """Make the index of the words, unless there is one."""
    frappe.db.sql_ddl(f"create fulltext index if not exists cfm_words on `tab{DOCTYPE}` (`words`)")


def pack() -> None:
    """Have the database write the entries and their index anew. Ends the transaction of MariaDB.

    InnoDB keeps the number of each deleted entry in a list, and reads all of it at each search until
    the table is written anew: 200,000 of them cost 25 ms a question. Who comes later waits behind this
    statement, so it gives up where somebody has used the table for long; the next week it is tried again.
    """
    frappe.db.sql_ddl(f"alter table `tab{DOCTYPE}` wait {LONGEST_WAIT} force")


def begins(word: str) -> str:
    return f"{word}*"


def expression(question: Question, newest: Group = ()) -> str:
    """A question in MariaDB's boolean mode; with `newest`, limited to the entries of these days.

    For groups of alternatives beside each other MariaDB collects all matches of one group first. So each
    combination of words is asked separately.
    """
    days = [_one_of(newest)] if newest else []
    combinations = _combinations(question) if len(question) > 1 or newest else []
    if 1 < len(combinations) <= MOST_COMBINATIONS:
        return " ".join(f"({_each_of(*days, *words)})" for words in combinations)
    return _each_of(*days, *(_one_of(group) for group in question))


def _combinations(question: Question) -> list[Group]:
    """The combinations of alternatives, without redundant ones; none if there are too many."""
    if prod(len(group) for group in question) > MOST_COUNTED:
        return []
    ways = dict.fromkeys(tuple(dict.fromkeys(words)) for words in product(*question))
    return [way for way in ways if not any(set(other) < set(way) for other in ways)]


def _each_of(*words: str) -> str:
    return " ".join(f"+{word}" for word in words)


def _one_of(words: Group) -> str:
    return f"({' '.join(words)})" if len(words) > 1 else words[0]


def matching(
    question: Question, limit: int, types: tuple[str, ...], newest: Group = ()
) -> list[Any]:
    """The newest entries that match: type, name and case. Checks no permission."""
    return frappe.db.sql(
        f"select name, entry_type, entry_name, entry_case from `tab{DOCTYPE}`"
        f" where match(`tab{DOCTYPE}`.`words`) against (%(asked)s in boolean mode)"
        " and is_outdated = 0 and entry_type in %(types)s order by name desc limit %(limit)s",
        {"asked": expression(question, newest), "types": types, "limit": limit},
        as_dict=True,
    )


@cached_in_batch
def newest_days(entries: int) -> Group:
    """The days of this many newest entries, in whole days; empty if there are no more entries."""
    places = [place for start in (0, entries) for place in _place(start)]
    if len(places) < 2:
        return ()
    first, last = (tokens.day_of(place) for place in places)
    # A day is asked for as a whole, and the last one may hold many more.
    oldest = max(min(last + 1, first), first - MOST_DAYS)
    return tuple(tokens.day(day) for day in range(oldest, first + 1))


def _place(start: int) -> list[int]:
    """The place in time of one entry, counted from the newest."""
    return frappe.get_all(
        DOCTYPE, pluck="name", order_by="name desc", limit_start=start, limit_page_length=1
    )
