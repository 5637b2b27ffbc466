"""Who calls in a week, when, and about what. Invented; the same seed makes the same week."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...live import READ
from . import people

CASES = 500
MINUTE = timedelta(minutes=1)
# How many calls of a hundred come in at an hour; the line is open at night.
HOURS = dict(enumerate((1, 1, 0, 0, 1, 2, 4, 8, 12, 13, 11, 9, 6, 7, 8, 7, 5, 4, 3, 3, 2, 1, 1, 1)))
DAYS = {0: 20, 1: 13, 2: 20, 3: 18, 4: 14, 5: 9, 6: 6}
CATEGORIES = {
    "Information sur le ciblage": 9,
    "Information sur le calendrier de distribution": 11,
    "Information sur la modalité d'assistance": 4,
    "Demande d'assistance alimentaire": 9,
    "Demande liée à la nutrition": 4,
    "Erreur d'exclusion": 10,
    "Non-réception de l'assistance": 9,
    "Quantité de la ration": 7,
    "Carte, carte SIM ou code PIN": 7,
    "Accès et sécurité du site": 3,
    "Conduite d'un partenaire": 3,
    "Remerciement": 3,
    "Suggestion sur les distributions": 3,
    "Rumeur sur la fin de l'assistance": 3,
    "Santé, eau ou abri": 5,
    "Appel interrompu": 2,
    "Exploitation ou abus sexuel": 3,
    "Violence basée sur le genre": 2,
    "Pot-de-vin demandé": 3,
    "À clarifier (contenu incertain)": 2,
}
ANSWERABLE = ("Information", "Remerciement", "Suggestion", "Appel")
CHANNELS = {"Ligne verte": 60, "WhatsApp": 12, "Bureau de plaintes": 20, "SMS": 8}
PLACES = {"TD0701": 20, "TD0702": 12, "TD1401": 24, "TD0601": 16, "TD1801": 16, "": 12}
SEXES = {"Female": 53, "Male": 44, "Unknown": 3}
AGES = {"18-59": 80, "60+": 15, "13-17": 5}
GRANTED, REFUSED = "Granted", "Refused"


@dataclass(frozen=True)
class Call:
    """What somebody tells, and what he agrees to. A purpose that is None was not asked about."""

    number: int
    received_on: datetime
    category: str
    case: dict[str, Any]
    person: dict[str, Any]
    call_back: str | None
    share: str | None

    @property
    def is_answerable(self) -> bool:
        return self.category.startswith(ANSWERABLE)

    @property
    def consent(self) -> dict[str, Any]:
        """What the form sends of the consent."""
        decisions = {"Record": GRANTED, "Call back": self.call_back, "Share inside": self.share}
        rows = [
            {"purpose": purpose, "decision": decision}
            for purpose, decision in decisions.items()
            if decision
        ]
        if not self.share:
            return {}
        giver = {"giver": "Self", "legal_basis": "Consent", "method": "Oral", "statement": READ}
        if self.case["age_group"] == "13-17":
            giver |= {"giver": "Parent or guardian", "giver_relation": "Mère"}
            giver |= {"assent_of_minor": "Yes"}
        return {**giver, "purposes": rows}


def of_the_week(chance: random.Random) -> list[Call]:
    """The calls in the order in which they come in."""
    moments = sorted(_moment(chance) for _call in range(CASES))
    return [_call(chance, number, moment) for number, moment in enumerate(moments, start=1)]


def pick(chance: random.Random, weights: dict[Any, int]) -> Any:
    """One of some things, by their weights."""
    return chance.choices(list(weights), list(weights.values()))[0]


def _moment(chance: random.Random) -> datetime:
    days, hours = pick(chance, DAYS), pick(chance, HOURS)
    # People round what they note: then a limit may end just when the scheduler runs.
    step = pick(chance, {1: 60, 6: 40})
    minutes = chance.randrange(step, 60, step)
    return people.MONDAY + timedelta(days=days, hours=hours, minutes=minutes)


def _call(chance: random.Random, number: int, moment: datetime) -> Call:
    category, sex = pick(chance, CATEGORIES), pick(chance, SEXES)
    case = {
        "received_on": moment,
        "category": category,
        "channel": pick(chance, CHANNELS),
        "location": pick(chance, PLACES) or None,
        "language": "fra",
        "sex": sex,
        "age_group": pick(chance, AGES),
        "description": f"Appel {number} : {category}",
    }
    is_named = chance.random() < 0.8
    person = {"full_name": f"Personne {number}", "phone": f"+235 66 {number:06d}"}
    return Call(
        number=number,
        received_on=moment,
        category=category,
        case=case,
        person=person if is_named else {},
        call_back=pick(chance, {GRANTED: 85, REFUSED: 12, None: 3}),
        share=pick(chance, {GRANTED: 88, REFUSED: 6, None: 6}),
    )
