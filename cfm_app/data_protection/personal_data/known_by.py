"""What a person is called and called at, and how it is found in texts and taken out of them.

A name counts from two words on, in either order: one word alone is the name of many. What somebody else is known by as
well, who stays on record, tells of nobody for certain, and is left alone.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

import frappe
import phonenumbers

from cfm_app.base import consts, settings
from cfm_app.data_protection.personal_data import escaped_text
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import openly_known
from cfm_app.security.sealing import reporters

MEMBER = "Community Member"
NAMES, NUMBERS = ("full_name", "other_names"), ("beneficiary_number",)
PHONE = "phone"
GONE = "…"
"""Stands where a word was taken out."""
FEWEST_WORDS = 2
# So many names and numbers are asked for at once.
AT_ONCE = 100
# Shorter ones may be part of anything.
SHORTEST_NUMBER = 6
# So many signs may stand between two words of a name, two digits of a number.
APART = 12
_ANY = r"[^a-z0-9]"
_LIST = re.compile(r"[,;/\n]")
_WORD = re.compile(r"[^\W_]+")
# Letters that are written with accents here and without there.
_WITH_ACCENTS = frozenset("aceinouysz")
OFFICES_OWN = (("User", ("mobile_no", "phone")), ("CFM Partner", ("contact_phone",)))


@dataclass(frozen=True)
class KnownBy:
    """The names (as words), phones (normalised) and other numbers (as words) of somebody."""

    names: frozenset[tuple[str, ...]] = frozenset()
    phones: frozenset[str] = frozenset()
    numbers: frozenset[tuple[str, ...]] = frozenset()
    written: frozenset[str] = field(default=frozenset(), compare=False)
    """The names and numbers as they were written."""

    def __or__(self, other: "KnownBy") -> "KnownBy":
        return KnownBy(
            self.names | other.names,
            self.phones | other.phones,
            self.numbers | other.numbers,
            self.written | other.written,
        )

    def __sub__(self, other: "KnownBy") -> "KnownBy":
        return KnownBy(
            self.names - other.names,
            self.phones - other.phones,
            self.numbers - other.numbers,
            self.written,
        )

    def __bool__(self) -> bool:
        return bool(self.names or self.phones or self.numbers)

    def is_in(self, text: str) -> bool:
        """Whether a text says any of it."""
        return bool(self._pattern.search(escaped_text.plain(text).letters))

    def taken_out(self, text: str) -> str:
        """The text without it."""
        read = escaped_text.plain(text)
        gone: list[tuple[int, int]] = []
        for found in self._pattern.finditer(read.letters):
            parts = _parts(read, *found.span())
            # The digits of a phone are one word, however they are grouped.
            gone += [(parts[0][0], parts[-1][1])] if found.lastgroup == PHONE else parts
        for start, end in reversed(gone):
            text = f"{text[:start]}{GONE}{text[end:]}"
        return text

    def in_parts(self, most: int) -> Iterator["KnownBy"]:
        """The same in parts of so many names and numbers at most."""
        parts = [KnownBy(phones=frozenset((phone,))) for phone in sorted(self.phones)]
        for text in sorted(self.written):
            words = frozenset((tuple(escaped_text.words(text)),))
            part = KnownBy(
                self.names & words, numbers=self.numbers & words, written=frozenset((text,))
            )
            parts += [part] if part else []
        for start in range(0, len(parts), most):
            yield reduce(or_, parts[start : start + most])

    @cached_property
    def likely(self) -> list[str]:
        """Patterns of LIKE, of which each text that says any of it fits one; others may fit, too."""
        found = {"%" + "%".join(_digits_of(phone)[0]) + "%" for phone in self.phones}
        for text in self.written:
            found |= set(_likely(text))
        return sorted({re.sub(r"%+", "%", each) for each in found})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        each = [_in_order(words) for words in sorted(self.names | self.numbers)]
        each += [_in_order(words[::-1]) for words in sorted(self.names)]
        each += [_in_order((*words[1:], words[0])) for words in sorted(self.names)]
        each += [_in_order((words[-1], *words[:-1])) for words in sorted(self.names)]
        told = rf"(?<![a-z0-9])(?:{'|'.join(each)})(?![a-z0-9])" if each else r"(?!)"
        phones = "|".join(map(_of_phone, sorted(self.phones)))
        return re.compile(f"{told}|(?P<{PHONE}>{phones})" if phones else told)


def of_persons(members: Iterable[str], conversations: Iterable[str] = ()) -> KnownBy:
    """What some persons are known by, with their conversations and these others, less what others are known by too."""
    members = list(members)
    found = _of_members({"name": ["in", members or [""]]})
    for filters in (
        {"community_member": ["in", members or [""]]},
        {"name": ["in", list(conversations) or [""]]},
    ):
        found |= _of_conversations(filters)
    return found - _of_others(members, found)


def of_erased(documents: dict[str, list[str]]) -> KnownBy:
    """What those are known by who go with some documents, by DocType: not who stays, and loses a conversation alone."""
    members = documents.get(MEMBER, [])
    gone = {"name": ["in", documents.get(consts.CONVERSATION) or [""]]}
    fields = ["name", "community_member"]
    talks = frappe.get_all(consts.CONVERSATION, gone, fields, order_by="name asc")
    return of_persons(
        members,
        [row.name for row in talks if not row.community_member or row.community_member in members],
    )


def _of_members(filters: Any) -> KnownBy:
    found = KnownBy()
    fields = ["name", *NAMES, *NUMBERS, *identity.PHONES]
    rows = frappe.get_all(MEMBER, filters=filters, fields=fields, order_by="name asc")
    reporters.fill(rows)
    for row in rows:
        found |= told([row[name] for name in NAMES], [row[name] for name in identity.PHONES])
        found |= _numbered(row[name] for name in NUMBERS)
    return found


def _of_conversations(filters: Any) -> KnownBy:
    found = KnownBy()
    fields = ["contact_name", "contact_address"]
    for row in frappe.get_all(
        consts.CONVERSATION, filters=filters, fields=fields, order_by="name asc"
    ):
        found |= told([row.contact_name], [row.contact_address])
        if not identity.is_phone(row.contact_address):
            found |= _numbered([row.contact_address])
    return found


def told(names: Iterable[str | None], phones: Iterable[str | None]) -> KnownBy:
    """What somebody is known by who has these names and numbers."""
    parts = [part.strip() for name in names for part in (name, *_LIST.split(name or "")) if part]
    spoken = {part: tuple(escaped_text.words(part)) for part in parts}
    spoken = {part: words for part, words in spoken.items() if len(words) >= FEWEST_WORDS}
    keys = {identity.phone_key(phone) for phone in phones if identity.is_phone(phone)}
    return KnownBy(
        names=frozenset(spoken.values()),
        phones=frozenset(key for key in keys if key),
        written=frozenset(spoken),
    )


def _numbered(texts: Iterable[str | None]) -> KnownBy:
    given = [text for text in texts if text and len(text) >= SHORTEST_NUMBER]
    return KnownBy(
        numbers=frozenset(tuple(escaped_text.words(text)) for text in given),
        written=frozenset(given),
    )


def _of_others(members: Sequence[str], wanted: KnownBy) -> KnownBy:
    """What is known of others who stay: records that everybody may know of, users, partners, the office itself."""
    others = {name for part in wanted.in_parts(AT_ONCE) for name in _alike(members, part)}
    found = _of_members({"name": ["in", sorted(filter(_is_known, others)) or [""]]})
    for doctype, fields in OFFICES_OWN:
        for row in frappe.get_all(doctype, fields=list(fields), order_by="name asc"):
            found |= told([], [row[name] for name in fields])
    names = frappe.get_all("User", pluck="full_name", order_by="name asc")
    return found | told(names, [settings.setting("public_phone")])


def _alike(members: Sequence[str], wanted: KnownBy) -> list[str]:
    """Records of others that may be known by the same."""
    keys = sorted(wanted.phones) or [""]
    alike = [["full_name", "like", pattern] for pattern in wanted.likely]
    found: list[str] = frappe.get_all(
        MEMBER,
        filters={"name": ["not in", list(members) or [""]], "merged_into": ["is", "not set"]},
        or_filters=[["phone_key", "in", keys], ["second_phone_key", "in", keys], *alike],
        pluck="name",
        order_by="name asc",
    )
    return found


def _is_known(member: str) -> bool:
    """Nobody may tell from what is left that handlers have a record of their own."""
    return openly_known.is_openly_known(member)


def _in_order(words: Sequence[str]) -> str:
    return rf"{_ANY}{{1,{APART}}}".join(map(re.escape, words))


def _of_phone(key: str) -> str:
    """A number as it is dialled within its country or from elsewhere, however its digits are grouped."""
    own, country = _digits_of(key)
    between = rf"{_ANY}{{0,3}}"
    digits = between.join(own)
    abroad = rf"(?:0{between}0{between})?{between.join(country)}{between}" if country else ""
    return (
        rf"(?<!\d)(?:{abroad}|0{between})?{digits}(?!\d)" if country else rf"(?<!\d){digits}(?!\d)"
    )


def _digits_of(key: str) -> tuple[str, str]:
    """The digits of a number within its country, and those of the country."""
    try:
        parsed = phonenumbers.parse(key, None)
    except phonenumbers.NumberParseException:
        return key.lstrip("+"), ""
    return identity.national(key), str(parsed.country_code)


def _parts(read: escaped_text.Plain, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of the text under what was found, words without what stands between them."""
    found = []
    for run in re.finditer(r"[a-z0-9]+", read.letters[start:end]):
        places = read.places[start + run.start() : start + run.end()]
        found.append((places[0][0], places[-1][1]))
    return found


def _likely(text: str) -> Iterator[str]:
    """Patterns of the most telling word of a name, as it is written and as JSON writes it."""
    patterns = {word: "".join(map(_likely_letter, word.lower())) for word in _WORD.findall(text)}
    word = max(patterns, key=lambda each: len(patterns[each].replace("%", "")), default="")
    if word:
        yield f"%{patterns[word]}%"
    if word and any(each not in "%" and not each.isascii() for each in patterns[word]):
        yield "%" + json.dumps(word)[1:-1].replace("\\", "%") + "%"


def _likely_letter(sign: str) -> str:
    """A letter that is written like this everywhere, or what stands for any."""
    if sign.isascii():
        return "%" if sign in _WITH_ACCENTS else sign
    return "%" if unicodedata.normalize("NFD", sign)[0].isascii() else sign
