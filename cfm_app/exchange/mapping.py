"""From the columns and values of a log to the fields of a case."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from frappe import _

from cfm_app.base import batch_cache
from cfm_app.base.fields import field_of
from cfm_app.exchange import column_signs, dates, value_guess
from cfm_app.exchange.headers import PERSON_FIELDS, fold
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.procedures.sop import classification
from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity.strictest import of_key, strictest, unclear_class

YES = ("yes", "oui", "y", "o", "1", "true", "vrai", "sensitive", "sensible", "نعم")
NO = ("no", "non", "n", "0", "false", "faux", "non-sensitive", "non sensible", "لا")
SENSITIVE = "\x00sensitive"
CATEGORY, SUBSTANCE = "category", ("description", "information_given")
MOST_UNKNOWN = 500
KNOWN_VALUES = 20_000

Converter = Callable[[Any], Any]


@dataclass
class Mapping:
    """Which column feeds which field, and what the log calls the values of a field."""

    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    # How unknown values are treated: kept as a note, or refused.
    strict: bool = False
    # Which of day and month comes first in dates that can be read both ways: one of `dates.ORDERS`.
    date_order: str = ""
    # The class of a case whose category nobody has mapped; without it the one for unclear cases.
    unmapped_class: str = ""


@dataclass
class Translation:
    """The values of a case, notes on what had no field, and errors by column."""

    values: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    # Nothing but its number is filled in, as on a form that nobody has used.
    is_unused: bool = False


class Translator:
    """Turns rows into values of a case; caches vocabularies and values."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        # Values that name no record by themselves, by field, with how often they came.
        self.unknown: dict[str, dict[str, int]] = {}
        self.dates = dates.Orders()
        self._converters = {name: self._converter(name) for name in mapping.columns}
        self._known: dict[tuple[str, Any], Any] = {}
        self._custom = {
            name: {fold(key): value for key, value in table.items()}
            for name, table in mapping.values.items()
        }

    def translate(self, row: dict[str, Any]) -> Translation:
        """What a row means."""
        found = Translation()
        for name, header in self.mapping.columns.items():
            raw = row.get(header)
            if _is_empty(raw):
                if name == CATEGORY and self._tells(row):
                    self._take_empty_category(found)
                continue
            if isinstance(raw, float) and raw.is_integer():
                # Spreadsheets keep phone and case numbers as 66123456.0.
                raw = int(raw)
            try:
                value = self._value(name, raw)
            except ValueError as error:
                found.errors.append((header, str(error)))
                continue
            if value is not None:
                found.values[name] = value
            elif self.mapping.strict:
                found.errors.append((header, _("“{0}” is not known.").format(raw)))
            else:
                found.notes.append(_("{0}: {1}").format(header, raw))
        self._settle_class(found)
        self._raise_class(found, row)
        return found

    def _tells(self, row: dict[str, Any]) -> bool:
        """Whether a row has words that a category could be missing for."""
        fed = (self.mapping.columns.get(name, "") for name in SUBSTANCE)
        return any(not _is_empty(row.get(header)) for header in fed)

    def _take_empty_category(self, found: Translation) -> None:
        self._count_unknown(CATEGORY, "")
        meant = self._custom.get(CATEGORY, {}).get("")
        if meant:
            found.values[CATEGORY] = meant

    def _settle_class(self, found: Translation) -> None:
        """A category that nobody has mapped may be anything: it is never taken as an ordinary one."""
        if found.values.get("sensitivity") == SENSITIVE:
            found.values["sensitivity"] = _class_of(found.values.get(CATEGORY))
        elif CATEGORY in self.mapping.columns and not found.values.get(CATEGORY):
            chosen = self.mapping.unmapped_class or unclear_class()
            found.values["sensitivity"] = found.values.get("sensitivity") or chosen
            if not found.values["sensitivity"]:
                column = self.mapping.columns[CATEGORY]
                found.errors.append((column, _("Choose which class an unmapped category has.")))

    def _raise_class(self, found: Translation, row: dict[str, Any]) -> None:
        """Whatever else a row says of its class counts, too; a chosen meaning never opens it."""
        said = column_signs.class_of_row(row, self.mapping.columns)
        if clearance.is_restricted(said):
            found.values["sensitivity"] = strictest(found.values.get("sensitivity"), said)

    def _value(self, name: str, raw: Any) -> Any:
        convert = self._converters[name]
        if convert is str:
            return str(raw)
        key = (name, raw)
        if key not in self._known:
            if len(self._known) > KNOWN_VALUES:
                self._known.clear()
            custom = self._custom.get(name, {}).get(fold(raw))
            value = convert(raw) if custom is None else custom
            self._known[key] = value, value is None or custom is not None
        value, needs_choice = self._known[key]
        if needs_choice:
            self._count_unknown(name, str(raw))
        return value

    def _count_unknown(self, name: str, raw: str) -> None:
        counts = self.unknown.setdefault(name, {})
        if raw in counts or len(counts) < MOST_UNKNOWN:
            counts[raw] = counts.get(raw, 0) + 1

    def _converter(self, name: str) -> Converter:
        convert = converter(name)
        if convert is not dates.moment:
            return convert

        def read(raw: Any) -> Any:
            self.dates.see(raw)
            return dates.moment(raw, self.mapping.date_order)

        return read


