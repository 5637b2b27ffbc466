"""The words of the office that point to a class, as they stand in *Case Sensitivity*."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import frappe

from cfm_app.base import batch_cache
from cfm_app.security.sensitivity import folding
from cfm_app.security.sensitivity.phrases import Phrases

OF_LISTS, OF_PEOPLE = "words_of_lists", "words_of_people"
"""Fields of a class: what lists, teams and keys call it; what people say of such a matter, which keys say, too."""


@dataclass
class OfficeWords:
    """The phrases of all classes. Those of a class that is not restricted say that a text means no other."""

    in_keys: Phrases = field(default_factory=Phrases)
    in_accounts: Phrases = field(default_factory=Phrases)
    harmless: Phrases = field(default_factory=Phrases)

    def named(self, key: object) -> dict[str, str]:
        """The phrases of a key, a value of a list or the name of a team, each with the restricted class it means."""
        return self.in_keys.found_in(self.harmless.taken_out_of(folding.words(key)))

    def suspected(self, text: object) -> dict[str, str]:
        """The phrases of what somebody says, each with the restricted class that it may belong to."""
        return self.in_accounts.found_in(self.harmless.taken_out_of(folding.words(text)))


@batch_cache.cached_in_batch
def current() -> OfficeWords:
    """The words as they are now, in the order of the classes."""
    rows = tuple(
        (row.name, bool(row.hidden), row[OF_LISTS] or "", row[OF_PEOPLE] or "")
        for row in frappe.get_all(
            "Case Sensitivity",
            fields=["name", "hidden", OF_LISTS, OF_PEOPLE],
            order_by="sort_index asc, name asc",
        )
    )
    return _compiled(rows)


# Parsed once for the same words: a case is saved more often than they change.
@lru_cache(maxsize=4)
def _compiled(rows: tuple[tuple[str, bool, str, str], ...]) -> OfficeWords:
    found = OfficeWords()
    for name, is_restricted, of_lists, of_people in rows:
        lists, people = of_lists.split("\n"), of_people.split("\n")
        if not is_restricted:
            found.harmless.add([*lists, *people], name)
            continue
        found.in_keys.add([*lists, *people], name)
        found.in_accounts.add(people, name)
    return found
