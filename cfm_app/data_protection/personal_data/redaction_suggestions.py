"""Suggests words of a text that may identify somebody; a person decides.

Names, phones and numbers of the case's people are found by sound; phones, addresses and record numbers by
their form. Other words may identify somebody all the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe

from cfm_app.base import consts, phonetics
from cfm_app.base.phonetics import Sound
from cfm_app.data_protection.personal_data import case_documents, field_map, redaction_words
from cfm_app.security.persons import identity

MEMBER, REPORT = "Community Member", "Sensitive Report"
NAME, PHONE, ADDRESS, NUMBER = "Name", "Phone number", "Address", "Number"
BY_FORM = (
    (PHONE, redaction_words.PHONE),
    (ADDRESS, redaction_words.ADDRESS),
    (NUMBER, redaction_words.NUMBER),
)
# From this length on, equal consonants make two words alike.
SURE_CONSONANTS = 3
SHORTEST = 3


@dataclass(frozen=True)
class Suggestion:
    """Words that may be redacted: kind, text, and numbers of the words."""

    kind: str
    text: str
    marks: tuple[int, ...]
    places: int


class People:
    """The people of a case, as far as the user may know them."""

    def __init__(self, case: str) -> None:
        documents = case_documents.of([case])[case]
        self.sounds: list[Sound] = []
        self.numbers: set[str] = set()
        for person in self._persons(case, documents):
            self._add(person)

    def suggestions(self, text: str) -> list[Suggestion]:
        """The suggestions for a text; equal words are one suggestion."""
        found: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
        taken: set[int] = set()
        for kind, pattern in BY_FORM:
            self._add_matches(found, taken, kind, pattern, text)
        for number in self.numbers:
            pattern = re.compile(rf"(?<!\w){re.escape(number)}(?!\w)", re.IGNORECASE)
            self._add_matches(found, taken, NUMBER, pattern, text)
        for word in redaction_words.words(text):
            if word.number not in taken and self._is_name(word.text):
                found[NAME, word.text].append([word.number])
        return [
            Suggestion(kind, shown, tuple(each for place in places for each in place), len(places))
            for (kind, shown), places in found.items()
        ]

    def _persons(self, case: str, documents: dict[str, list[str]]) -> Iterable[Any]:
        named = set()
        for doctype in ("Case", REPORT, consts.CONVERSATION, consts.CALL):
            within = {"name": ["in", documents.get(doctype) or [""]]}
            filters = {**within, "community_member": ["is", "set"]}
            named |= set(frappe.get_all(doctype, filters, pluck="community_member"))
        records = {record for each in named for record in identity.records_of(each)}
        for name in sorted(records):
            person = frappe.get_doc(MEMBER, name)
            # Which word of a text is the name tells the name.
            if frappe.has_permission(MEMBER, "read", doc=person):
                yield person

    def _add(self, person: Any) -> None:
        for field, entry in field_map.of(MEMBER).items():
            value = person.get(field)
            if entry.category != field_map.IDENTITY or not value:
                continue
            for word in redaction_words.words(str(value)):
                if any(letter.isdigit() for letter in word.text):
                    self.numbers.add(str(value).strip())
                elif len(word.text) >= SHORTEST:
                    self.sounds += phonetics.sounds(word.text)

    def _is_name(self, word: str) -> bool:
        if len(word) < SHORTEST or any(letter.isdigit() for letter in word):
            return False
        return any(_is_alike(heard, own) for heard in phonetics.sounds(word) for own in self.sounds)

    def _add_matches(
        self,
        found: dict[tuple[str, str], list[list[int]]],
        taken: set[int],
        kind: str,
        pattern: re.Pattern[str],
        text: str,
    ) -> None:
        for match in pattern.finditer(text):
            if kind == PHONE and not identity.is_phone(match[0]):
                continue
            numbers = redaction_words.within(text, *match.span())
            if taken.isdisjoint(numbers):
                taken.update(numbers)
                found[kind, match[0]].append(numbers)


def _is_alike(one: Sound, other: Sound) -> bool:
    if one.heard == other.heard:
        return True
    return len(one.consonants) >= SURE_CONSONANTS and one.consonants == other.consonants
