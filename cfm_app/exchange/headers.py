"""The headers of logs, and the fields of a case that they can feed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

import frappe
from frappe import _
from rapidfuzz import fuzz

from cfm_app.exchange.header_words import (
    COMMON,
    HEADERS,
    NOT_ABOUT,
    SUGAR,
    SUGAR_ENOUGH,
    SUGAR_MARKS,
)

PERSON_FIELDS = ("full_name", "phone", "beneficiary_number")
# The types of fields that a manager adds to the case and that a column can feed as well.
FEEDABLE = ("Data", "Small Text", "Text", "Long Text", "Select", "Link", "Date", "Datetime")
FEEDABLE_NUMBERS = ("Int", "Float", "Check")
# Headers in two languages put one after the other: "SEX_SEXE", "Channel / Canal".
PARTS = re.compile(r"\s*[_/|\n]\s*|\s+-\s+")
CUSTOM_FIELD_OF_SUGAR = re.compile(r"_c$")
ALIKE, SHORTEST_ALIKE, SHORTEST_WORD = 88, 5, 3
# How much a header says: the words themselves, nearly them, or them among others.
EXACT, NEARLY = 1.0, 0.85
AMONG, AMONG_COMMON, SHARE = 0.6, 0.4, 0.3
STEP = 0.001


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.casefold().replace("’", "'").split())


def fold(text: object) -> str:
    """A text without case, accents and extra blanks."""
    return _fold(str(text))


def bare(header: object) -> str:
    """A header for comparison: folded, without trailing signs."""
    return fold(header).strip(" .:*°?")


KNOWN = frozenset(bare(spelling) for spellings in HEADERS.values() for spelling in spellings)


def own() -> tuple[str, str]:
    """The two columns that the sheet of errors adds in front."""
    return _("Row"), _("Why")


def fields() -> dict[str, str]:
    """The fields that a column can feed, custom ones included, with labels."""
    case, member = frappe.get_meta("Case"), frappe.get_meta("Community Member")
    found = {}
    for name in HEADERS:
        field = (member if name in PERSON_FIELDS else case).get_field(name)
        # A manager may have hidden a field; the log then has nothing to put there.
        if field and not field.hidden:
            found[name] = _(field.label)
    for field in case.fields:
        is_feedable = field.fieldtype in (*FEEDABLE, *FEEDABLE_NUMBERS) and not field.read_only
        if field.get("is_custom_field") and is_feedable:
            found[field.fieldname] = _(field.label)
    return found


def as_words(header: object) -> str:
    """A header as words: blanks for underscores, without the suffix of Sugar's custom fields."""
    return bare(CUSTOM_FIELD_OF_SUGAR.sub("", bare(header)).replace("_", " "))


def is_sugar(headers: Iterable[str]) -> bool:
    """Whether a file looks like an export of Cases from SugarCRM or SuiteCRM."""
    return len({as_words(header) for header in headers} & SUGAR_MARKS) >= SUGAR_ENOUGH


def spellings(name: str, label: str, sugar: bool) -> tuple[str, ...]:
    """Possible headers of a field, most likely first."""
    known = SUGAR.get(name) if sugar else None
    return (*(known or HEADERS.get(name, ())), label)


def is_known(header: str) -> bool:
    """Whether a header, in one of its languages, is one that logs use."""
    return not _parts(header).isdisjoint(KNOWN)


def likeness(name: str, header: str, words: Sequence[str]) -> float:
    """The confidence that a header names a field, from 0 to 1; earlier spellings win ties."""
    said = set(re.findall(r"\w+", as_words(header)))
    if said & set(NOT_ABOUT.get(name, ())):
        return 0.0
    parts = _parts(header)
    best = 0.0
    for place, word in enumerate(words):
        found = max(_alike(part, as_words(word)) for part in parts)
        best = max(best, found - STEP * place)
    return max(best, 0.0)


@lru_cache(maxsize=4096)
def _parts(header: str) -> frozenset[str]:
    """A header as a whole, and in each of its languages."""
    parts = (as_words(part) for part in PARTS.split(fold(header)))
    return frozenset(filter(None, (bare(header), as_words(header), *parts)))


@lru_cache(maxsize=65_536)
def _alike(header: str, word: str) -> float:
    if not header or not word:
        return 0.0
    if header == word:
        return EXACT
    if min(len(header), len(word)) >= SHORTEST_ALIKE and fuzz.ratio(header, word) >= ALIKE:
        return NEARLY
    if len(word) < SHORTEST_WORD or not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", header):
        return 0.0
    share = len(word.split()) / len(header.split())
    return (AMONG_COMMON if word in COMMON else AMONG) + SHARE * share


def key(headers: Sequence[str]) -> str:
    """A key that files with the same columns share, in any order."""
    text = "\n".join(sorted({fold(header) for header in headers if header not in own()}))
    return sha256(text.encode("utf-8")).hexdigest()
