"""The words under which an entry is found.

Each begins with a letter that says what it is, so that one index holds all of them and no word is too
short or too common for a database: MariaDB leaves out short words and a list of English ones.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from frappe.utils import get_datetime

from cfm_app.base import phonetics
from cfm_app.cases.search import text_normalization
from cfm_app.procedures.sop.trees import chain
from cfm_app.security.persons import identity

# Stored with each index: a change of what is written below makes it anew at the next migration.
SHAPE = "4"
WORD, BEGINNING, NUMBER, PHONE, PHONE_END = "w", "b", "n", "p", "e"
NAME, NAME_CONSONANTS = "h", "c"
PLACE, PLACE_CONSONANTS = "l", "m"
WITHIN, RECEIVER, DAY = "i", "r", "d"

CASE_TEXTS = ("description", "information_given", "resolution", "response_given", "place_details")
REFERRAL_TEXTS = ("shared_summary", "response", "reason")
# What was written about a referral: it lies in comments, and is put beside its fields under this name.
MESSAGES = "messages"
PERSON_NAMES = ("full_name", "other_names", "contact_name")
PERSON_NUMBERS = ("beneficiary_number", "household_number")
PLACE_NAMES = ("location_name", "aliases", "chief_town")
FEWEST_DIGITS = 3
# Characters of a text that are searched: some twelve pages.
SEARCHED = 30_000
# A database gathers all that begins so before it gives the first; so many letters are a word.
LETTERS_OF_BEGINNING = 5
FIRST_DAY = datetime(2000, 1, 1)
SECONDS_OF_DAY = 86_400
PER_SECOND = 10_000_000


def token(kind: str, text: str) -> str:
    """One word of the index."""
    return f"{kind}_{text}"


def of_case(case: Any) -> set[str]:
    found = _texts(case, CASE_TEXTS) | _numbers(case.name) | _numbers(case.source_id)
    # A village that is in no list is asked for as one that is: as it sounds.
    found |= names(case.place_details, PLACE, PLACE_CONSONANTS)
    for place in (case.location, case.incident_location):
        found |= {within(above) for above in chain("CFM Location", place)}
    return found


def of_referral(referral: Any) -> set[str]:
    found = _texts(referral, (*REFERRAL_TEXTS, MESSAGES)) | _numbers(referral.name)
    return found | ({receiver(referral.focal_point)} if referral.focal_point else set())


def of_person(person: Any) -> set[str]:
    found = _numbers(person.name)
    for field in PERSON_NUMBERS:
        found |= _numbers(person[field])
    for phone in (person.phone_key, person.second_phone_key):
        found |= _phone(phone)
    for field in PERSON_NAMES:
        found |= names(person[field], NAME, NAME_CONSONANTS)
    return found


def of_place(place: Any) -> set[str]:
    found = _numbers(place.pcode)
    for field in PLACE_NAMES:
        for line in (place[field] or "").splitlines():
            found |= names(line, PLACE, PLACE_CONSONANTS)
    return found


def names(text: str | None, heard: str, consonants: str) -> set[str]:
    """How the words of a name sound, alone and with their neighbours."""
    each = phonetics.sounds(text)
    each = [*each, *phonetics.joined(each)]
    found = {sound.heard for sound in each if sound.heard}
    # Two words as one may lose an h between them; who types one word asks for the consonants of all of it.
    coarse = {sound.consonants for sound in each} | set(map(phonetics.consonants, found))
    longest = text_normalization.LONGEST
    return {token(heard, sound[:longest]) for sound in found} | {
        token(consonants, sound[:longest]) for sound in coarse if sound
    }


def sounding(sound: phonetics.Sound, heard: str, consonants: str) -> str:
    """The token of a sound; similar names share their consonants."""
    if sound.consonants:
        return token(consonants, sound.consonants)
    return token(heard, sound.heard)


def within(place: str) -> str:
    """The token of a case's place and its ancestors."""
    return token(WITHIN, text_normalization.key(place))


def receiver(user: str) -> str:
    """The token of a referral's receiver."""
    return token(RECEIVER, sha256(user.encode()).hexdigest()[:16])


def day(number: int) -> str:
    """The token of an entry's day, counted from the beginning."""
    return token(DAY, str(number))


def day_of(place: int) -> int:
    """The day of an entry, given its place in the order of time."""
    return place // (SECONDS_OF_DAY * PER_SECOND)


def place_in_time(moment: Any, name: str) -> int:
    """The sort key of an entry, newest first."""
    at = get_datetime(moment) if moment else FIRST_DAY
    seconds = max(int((at.replace(tzinfo=None) - FIRST_DAY).total_seconds()), 0)
    return seconds * PER_SECOND + int(sha256(name.encode()).hexdigest()[:8], 16) % PER_SECOND


def _texts(doc: Any, fields: tuple[str, ...]) -> set[str]:
    found = {
        word for field in fields for word in text_normalization.words((doc[field] or "")[:SEARCHED])
    }
    stems = {text_normalization.stem(word) for word in found}
    long = {word for word in found | stems if len(word) >= LETTERS_OF_BEGINNING}
    return {token(WORD, stem) for stem in stems} | set(map(beginning, long))


def beginning(word: str) -> str:
    """The token of a long word's beginning."""
    return token(BEGINNING, word[:LETTERS_OF_BEGINNING])


def _numbers(number: str | None) -> set[str]:
    """A number as a whole, without its letters, and each end of its last digits."""
    parts = [text_normalization.key(part) for part in (number or "").split("-")]
    starts = {"".join(parts[at:]) for at in range(len(parts))}
    last = parts[-1]
    ends = (
        {last[at:] for at in range(1, len(last) - FEWEST_DIGITS + 1)} if last.isdigit() else set()
    )
    return {token(NUMBER, each) for each in starts | ends if len(each) >= FEWEST_DIGITS}


def _phone(key: str | None) -> set[str]:
    """A phone number with and without its country, from both ends."""
    digits = "".join(filter(str.isdigit, key or ""))
    if not digits:
        return set()
    spellings = {digits, identity.national(key or "")}
    return {token(PHONE, each) for each in spellings if each} | {token(PHONE_END, digits[::-1])}
