"""What is proposed for a value that names no record: the likeliest meaning, and names like it."""

import re
from dataclasses import dataclass
from typing import Any

from cfm_app.exchange import value_guess
from cfm_app.exchange.headers import fold
from cfm_app.exchange.mapping import CATEGORY, field_fed
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.privacy.entitlement import clearance
from cfm_app.settings import setting
from cfm_app.sop import classification

# Beginnings of words, in English, French and Arabic, of what may be a matter for a focal point.
GRAVE = re.compile(
    r"\b(?:sex|rape|viol|abus|frau|corrup|exploit|harc|haras|brib|pot de vin|menac|threat|sensib|sensit"
    r"|gbv|vbg|sea\b|psea|eas\b|peas|protection|detourn|diversion|beat|battu|trafic|traite|kickback)"
    r"|(?:جنس|تحرش|اغتصاب|فساد|احتيال|رشوة|عنف|استغلال|حساس)"
)
NOT_GRAVE = re.compile(r"\b(?:non|not|no|pas)[ -]+sensi\w+|\bsans abus\b")


@dataclass(frozen=True)
class Proposal:
    """A likely record or option, and similar ones."""

    guess: str | None = None
    similar: tuple[str, ...] = ()


def propose(name: str, raw: Any) -> Proposal:
    """The probable meaning of a value for a field."""
    df = field_fed(name)
    if df.fieldtype != "Link" or value_guess.is_unsaid(raw) or not fold(raw):
        return Proposal()
    vocabulary = Vocabulary.of(df.options)
    guess = vocabulary.guess(raw)
    if name == CATEGORY and sounds_grave(raw) and not _is_restricted(guess):
        guess = unclear_category(vocabulary)
    similar = [each for each in vocabulary.similar(raw) if each != guess]
    return Proposal(guess, tuple(similar))


def sounds_grave(raw: Any) -> bool:
    """Whether words may concern a focal point for sensitive cases."""
    return bool(GRAVE.search(NOT_GRAVE.sub(" ", fold(raw))))


def _is_restricted(category: str | None) -> bool:
    return bool(category) and clearance.is_restricted(classification.class_of_category(category))


def unclear_category(vocabulary: Vocabulary) -> str | None:
    """The office's category for cases to be clarified, if it has one."""
    unclear = setting("unclear_sensitivity")
    return next(
        (each for each in vocabulary.labels if classification.class_of_category(each) == unclear),
        None,
    )
