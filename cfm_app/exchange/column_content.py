"""What the values of a column look like, and how well they fit a field of the case."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from frappe import _

from cfm_app.exchange import dates, mapping
from cfm_app.exchange.headers import PERSON_FIELDS, fold
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.security.persons import identity

MOST_DISTINCT = 60
MOST = 0.6
LONGEST_ID, FEWEST_IDS, NEARLY_ALL, HALF, REPEATED = 60, 3, 0.95, 0.5, 0.3
WORDS_OF_A_TEXT, WORDS_OF_SPEECH = 4, 5
NAME = re.compile(r"[^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){1,4}")
PAIR = re.compile(r"[-+]?\d{1,2}\.\d{2,}[ ,;]+[-+]?\d{1,3}\.\d{2,}(?:[ ,;]+-?[\d.]+)*")
DEGREES = re.compile(r"[-+]?\d{1,3}[.,]\d{3,}")
# Fields that hold texts; an answer may be short, so that only what was said is known by its length.
SPEECH = ("description", "information_given", "resolution")


@dataclass(frozen=True)
class Column:
    """The first non-empty values of a column."""

    header: str
    values: tuple[Any, ...]

    @classmethod
    def of(cls, header: str, rows: Iterable[dict[str, Any]]) -> "Column":
        """A column of the first rows of a log."""
        values = (row.get(header) for row in rows)
        return cls(header, tuple(value for value in values if value is not None and value != ""))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The values as texts; whole numbers without the point that spreadsheets put there."""
        return tuple(
            str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
            for value in self.values
        )

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """The different values, as far as they are looked at."""
        return tuple(dict.fromkeys(self.texts))[:MOST_DISTINCT]

    @cached_property
    def is_unique(self) -> float:
        """The share of values that are not there a second time."""
        return len(set(self.texts)) / len(self.texts) if self.texts else 0.0

    def share(self, holds: Callable[[Any], bool], values: Sequence[Any] | None = None) -> float:
        """The share of values of which something is true."""
        looked_at = self.values if values is None else values
        return sum(map(holds, looked_at)) / len(looked_at) if looked_at else 0.0

    @cached_property
    def numbers(self) -> float:
        """The share of bare numbers."""
        return self.share(_is_number, self.distinct)

    @cached_property
    def words(self) -> float:
        """How many words a value has on the average."""
        return sum(len(text.split()) for text in self.texts) / (len(self.texts) or 1)

    @cached_property
    def dates(self) -> float:
        """The share of dates."""
        return self.share(dates.is_date)

    @cached_property
    def phones(self) -> float:
        """The share of numbers on which a person can be called."""
        return self.share(identity.is_phone, self.distinct)

    @cached_property
    def is_place_on_a_map(self) -> bool:
        """Whether the values are pairs of coordinates, or one coordinate each."""
        pairs = self.share(_is_pair, self.distinct)
        return max(pairs, self.share(_is_degrees, self.distinct)) >= MOST


class Contents:
    """How well values fit fields; caches the office's records that it reads."""

    def __init__(self) -> None:
        self._vocabularies: dict[str, Vocabulary] = {}

    def fit(self, name: str, column: Column) -> float | None:
        """How well a column fits a field, 0 to 1; None where the values prove nothing."""
        if not column.values:
            return None
        by_name = {
            "source_id": _fits_number,
            "full_name": _fits_name,
            "phone": lambda each: each.phones,
            "place_details": lambda each: 1.0 if each.is_place_on_a_map else None,
            "sensitivity": self._fits_sensitivity,
        }
        if name in by_name:
            return by_name[name](column)
        if name == "description":
            return min(1.0, column.words / WORDS_OF_SPEECH)
        return None if name in PERSON_FIELDS else self._by_type(name, column)

    def _by_type(self, name: str, column: Column) -> float | None:
        df = mapping.field_fed(name)
        if df.fieldtype in ("Date", "Datetime"):
            return column.dates or column.share(_is_day_of_spreadsheet)
        if df.fieldtype == "Check":
            return column.share(_is_yes_or_no, column.distinct)
        if df.fieldtype == "Select":
            convert = mapping.converter(name)
            return column.share(lambda text: bool(convert(text)), column.distinct)
        if df.fieldtype == "Link":
            return column.share(self._vocabulary(df.options).knows, column.distinct)
        return None

    def _vocabulary(self, doctype: str) -> Vocabulary:
        if doctype not in self._vocabularies:
            self._vocabularies[doctype] = Vocabulary.of(doctype)
        return self._vocabularies[doctype]

    def _fits_sensitivity(self, column: Column) -> float:
        known = self._vocabulary(mapping.field_fed("sensitivity").options)
        return column.share(lambda text: _is_yes_or_no(text) or known.knows(text), column.distinct)


def look(column: Column) -> str:
    """A short description of the values, for whoever maps the column."""
    kinds: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: not column.values, _("no values")),
        (lambda: column.dates >= MOST, _("dates")),
        (lambda: column.is_place_on_a_map, _("coordinates")),
        (lambda: column.phones >= MOST, _("phone numbers")),
        (lambda: column.share(_is_yes_or_no, column.distinct) == 1, _("yes or no")),
        (lambda: _fits_number(column) == 1, _("a different number in each row")),
        (lambda: column.words >= WORDS_OF_A_TEXT, _("texts")),
        (lambda: column.numbers >= MOST, _("numbers")),
    )
    return next((told for holds, told in kinds if holds()), _("words that come again"))


def _fits_number(column: Column) -> float:
    """Only the first of rows with one number is imported, so a number that many share is none."""
    if column.dates >= MOST or column.share(_is_short, column.texts) < MOST:
        return 0.0
    if len(column.values) < FEWEST_IDS:
        return 0.5
    if column.is_unique >= NEARLY_ALL:
        return column.is_unique
    return REPEATED if column.is_unique > HALF else 0.0


def _fits_name(column: Column) -> float:
    return column.share(lambda text: bool(NAME.fullmatch(text.strip())), column.distinct)


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST_ID and len(text.split()) <= 2


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", text))


def _is_pair(text: str) -> bool:
    return bool(PAIR.fullmatch(text))


def _is_degrees(text: str) -> bool:
    return bool(DEGREES.fullmatch(text))


def _is_yes_or_no(text: Any) -> bool:
    return fold(text) in (*mapping.YES, *mapping.NO)


def _is_day_of_spreadsheet(value: Any) -> bool:
    return isinstance(value, int | float) and int(value) in dates.EXCEL_DAYS
