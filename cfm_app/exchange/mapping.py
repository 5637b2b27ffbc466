"""From the columns and values of a log to the fields of a case."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

# Headers that are understood without a map, folded to lower case without accents.
HEADERS: dict[str, tuple[str, ...]] = {
    "source_id": ("ref", "id", "reference", "case number", "case id", "numero", "no", "n°"),
    "received_on": ("date received", "date", "received on", "date de reception", "date_entered"),
    "channel": ("channel", "canal", "source"),
    "language": ("language", "langue"),
    "category": ("type", "category", "categorie", "code"),
    "sensitivity": ("sensitive", "sensitivity", "sensible", "sensibilite"),
    "priority": ("priority", "priorite"),
    "location": ("region", "province", "location", "place", "lieu", "departement"),
    "programme": ("programme", "program", "activity", "activite"),
    "partner": ("partner", "partenaire"),
    "sex": ("sex", "sexe", "gender", "genre"),
    "age_group": ("age", "age group", "tranche d'age"),
    "description": ("what was said", "description", "feedback", "message", "plainte", "contenu"),
    "information_given": ("information given", "answer", "reponse"),
    "resolution": ("resolution",),
    "full_name": ("name", "nom", "full name", "nom et prenom"),
    "phone": ("phone", "telephone", "tel", "numero de telephone"),
}
LINKS = {
    "channel": ("CFM Channel", ""),
    "language": ("CFM Language", "language_name"),
    "category": ("Case Category", ""),
    "priority": ("Case Priority", ""),
    "location": ("CFM Location", "location_name"),
    "programme": ("CFM Programme", ""),
    "partner": ("CFM Partner", ""),
    "sensitivity": ("Case Sensitivity", ""),
}
WITH_ALIASES = ("CFM Channel", "CFM Language", "Case Category", "CFM Location")
YES = ("yes", "oui", "y", "o", "1", "true", "vrai", "sensitive", "sensible")
NO = ("no", "non", "n", "0", "false", "faux", "non-sensitive", "non sensible")
WORDS = {
    "sex": {
        "f": "Female",
        "femme": "Female",
        "woman": "Female",
        "m": "Male",
        "h": "Male",
        "homme": "Male",
        "man": "Male",
    },
}


@dataclass
class Mapping:
    """Which column feeds which field, and what the values of a field are called in the log."""

    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    # What is done with a value that names no record: kept as a note, or refused.
    strict: bool = False


def guess(headers: tuple[str, ...]) -> dict[str, str]:
    """The columns that can be recognised by their headers: field to header."""
    folded = {fold(header): header for header in headers}
    found: dict[str, str] = {}
    for name, spellings in HEADERS.items():
        for spelling in spellings:
            header = folded.get(spelling)
            if header and header not in found.values():
                found[name] = header
                break
    return found


def fold(text: Any) -> str:
    """A text without case, accents and superfluous blanks."""
    decomposed = unicodedata.normalize("NFKD", str(text))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


class Translator:
    """Turns rows into values of a case; remembers the vocabularies it has read."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.known: dict[str, dict[str, str]] = {}
        self.unclear = frappe.db.get_single_value("CFM Settings", "unclear_sensitivity")
        self.custom = {
            name: {fold(key): value for key, value in table.items()}
            for name, table in mapping.values.items()
        }

    def translate(self, row: dict[str, Any]) -> tuple[dict[str, Any], list[str], list[str]]:
        """The values of a case, notes on what had no place, and errors."""
        values: dict[str, Any] = {}
        notes: list[str] = []
        errors: list[str] = []
        for name, header in self.mapping.columns.items():
            raw = row.get(header)
            if raw in (None, ""):
                continue
            if isinstance(raw, float) and raw.is_integer():
                # Spreadsheets keep phone and case numbers as 66123456.0.
                raw = int(raw)
            value = self.custom.get(name, {}).get(fold(raw))
            if value is None:
                try:
                    value = self._value(name, raw)
                except ValueError as error:
                    errors.append(f"{header}: {error}")
                    continue
            if value is None:
                text = _("{0}: {1}").format(header, raw)
                (errors if self.mapping.strict else notes).append(text)
            else:
                values[name] = value
        return values, notes, errors

    def _value(self, name: str, raw: Any) -> Any:
        if name == "received_on":
            return _moment(raw)
        if name == "sensitivity" and fold(raw) in NO:
            return ""
        if name == "sensitivity" and fold(raw) in YES:
            return self.unclear
        if name in LINKS:
            return self._link(name).get(fold(raw))
        if name in ("sex", "age_group"):
            return self._option(name, raw)
        return str(raw)

    def _link(self, name: str) -> dict[str, str]:
        """Every spelling of the records of a vocabulary."""
        if name not in self.known:
            doctype, title = LINKS[name]
            fields = ["name"] + ([title] if title else [])
            if doctype in WITH_ALIASES:
                fields.append("aliases")
            table: dict[str, str] = {}
            for row in frappe.get_all(doctype, fields=fields, order_by="creation asc"):
                spellings = [row.name, row.get(title) if title else ""]
                spellings += (row.get("aliases") or "").split("\n")
                for spelling in filter(None, spellings):
                    table.setdefault(fold(spelling), row.name)
            self.known[name] = table
        return self.known[name]

    def _option(self, name: str, raw: Any) -> str | None:
        options = frappe.get_meta("Case").get_field(name).options.split("\n")
        by_text = {fold(option): option for option in options if option}
        by_text.update({fold(_(option)): option for option in options if option})
        return by_text.get(fold(raw)) or WORDS.get(name, {}).get(fold(raw))


def _moment(raw: Any) -> datetime:
    """A date as spreadsheets and people write it; days come before months."""
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=None)
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day)
    text = str(raw).strip()
    for pattern in ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    try:
        moment = get_datetime(text)
    except Exception as error:
        raise ValueError(_("{0} is no date.").format(text)) from error
    if moment is None:
        raise ValueError(_("{0} is no date.").format(text))
    return moment.replace(tzinfo=None)
