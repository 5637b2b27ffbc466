"""Guesses which column feeds which field, by its header and its values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from frappe import _

from cfm_app.base import batch_cache
from cfm_app.exchange import headers
from cfm_app.exchange.column_content import SPEECH, WORDS_OF_A_TEXT, Column, Contents, look
from cfm_app.exchange.mapping import field_fed

# A guess counts from here on, and nobody need look at it again from there on.
ENOUGH, SURE = 0.45, 0.8
# The confidence of a header against its values, and of values without a clear header.
ALONE, SILENT, VALUES_ONLY = 0.6, 0.9, 0.62
FIT = 0.6
# Fields that values alone can prove. Yes/no, names and classes may mean anything without a header.
TOLD_BY_VALUES = (
    "source_id received_on channel language category location sex age_group phone description"
).split()
# Values that are no date or phone prove a header wrong that is only alike; a number that many rows share
# would make the import pass over most of them.
MUST_FIT, NEVER_REPEATS, PLAIN = ("received_on", "phone"), "source_id", 0.9
# Headers that mean several things, and count only where the values agree.
VAGUE = {
    "full_name": ("name", "nom"),
    "phone": ("contact",),
    "population_group": ("status", "statut", "profil"),
}
FEWEST_VALUES = 2


@dataclass(frozen=True)
class Guess:
    """A field that a column probably feeds, the confidence (0 to 1), and the reason."""

    field: str
    header: str
    score: float
    why: str

    @property
    def is_sure(self) -> bool:
        """Whether nobody need look at it again."""
        return self.score >= SURE


def guess(names: Sequence[str], rows: Iterable[dict[str, Any]] = ()) -> list[Guess]:
    """The columns whose meaning can be guessed; one field for each column, and one column for each field.

    `rows` are the first rows of the log; without them only headers count.
    """
    first = list(rows)
    columns = [Column.of(name, first) for name in names if name not in headers.own()]
    with batch_cache.cached_batch():
        found = _pairs(columns, headers.is_sugar(names), Contents())
    chosen: dict[str, Guess] = {}
    taken: set[str] = set()
    for each in sorted(found, key=lambda one: -one.score):
        if each.score >= ENOUGH and each.field not in chosen and each.header not in taken:
            chosen[each.field] = each
            taken.add(each.header)
    return list(chosen.values())


def columns_of(names: Sequence[str], rows: Iterable[dict[str, Any]] = ()) -> dict[str, str]:
    """The guesses as a map of field to header, in the order of the fields."""
    found = {each.field: each.header for each in guess(names, rows)}
    return {name: found[name] for name in headers.fields() if name in found}


def _pairs(columns: list[Column], sugar: bool, contents: Contents) -> list[Guess]:
    found = []
    longest = max((each.words for each in columns if each.is_unique > FIT), default=0.0)
    for name, label in headers.fields().items():
        words = headers.spellings(name, label, sugar)
        for column in columns:
            said = headers.likeness(name, column.header, words)
            if not said and name not in TOLD_BY_VALUES:
                continue
            fits = contents.fit(name, column)
            if name == "description" and not said and column.words < longest:
                continue
            score = _score(name, column, said, fits)
            if score >= ENOUGH:
                found.append(
                    Guess(name, column.header, round(score, 3), _why(name, column, said, fits))
                )
    return found


def _score(name: str, column: Column, said: float, fits: float | None) -> float:
    if not said:
        is_enough = fits is not None and fits >= FIT and _is_told(name, column)
        return VALUES_ONLY * (fits or 0.0) if is_enough else 0.0
    if fits is None:
        # An empty column of texts gives way to one that has some.
        return said * (ALONE if name in SPEECH and not column.values and column.header else SILENT)
    if fits < FIT and headers.as_words(column.header) in VAGUE.get(name, ()):
        return 0.0
    if fits == 0 and (name == NEVER_REPEATS or (name in MUST_FIT and said < PLAIN)):
        return 0.0
    return said * (ALONE + (1 - ALONE) * fits)


def _is_told(name: str, column: Column) -> bool:
    """Whether there are enough values to trust them without a header."""
    if name == "description":
        return column.is_unique > FIT and column.words >= WORDS_OF_A_TEXT
    if name in ("source_id", "received_on", "phone"):
        return len(column.values) > FEWEST_VALUES
    if column.numbers > FIT:
        # A bare number may count anything.
        return False
    return field_fed(name).fieldtype in ("Link", "Select") and len(column.distinct) >= FEWEST_VALUES


def _why(name: str, column: Column, said: float, fits: float | None) -> str:
    """Why a guess is unsure, as a sentence."""
    kind = look(column)
    if not said:
        return _("The header is not known; its values look right: {0}.").format(kind)
    if name == NEVER_REPEATS and column.values and column.is_unique < 1:
        return _(
            "Some numbers come again: of rows with the same number only the first is imported."
        )
    if name in SPEECH and fits is not None and fits < FIT:
        return _("The header fits, but what stands there is short for what people say.")
    if fits is not None and fits < FIT:
        return _("The header fits, but few of the values are known: {0}.").format(kind)
    return _("The header is only alike; the values are: {0}.").format(kind)
