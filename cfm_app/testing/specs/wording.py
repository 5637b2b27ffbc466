"""The wording of the steps: which sentence of a scenario calls which function.

A sentence has placeholders in braces: `{qui} clôt {cas}`. Those named in `PLACES` accept only matching text and
pass it on as a parsed value; any other one accepts any text.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
NAME = r"[A-ZÀ-Ý][\w’'-]*"
PERSON = rf"{NAME}(?: {NAME})*"
CASE = rf"(?:le|du|au) cas(?:(?: d'| de ){PERSON}| du registre « [^«»]+ »)?"
MOMENT = (
    rf"(?:{'|'.join(WEEKDAYS)}) \d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)}) \d{{4}} à \d{{1,2}} h"
    r"(?: \d{2})?"
)
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class UnknownStep(LookupError):
    """A sentence that matches no step, or several."""


def moment(text: str) -> datetime:
    """The moment in a text like "jeudi 24 décembre 2026 à 15 h 30", by the office's clock."""
    weekday, day, month, year, _at, hour, *rest = text.split()
    minute = int(rest[1]) if len(rest) > 1 else 0
    found = datetime(
        int(year), MONTHS.index(month) + 1, int(day.removesuffix("er")), int(hour), minute
    )
    if WEEKDAYS[found.weekday()] != weekday:
        raise ValueError(f"Le {day} {month} {year} est un {WEEKDAYS[found.weekday()]}.")
    return found


def to_the_minute(when: datetime) -> datetime:
    """The nearest full minute: while a scenario runs, its clock advances by a few seconds."""
    return (when + timedelta(seconds=30)).replace(second=0, microsecond=0)


def in_words(when: datetime) -> str:
    """A moment as such a text."""
    day = "1er" if when.day == 1 else str(when.day)
    minute = f" {when.minute:02d}" if when.minute else ""
    date = f"{WEEKDAYS[when.weekday()]} {day} {MONTHS[when.month - 1]} {when.year}"
    return f"{date} à {when.hour} h{minute}"


def _case(text: str) -> str:
    """The person whose case is meant; empty for the last case that was mentioned."""
    return re.sub(r"^(?:le|du|au) cas(?: d'| de | du registre « )?| »$", "", text)


PLACES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "qui": (NAME, str),
    "autre": (NAME, str),
    "personne": (PERSON, str),
    "cas": (CASE, _case),
    "principal": (CASE, _case),
    "autre_personne": (PERSON, str),
    "n": (r"\d+", int),
    "moment": (MOMENT, moment),
    "texte": (r"[^«»]+?", str),
}


@dataclass(frozen=True)
class Step:
    """One wording and its function. `answers_refusal` is true where the step expects a refusal."""

    wording: str
    pattern: re.Pattern[str]
    function: Callable[..., None]
    answers_refusal: bool

    def arguments(self, sentence: str) -> dict[str, Any] | None:
        """The values of the placeholders in a sentence, or None if it does not match."""
        found = self.pattern.fullmatch(sentence)
        if found is None:
            return None
        return {
            name: PLACES[name][1](text) if name in PLACES else text
            for name, text in found.groupdict().items()
        }


class Phrasebook:
    """The steps that scenarios may use."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def step(
        self, *wordings: str, answers_refusal: bool = False
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Register a function under one or several wordings."""

        def add(function: Callable[..., None]) -> Callable[..., None]:
            self.steps += [
                Step(wording, _compiled(wording), function, answers_refusal) for wording in wordings
            ]
            return function

        return add

    def find(self, sentence: str) -> tuple[Step, dict[str, Any]]:
        """The step that matches a sentence, and the values of its placeholders."""
        plain = normalized(sentence)
        found = [(step, step.arguments(plain)) for step in self.steps]
        fitting = [(step, given) for step, given in found if given is not None]
        if not fitting:
            raise UnknownStep(f"Aucune étape ne dit : « {sentence} »")
        if len(fitting) > 1:
            wordings = ", ".join(step.wording for step, _given in fitting)
            raise UnknownStep(f"Plusieurs étapes disent « {sentence} » : {wordings}")
        return fitting[0]


def normalized(text: str) -> str:
    """The text with ordinary blanks and apostrophes, so that typing habits make no difference."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def slug(text: str) -> str:
    """A name without accents and blanks, for names that must be ASCII."""
    plain = unicodedata.normalize("NFD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", plain).strip("_")


def _compiled(wording: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(normalized(wording))
    pattern = ""
    for at, part in enumerate(parts):
        if at % 2:
            inside = PLACES[part][0] if part in PLACES else ".+?"
            pattern += f"(?P<{part}>{inside})"
        else:
            pattern += re.escape(part)
    return re.compile(pattern)
