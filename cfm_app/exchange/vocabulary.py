"""The records that the values of a log may name: every spelling of them, and what comes near."""

from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from rapidfuzz import fuzz, process

from cfm_app.exchange.headers import fold

TITLES = {"CFM Language": "language_name", "CFM Location": "location_name"}
WITH_ALIASES = ("CFM Channel", "CFM Language", "Case Category", "CFM Location")
PARENTS = {"CFM Location": "parent_cfm_location", "Case Category": "parent_case_category"}
NEAR = 82
SHORTEST = 3


@dataclass
class Vocabulary:
    """The records of a DocType by every spelling, folded."""

    names: dict[str, str]
    # The records that can be chosen: name and label.
    labels: dict[str, str] = field(default_factory=dict)

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
        return cls(names, labels)

    def find(self, raw: Any) -> str | None:
        """The record that a value names, or None."""
        return self.names.get(fold(raw))

    def guess(self, raw: Any) -> str | None:
        """The record whose spelling comes nearest to a value, if one comes near."""
        text = fold(raw)
        if len(text) < SHORTEST:
            return None
        best = process.extractOne(
            text, self.names.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR
        )
        return self.names[best[0]] if best and len(best[0]) >= SHORTEST else None


def _rows(doctype: str) -> list[Any]:
    meta = frappe.get_meta(doctype)
    fields = ["name"]
    optional = [TITLES.get(doctype), PARENTS.get(doctype)]
    optional += ["aliases"] if doctype in WITH_ALIASES else []
    optional += ["enabled"] if meta.has_field("enabled") else []
    fields += [each for each in optional if each]
    order = "lft asc" if meta.has_field("lft") else "creation asc"
    return frappe.get_all(doctype, fields=fields, order_by=order)


def _with_parent(row: Any, titles: dict[str, str], parent: str) -> str:
    above = titles.get(row.get(parent) or "") if parent else ""
    return f"{titles[row.name]} · {above}" if above else titles[row.name]
