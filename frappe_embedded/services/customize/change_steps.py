"""What the changes of one batch came to, record by record, and which later ones stand on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.meta.loader import meta_exists
from .history import changes_of
from .snapshots import changed_fields, differs

_NAMES = ("Renamed", "Merged")
_WHOLE = frozenset(("*",))


@dataclass(frozen=True)
class Step:
    """One record before and after all that a batch did to it."""

    change: str
    doctype: str
    name: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def touched(self) -> frozenset[str]:
        """The fields that are other than before; ``*`` for the record as a whole."""
        if self.change != "Changed":
            return _WHOLE
        fields = changed_fields(self.doctype, self.before, self.after)
        return frozenset(df.fieldname for df in fields)


def steps_of(changes: Iterable[_dict]) -> list[Step]:
    """One step a record, in the order of the last change of each; a new name is a step of its own."""
    found: dict[tuple[Any, ...], list[_dict]] = {}
    names: dict[tuple[str, str], int] = {}
    for change in changes:
        record = (change.reference_doctype, change.reference_name)
        is_name = change.change in _NAMES
        if is_name:
            names[record] = names.get(record, 0) + 1
        key = (*record, is_name, names.get(record, 0))
        found[key] = [*found.pop(key, []), change]
    steps = (_step(together) for together in found.values())
    return [step for step in steps if step is not None]


def _step(changes: list[_dict]) -> Step | None:
    """What several changes of a record came to; nothing if it is as it was."""
    first, last = changes[0], changes[-1]
    doctype, name = first.reference_doctype, first.reference_name
    before, after = first.before or {}, last.after or {}
    if first.change in _NAMES:
        return Step(first.change, doctype, name, before, after)
    if first.change == "Created":
        return None if last.change == "Deleted" else Step("Created", doctype, name, {}, after)
    if last.change == "Deleted":
        return Step("Deleted", doctype, name, before)
    if meta_exists(doctype) and not differs(doctype, before, after):
        return None
    return Step("Changed", doctype, name, before, after)


def later_batches(batch: str) -> list[str]:
    """The batches that have changed the same values again and still hold, the newest first."""
    found: dict[str, tuple[Any, ...]] = {}
    asked = [batch]
    while asked:
        own = changes_of(asked.pop())
        moment = max((change.creation, change.place) for change in own)
        for step in steps_of(own):
            for other, newest in _after(step, moment).items():
                if other not in found and other != batch:
                    found[other] = newest
                    asked.append(other)
    return [name for name, _newest in sorted(found.items(), key=lambda each: each[1])][::-1]


def _after(step: Step, moment: tuple[Any, ...]) -> dict[str, tuple[Any, ...]]:
    """The later batches that stand in the way of a step, each with its last moment."""
    if step.change == "Created":
        return {}
    rows = local.db.sql(
        "select batch, creation, rowid as place, undone, undo_of from `tabConfiguration Change`"
        " where reference_doctype = %s and reference_name = %s order by creation, rowid",
        (step.doctype, step.name),
        as_dict=True,
    )
    later = [row for row in rows if (row.creation, row.place) > moment]
    gone = {row.batch for row in later if row.undone}
    found = {}
    for row in later:
        if row.undone or row.undo_of in gone:
            continue
        if _stands_on(steps_of(changes_of(row.batch)), step):
            found[row.batch] = (row.creation, row.place)
    return found


def _stands_on(later: list[Step], step: Step) -> bool:
    own = step.touched()
    return any(
        (each.doctype, each.name) == (step.doctype, step.name)
        and (own == _WHOLE or each.touched() == _WHOLE or bool(own & each.touched()))
        for each in later
    )
