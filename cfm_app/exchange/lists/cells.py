"""Converts cells to values of fields, and values to cells."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from frappe import _
from frappe.utils import cint, flt, formatdate, get_datetime, getdate

from cfm_app.base import languages
from cfm_app.exchange import dates
from cfm_app.exchange.headers import fold
from cfm_app.exchange.lists.columns import NUMBERS, ListColumn
from cfm_app.exchange.lists.links import LinkReader
from cfm_app.exchange.value_words import OPTIONS

PARTS = re.compile(r"\s*[;\n]\s*")
COMMAS = re.compile(r"\s*,\s*")
CLOCK = re.compile(r"(\d{1,2})[:hH](\d{2})(?::(\d{2}))?")
TICKED = {"x", "✓", "✔", *OPTIONS["disability"]["Yes"]}
UNTICKED = {*OPTIONS["disability"]["No"]} - {"none", "aucun", "aucune"}

Read = Callable[[Any], Any]


class Cells:
    """Reads and writes cells of some columns; linked records are read once."""

    def __init__(self, columns: dict[str, ListColumn], date_order: str = "") -> None:
        self.columns = columns
        self.date_order = date_order
        self._links: dict[str, LinkReader] = {}
        self._options: dict[str, dict[str, str]] = {}

    def links(self, doctype: str) -> LinkReader:
        """The records of a DocType that cells may name."""
        if doctype not in self._links:
            self._links[doctype] = LinkReader(doctype)
        return self._links[doctype]

    def know(self, doctype: str, name: str, title: str) -> None:
        """A record was made: rows further down may name it."""
        if doctype in self._links:
            self._links[doctype].add(name, title)

    # --- reading ------------------------------------------------------------------------------
    def read(self, column: ListColumn, raw: Any) -> Any:
        """The value of a filled cell; a list of them for a table of single values.

        Raises:
            ValueError: with a sentence for whoever keeps the sheet.
        """
        if column.is_list:
            return self._values(column, raw)
        return self._value(column, raw)

    def _values(self, column: ListColumn, raw: Any) -> list[Any]:
        try:
            return [self._value(column, raw)]
        except ValueError:
            parts = [each for each in PARTS.split(str(raw)) if each]
        found: list[Any] = []
        for part in parts:
            try:
                found.append(self._value(column, part))
            except ValueError:
                if "," not in part:
                    raise
                found += [self._value(column, each) for each in COMMAS.split(part) if each]
        return list(dict.fromkeys(found))

    def _value(self, column: ListColumn, raw: Any) -> Any:
        kind = column.df.fieldtype
        if kind == "Link":
            return self.links(column.df.options).find(raw)
        if kind == "Select":
            return self._option(column, raw)
        if kind == "Check":
            return _ticked(raw)
        if kind in NUMBERS:
            number = _number(raw)
            return _whole(number, raw) if kind == "Int" else number
        if kind == "Date":
            return dates.moment(raw, self.date_order).date().isoformat()
        if kind == "Datetime":
            return str(dates.moment(raw, self.date_order))
        return _clock(raw) if kind == "Time" else _text(raw)

    def _option(self, column: ListColumn, raw: Any) -> str:
        if column.key not in self._options:
            spelt: dict[str, str] = {}
            for option in options_of(column):
                for word in languages.words_for(option):
                    spelt.setdefault(fold(word), option)
            self._options[column.key] = spelt
        found = self._options[column.key].get(fold(_text(raw)))
        if found is None:
            offered = ", ".join(_(each) for each in options_of(column))
            raise ValueError(_("“{0}” cannot be chosen. Write one of: {1}.").format(raw, offered))
        return found

    # --- writing ------------------------------------------------------------------------------
    def written(self, column: ListColumn, value: Any) -> Any:
        """A value as a cell that is read back as the same."""
        if isinstance(value, list):
            return "; ".join(str(self.written(column, each)) for each in value)
        if value is None or value == "":
            return None
        kind = column.df.fieldtype
        if kind == "Link":
            links = self.links(column.df.options)
            return str(value) if links.is_closed else links.spelling(value)
        if kind == "Select":
            return _(value)
        if kind == "Check":
            return _("Yes") if cint(value) else _("No")
        if kind in NUMBERS:
            return cint(value) if kind == "Int" else flt(value)
        if kind == "Date":
            return getdate(value)
        return get_datetime(value) if kind == "Datetime" else str(value)

    def told(self, column: ListColumn, value: Any) -> str:
        """A value as a person reads it in a preview; empty where there is none."""
        if isinstance(value, list):
            return "; ".join(self.told(column, each) for each in value)
        if value and column.df.fieldtype == "Link":
            return self.links(column.df.options).told(value)
        if value and column.df.fieldtype == "Date":
            return str(formatdate(value))
        written = self.written(column, value)
        return "" if written is None else str(written)

    def choices(self, column: ListColumn) -> list[str]:
        """What can be chosen for a column; empty where anything can be written."""
        kind = column.df.fieldtype
        if kind == "Select":
            return [_(each) for each in options_of(column)]
        if kind == "Check":
            return [_("Yes"), _("No")]
        return self.links(column.df.options).spellings() if kind == "Link" else []


def options_of(column: ListColumn) -> list[str]:
    return [each for each in (column.df.options or "").split("\n") if each]


def is_empty(raw: Any) -> bool:
    return raw is None or str(raw).strip() == ""


def is_same(column: ListColumn, one: Any, other: Any) -> bool:
    """Whether a database considers two values of a field equal."""
    kind = column.df.fieldtype
    if isinstance(one, list) or isinstance(other, list):
        return sorted(map(str, one or [])) == sorted(map(str, other or []))
    if kind == "Check" or kind == "Int":
        return cint(one) == cint(other)
    if kind in NUMBERS:
        return flt(one) == flt(other)
    if not one or not other:
        return not one and not other
    if kind == "Date":
        return getdate(one) == getdate(other)
    if kind == "Datetime":
        return get_datetime(one) == get_datetime(other)
    if kind == "Time":
        return _clock(one) == _clock(other)
    return str(one).strip() == str(other).strip()


def _ticked(raw: Any) -> int:
    if isinstance(raw, bool | int | float):
        return int(bool(raw))
    said = fold(raw)
    if said in TICKED or said in UNTICKED:
        return int(said in TICKED)
    raise ValueError(_("“{0}” is neither yes nor no.").format(raw))


def _number(raw: Any) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    text = re.sub(r"[\s\u00a0\u202f']", "", str(raw)).removesuffix("%")
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise ValueError(_("“{0}” is no number.").format(raw)) from None


def _whole(number: float, raw: Any) -> int:
    if not number.is_integer():
        raise ValueError(_("“{0}” is no whole number.").format(raw))
    return int(number)


def _clock(raw: Any) -> str:
    if isinstance(raw, time | datetime):
        return raw.strftime("%H:%M:%S")
    found = CLOCK.match(str(raw).strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(_("“{0}” is no time of a day. Write it as 14:30.").format(raw))
    return f"{int(found[1]):02}:{found[2]}:{found[3] or '00'}"


def _text(raw: Any) -> str:
    """A cell as text; spreadsheets store codes and phones made of digits as numbers."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and not (raw.hour or raw.minute or raw.second):
        return raw.date().isoformat()
    return raw.isoformat() if isinstance(raw, date) else str(raw).strip()