def field_fed(name: str) -> Any:
    """The field of the case or of the person that a column feeds."""
    return field_of("Community Member" if name in PERSON_FIELDS else "Case", name)


def converter(name: str) -> Converter:
    """A function that reads the values of a field; it returns None for an unknown one."""
    df = field_fed(name)
    if name == "sensitivity":
        return _sensitivity(Vocabulary.of(df.options))
    if df.fieldtype == "Link":
        return partial(_record, Vocabulary.of(df.options), name != CATEGORY)
    if df.fieldtype == "Select":
        return _option(name, df.options or "")
    if df.fieldtype == "Check":
        return _yes_or_no
    readers: dict[str, Converter] = {
        "Datetime": dates.moment,
        "Date": dates.moment,
        "Int": _number,
        "Float": _number,
    }
    return readers.get(df.fieldtype, str)


def _is_empty(raw: Any) -> bool:
    return raw is None or raw == ""


def _record(vocabulary: Vocabulary, may_be_unsaid: bool, raw: Any) -> str | None:
    """The record that a value names; nothing where it says that nobody knows."""
    found = vocabulary.find(raw)
    return "" if not found and may_be_unsaid and value_guess.is_unsaid(raw) else found


def _sensitivity(vocabulary: Vocabulary) -> Converter:
    """Many logs only say yes or no; "no" leaves the class to the category."""

    def convert(raw: Any) -> str | None:
        if fold(raw) in NO:
            return ""
        return SENSITIVE if fold(raw) in YES else vocabulary.find(raw) or of_key(raw)

    return convert


@batch_cache.cached_in_batch
def _class_of(category: str | None) -> str | None:
    """The class of a case that the log only calls sensitive: that of its category, if restricted."""
    settled = classification.class_of_category(category)
    if clearance.is_restricted(settled):
        return settled
    return unclear_class()


def _option(name: str, options: str) -> Converter:
    choices = [option for option in options.split("\n") if option]
    by_text = {fold(option): option for option in choices}
    by_text.update({fold(_(option)): option for option in choices})

    def convert(raw: Any) -> str | None:
        found = by_text.get(fold(raw)) or value_guess.option(name, raw, choices)
        return "" if not found and value_guess.is_unsaid(raw) else found

    return convert


def _yes_or_no(raw: Any) -> int:
    if fold(raw) in YES:
        return 1
    if fold(raw) in NO:
        return 0
    raise ValueError(_("“{0}” is neither yes nor no.").format(raw))


def _number(raw: Any) -> float:
    try:
        return float(str(raw).replace(" ", "").replace(",", "."))
    except ValueError:
        raise ValueError(_("“{0}” is no number.").format(raw)) from None
