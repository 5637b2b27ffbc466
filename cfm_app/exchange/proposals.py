"""What is proposed for a value that names no record: the likeliest meaning, and names like it."""

from dataclasses import dataclass
from typing import Any

from cfm_app.exchange import value_guess
from cfm_app.exchange.headers import fold
from cfm_app.exchange.mapping import CATEGORY, field_fed
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.procedures.sop import classification
from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity.strictest import of_key, unclear_class

# The word for any complaint, as sets of words for categories have it.
COMPLAINT = "plainte"


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
    if name == CATEGORY:
        guess = _strict_category(_known_complaint(raw, guess, vocabulary), of_key(raw), vocabulary)
    similar = [each for each in vocabulary.similar(raw) if each != guess]
    return Proposal(guess, tuple(similar))


def _known_complaint(raw: Any, guess: str | None, vocabulary: Vocabulary) -> str | None:
    """The guess, but for a complaint about what nobody knows: whether that is an ordinary one, a person says."""
    is_known = vocabulary.knows(raw) or guess != vocabulary.guess(COMPLAINT)
    return guess if is_known else None


def _strict_category(guess: str | None, said: str | None, vocabulary: Vocabulary) -> str | None:
    """The guess, or a category of the class that the words of the value say, if that is stricter."""
    own = classification.class_of_category(guess) if guess else None
    is_named = clearance.is_restricted(own) and own != unclear_class()
    if is_named or not clearance.is_restricted(said) or own == said:
        return guess
    return category_of_class(said, vocabulary) or category_of_class(unclear_class(), vocabulary)


def category_of_class(sensitivity: str | None, vocabulary: Vocabulary) -> str | None:
    """The first category of the office for cases of a class, if it has one."""
    return next(
        (
            each
            for each in vocabulary.labels
            if classification.class_of_category(each) == sensitivity
        ),
        None,
    )
