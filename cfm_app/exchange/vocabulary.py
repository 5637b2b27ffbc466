"""The records that the values of a log may name: every spelling of them, and what comes near."""

from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from rapidfuzz import fuzz, process

from cfm_app.base import doctype_access
from cfm_app.exchange import value_guess
from cfm_app.exchange.headers import fold

TITLES = {"CFM Language": "language_name", "CFM Location": "location_name"}
WITH_ALIASES = ("CFM Channel", "CFM Language", "Case Category", "CFM Location")
PARENTS = {"CFM Location": "parent_cfm_location", "Case Category": "parent_case_category"}
NEAR, SIMILAR, MOST_SIMILAR = 82, 70, 3
SHORTEST = 3
PLACES = "CFM Location"
OTHER = ("other", "autre")


@dataclass
class Vocabulary:
    """The records of a DocType by every spelling, folded."""

    names: dict[str, str]
    # The records that can be chosen: name and label.
    labels: dict[str, str] = field(default_factory=dict)
    doctype: str = ""
    # The first record of each set of words for the same thing, and of each spelling without its trimmings.
    sets: dict[int, str] = field(default_factory=dict)
    cores: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, doctype: str) -> "Vocabulary":
        """Read the records of a DocType. Old logs may name those that are switched off."""
        rows = _rows(doctype)
        title = TITLES.get(doctype, "name")
        titles = {row.name: _(row.get(title) or row.name) for row in rows}
        names: dict[str, str] = {}
        for row in rows:
            spellings = [row.name, row.get(title), titles[row.name]]
            spellings += (row.get("aliases") or "").split("\n")
            for spelling in filter(None, spellings):
                names.setdefault(fold(spelling), row.name)
        parent = PARENTS.get(doctype, "")
        enabled = [row for row in rows if row.get("enabled", 1)]
        labels = {row.name: _with_parent(row, titles, parent) for row in enabled}
        found = cls(names, labels, doctype)
        found._know_words()
        return found

    def _know_words(self) -> None:
        for spelling, name in self.names.items():
            said = value_guess.core(spelling)
            self.cores.setdefault(said, name)
            number = value_guess.set_of(self.doctype, said)
            if number is not None:
                self.sets.setdefault(number, name)

    def find(self, raw: Any) -> str | None:
        """The record that a value names, or None."""
        return self.names.get(fold(raw))

    def knows(self, raw: Any) -> bool:
        """Whether a value names a record, by its spelling or by a word that means the same."""
        return bool(self.find(raw) or self._by_words(raw))

    def guess(self, raw: Any) -> str | None:
        """The record that a value probably means: by words for the same thing, else by its spelling."""
        meant = self._by_words(raw) or self._by_first_words(raw)
        if meant:
            return meant
        text = self._compared(raw)
        if len(text) < SHORTEST:
            return None
        best = process.extractOne(
            text, self.names.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR
        )
        return self.names[best[0]] if best and len(best[0]) >= SHORTEST else None

    def similar(self, raw: Any) -> list[str]:
        """The records that can be chosen and whose spellings are like a value, the likest first."""
        text = self._compared(raw)
        if len(text) < SHORTEST:
            return []
        near = process.extract(
            text,
            self.names.keys(),
            scorer=fuzz.WRatio,
            score_cutoff=SIMILAR,
            limit=4 * MOST_SIMILAR,
        )
        names = dict.fromkeys(self.names[spelling] for spelling, _score, _place in near)
        return [name for name in names if name in self.labels][:MOST_SIMILAR]

    def _compared(self, raw: Any) -> str:
        return value_guess.place(raw) if self.doctype == PLACES else fold(raw)

    def _by_words(self, raw: Any) -> str | None:
        if self.doctype == PLACES:
            return self.names.get(value_guess.place(raw))
        said = value_guess.core(raw)
        number = value_guess.set_of(self.doctype, said)
        return self.cores.get(said) or (None if number is None else self.sets.get(number))

    def _by_first_words(self, raw: Any) -> str | None:
        """By what a longer value begins with: "Questions about vaccines" is a question."""
        words = [word for word in value_guess.core(raw).split() if word not in OTHER]
        for count in range(len(words), 0, -1):
            number = value_guess.set_of(self.doctype, " ".join(words[:count]))
            if number in self.sets:
                return self.sets[number]
        return None


def _rows(doctype: str) -> list[Any]:
    meta = frappe.get_meta(doctype)
    fields = ["name"]
    optional = [TITLES.get(doctype), PARENTS.get(doctype)]
    optional += ["aliases"] if doctype in WITH_ALIASES else []
    optional += ["enabled"] if meta.has_field("enabled") else []
    fields += [each for each in optional if each]
    order = "lft asc" if meta.has_field("lft") else "creation asc"
    if doctype not in doctype_access.PROTECTED:
        return frappe.get_all(doctype, fields=fields, order_by=order)
    # A field of an office may name cases or people: those that the user sees are there, and no others.
    if not frappe.has_permission(doctype, "read"):
        return []
    return frappe.get_list(doctype, fields=fields, order_by=order, limit_page_length=0)


def _with_parent(row: Any, titles: dict[str, str], parent: str) -> str:
    above = titles.get(row.get(parent) or "") if parent else ""
    return f"{titles[row.name]} · {above}" if above else titles[row.name]
