"""The facts of all ordinary records of a kind as they are now: the stored ones, and what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cfm_app.base import changed_records
from cfm_app.figures.kept_facts import months, tables
from cfm_app.figures.kept_facts.columns import Facts, Flags, Part, marks, unpacked_marks
from cfm_app.figures.kept_facts.months import MARKS, MonthSummary, Outdated
from cfm_app.figures.kept_facts.tables import SENSITIVITY, Table

Predicate = Callable[[Part], Flags]


class KeptFacts:
    """The facts of a kind, each column read once. It checks no rights: the caller may know of all records."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._read_state()

    def _read_state(self) -> None:
        table = self.table
        # First: months that are stored afterwards may be newer than this, never older.
        self._changed = sorted({record for _row, record in changed_records.noted(table.doctype)})
        self.is_complete = changed_records.EVERYTHING not in self._changed
        self._summaries = months.summaries(table) if self.is_complete else {}
        self._parts: dict[str, Part] = {}
        self._unchanged: dict[str, Flags] = {}
        self._since: list[Part] | None = None

    def choose(
        self,
        fields: Sequence[str],
        needed: Sequence[str],
        may_match: Callable[[MonthSummary], bool],
        predicate: Predicate,
    ) -> Facts:
        """Some facts of the records that meet a condition.

        ``needed`` are the columns that ``predicate`` reads. ``may_match`` says from the summary of a month whether
        the month is worth reading. If a month is stored again meanwhile, this starts over once; ``Outdated`` if
        that fails, too.
        """
        try:
            return self._chosen(fields, needed, may_match, predicate)
        except Outdated:
            self._read_state()
            if not self.is_complete:
                raise
        return self._chosen(fields, needed, may_match, predicate)

    def _chosen(
        self,
        fields: Sequence[str],
        needed: Sequence[str],
        may_match: Callable[[MonthSummary], bool],
        predicate: Predicate,
    ) -> Facts:
        candidates = [month for month, each in self._summaries.items() if may_match(each)]
        self._load(candidates, (SENSITIVITY, *needed, *((MARKS,) if self._changed else ())))
        chosen = {}
        for month in candidates:
            selected = self._selected(month, predicate)
            if selected.any():
                chosen[month] = selected
        self._load(list(chosen), fields)
        parts = [(self._parts[month], selected) for month, selected in chosen.items()]
        return Facts.of_parts(
            [*parts, *((part, predicate(part)) for part in self._changed_parts())]
        )

    def _selected(self, month: str, predicate: Predicate) -> Flags:
        part = self._parts[month]
        selected = predicate(part) & tables.is_ordinary(part)
        return selected & self._unchanged_in(month) if self._changed else selected

    def _unchanged_in(self, month: str) -> Flags:
        """A mask of the records of a month that have not changed since it was stored."""
        if month not in self._unchanged:
            kept = self._marks(month)
            same = np.ones(self._parts[month].number, dtype=np.bool_)
            # Stored in order, so that a few are found among many.
            changed = marks(self._changed)
            places = np.searchsorted(kept, changed)
            places[places == len(kept)] = 0
            same[places[kept[places] == changed]] = False
            self._unchanged[month] = same
        return self._unchanged[month]

    def _marks(self, month: str) -> NDArray[np.uint64]:
        text = self._parts[month].columns[MARKS]
        assert isinstance(text, str)
        return unpacked_marks(text)

    def _load(self, wanted: Sequence[str], facts: Sequence[str]) -> None:
        for month in wanted:
            self._parts.setdefault(month, Part(self._summaries[month].number, {}))
        missing = sorted(
            {fact for month in wanted for fact in facts if fact not in self._parts[month].columns}
        )
        versions = {month: self._summaries[month].version for month in wanted}
        texts = months.columns(self.table, versions, missing)
        for month, found in texts.items():
            known = self._parts[month].columns
            for fact, text in found.items():
                known.setdefault(fact, text)

    def _changed_parts(self) -> list[Part]:
        if self._since is None:
            found = tables.named(self.table, self._changed)
            self._since = [part for _names, part in found if part.number]
        return self._since
