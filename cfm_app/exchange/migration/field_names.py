"""The stored names and labels of SugarCRM's and SuiteCRM's modules, columns and lists.

Facts from outside: `modules/*/vardefs.php` and `include/export_utils.php` of SuiteCRM e572230 say which label a
column of an export has. The labels lie in `labels.csv` and `list_labels.csv`, by language: of SuiteCRM and
SugarCRM CE from their packs (SuiteCRM e572230, QuickCRM/SuiteCRM-French-Translation 78cb872, SinergiaTIC
ee8a9f7, elgoufriismail/SuiteCRM, CesarChaMal/SuiteCRM-7.12.7, cromaRFX/procumancrm 1d304b1,
EliMireles/SynoSugarCRMFrenchLanguagePack 5df0657, akasha-rt/goldmine b30cb72). Lines without a language are what
offices write themselves; lines without a field are names of modules, as of files.
"""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cfm_app.exchange.headers import fold
from cfm_app.exchange.migration import records

HERE = Path(__file__).parent
TABLES = {
    records.CASES: "cases",
    records.CONTACTS: "contacts",
    records.ACCOUNTS: "accounts",
    records.NOTES: "notes",
    records.CALLS: "calls",
    records.TASKS: "tasks",
    records.USERS: "users",
    records.UPDATES: "aop_case_updates",
    records.AUDIT: "cases_audit",
    records.SEARCHES: "saved_search",
    records.DEFINITIONS: "filters",
}
# The columns that identify a file of records if its name does not.
MARKS = {
    records.AUDIT: {"field_name", "parent_id"},
    records.SEARCHES: {"search_module", "contents"},
    records.DEFINITIONS: {"module_name", "filter_definition"},
    records.CASES: {"case_number"},
    records.NOTES: {"filename"},
    records.UPDATES: {"case_id", "description"},
    records.TASKS: {"date_due", "parent_id"},
    records.CALLS: {"date_start", "parent_id"},
    records.USERS: {"user_name"},
    records.CONTACTS: {"last_name"},
}
# The same label twice in one file: the reader adds the place of the second column.
REPEATED = re.compile(r" \d+$")
EVERYWHERE, OF_OFFICES = "", ""

# Module → language → folded label → the fields that may have it, the likeliest first.
Labels = dict[str, dict[str, dict[str, list[str]]]]


@lru_cache(maxsize=1)
def _labels() -> Labels:
    found: Labels = {}
    for line in _lines("labels.csv"):
        words = found.setdefault(line["module"], {}).setdefault(line["language"], {})
        fields = words.setdefault(fold(line["label"]), [])
        if line["field"] not in fields:
            fields.append(line["field"])
    return found


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    """The stored key for each folded label of a list; the languages of offices here count first."""
    found: dict[str, dict[str, str]] = {}
    for line in _lines("list_labels.csv"):
        found.setdefault(line["list"], {}).setdefault(fold(line["label"]), line["key"])
    return found


def _lines(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def module_called(name: str) -> str | None:
    """The module that a file is called after, in any language."""
    called = fold(name)
    for module, languages in _labels().items():
        if any("" in words.get(called, ()) for words in languages.values()):
            return module
    return None


def names_of(module: str, headers: Iterable[str]) -> dict[str, str]:
    """The stored name for each header that is one, or the label of one, in the language that knows most of them.

    Each name occurs once: where two columns have the same label, the second is the next field with it.
    """
    given = list(headers)
    said = {header: _as_label(header, given) for header in given}
    tables = _by_language(module, said.values())
    stored = {name for table in tables for names in table.values() for name in names if name}
    found = {header: said[header] for header in given if said[header] in stored}
    taken = set(found.values())
    for table in tables:
        for header in given:
            names = table.get(said[header], ()) if header not in found else ()
            name = next((each for each in names if each and each not in taken), "")
            if name:
                found[header] = name
                taken.add(name)
    return found


def _as_label(header: str, headers: list[str]) -> str:
    plain = REPEATED.sub("", header)
    return fold(plain if plain in headers else header).rstrip(" :")


def _by_language(module: str, labels: Iterable[str]) -> list[dict[str, list[str]]]:
    """The labels of a module, those of the likeliest language first, then what offices write in any module."""
    said = set(labels)
    languages = _labels().get(module, {})
    ordered = sorted(languages, key=lambda each: -len(said & languages[each].keys()))
    return [*(languages[each] for each in ordered), _labels()[EVERYWHERE][OF_OFFICES]]


def key_of(field: str, value: str, labels: dict[str, dict[str, str]]) -> str:
    """The stored key of a value: a key itself, or the label of one in the exporter's language."""
    own = labels.get(field, {})
    if value in own:
        return value
    said = fold(value).replace("_", " ")
    for key, label in own.items():
        if fold(label) == said:
            return key
    known = _lists().get(field, {})
    for key in dict.fromkeys(known.values()):
        if fold(key).replace("_", " ") == said:
            return key
    return known.get(said, value)
