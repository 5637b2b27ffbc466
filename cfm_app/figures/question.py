"""A question to the figures, read from a URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import frappe
from frappe import _

from cfm_app.figures import spans
from cfm_app.figures.facts import FACTS, FILTERS, TIMES, key_of
from cfm_app.figures.measures import MEASURES, OPEN, Measure
from cfm_app.figures.spans import Span

FIRST_MEASURE, FIRST_FACT = "received", "Main category"
NOTHING = "-"
"""What stands in an address for a fact that was not told."""


@dataclass(frozen=True)
class Question:
    """A measure of a period by one or two facts, with filters."""

    span: Span
    measure: Measure = field(default_factory=lambda: MEASURES[FIRST_MEASURE])
    rows_by: str = FIRST_FACT
    columns_by: str = ""
    where: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Question:
        """Read a question from a URL or form; throws ``ValidationError`` for unknown values."""
        span = spans.read(given.get("period"), given.get("first"), given.get("last"))
        measure = _known(MEASURES, given.get("measure") or FIRST_MEASURE)
        by_key = {key_of(name): name for name in FACTS}
        rows_by = _known(by_key, given.get("rows") or key_of(FIRST_FACT))
        across = given.get("across")
        columns_by = _known(by_key, across) if across else ""
        if columns_by == rows_by:
            frappe.throw(_("Choose something else across than by what it is counted."))
        if measure.moment == OPEN and {rows_by, columns_by} & set(TIMES):
            frappe.throw(
                _("Open cases stand at one moment: count them by something else than time.")
            )
        where = tuple(
            (name, "" if given[key] == NOTHING else str(given[key]))
            for name, key in ((name, key_of(name)) for name in FILTERS)
            if given.get(key)
        )
        return cls(span, measure, rows_by, columns_by, where)

    def of(self, span: Span) -> Question:
        """The same question about another period."""
        return replace(self, span=span)

    @property
    def query(self) -> dict[str, str]:
        """The question as URL parameters."""
        days = {"first": str(self.span.first), "last": str(self.span.last)}
        found = {
            **({"period": self.span.name} if self.span.name else days),
            "measure": self.measure.key,
            "rows": key_of(self.rows_by),
            "across": key_of(self.columns_by) if self.columns_by else "",
            **{key_of(name): value or NOTHING for name, value in self.where},
        }
        return {key: value for key, value in found.items() if value}


def _known(choices: Mapping[str, Any], wanted: object) -> Any:
    if str(wanted) not in choices:
        frappe.throw(_("These figures do not exist. Choose from the lists of the page."))
    return choices[str(wanted)]
