"""Taking a change of the site's set-up back: by the fields that it changed, whatever came after in others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError, LinkExistsError
from ...kernel.core.messages import clear_messages, throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.renaming import rename_doc
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.roles import only_for_setup
from ...kernel.query.api import all_or_nothing
from .change_steps import Step, later_batches, steps_of
from .history import changes_of, mark_undone, undoing
from .row_merge import Row, RowsChanged, taken_back
from .snapshots import changed_fields, row_fields, row_snapshot, row_values, value_of

IN_USE = {"disabled": 1, "enabled": 0, "is_active": 0}
"""Fields that take a record out of use, and with which value."""


@dataclass(frozen=True)
class Choices:
    """What somebody chose before a change is taken back."""

    moves: dict[str, dict[str, str]] = field(default_factory=dict)
    """By workflow: the state that entries get instead of one that goes."""
    with_later: bool = False
    """Later changes of the same values go back first."""
    retire: bool = False
    """What is in use is taken out of use where it cannot be deleted."""


def undo(batch: str, choices: Choices | None = None) -> int:
    """Take back everything that a batch changed, the last first; how many records that were.

    Entries that a change moved to another state stay where they are: people have gone on with them.
    Goes through the same checks as any change. Refused where the same value was changed again since,
    unless the later changes go back as well.
    """
    only_for_setup()
    chosen = choices or Choices()
    steps = known_steps(batch)
    undoing(batch)
    if chosen.with_later:
        for later in later_batches(batch):
            _take_batch_back(later, steps_of(changes_of(later)), chosen)
    _take_batch_back(batch, steps, chosen)
    return len(steps)


def known_steps(batch: str) -> list[Step]:
    """What a batch came to, record by record; refused if it is not known or was taken back already."""
    changes = changes_of(batch)
    if not changes:
        throw(_("This change is not known."), DoesNotExistError)
    if changes[0].undone:
        throw(_("This change was undone already."))
    return steps_of(changes)


def _take_batch_back(batch: str, steps: list[Step], chosen: Choices) -> None:
    for step in reversed(steps):
        _take_back(step, chosen)
    mark_undone(batch)


def _take_back(step: Step, chosen: Choices) -> None:
    doctype, name = step.doctype, step.name
    if not meta_exists(doctype):
        throw(_("{0} does not exist any more.").format(_(doctype)))
    exists = is_there(doctype, name)
    if step.change == "Deleted":
        if exists:
            _refuse(doctype, name)
        new_document(doctype, **step.before).insert(set_name=name)
    elif step.change == "Created":
        if exists:
            _remove(doctype, name, chosen.retire)
    elif not exists:
        _refuse(doctype, name)
    elif step.change == "Merged":
        throw(_("Two records that became one are not parted again: nobody knows what was whose."))
    elif step.change == "Renamed":
        rename_doc(doctype, name, step.before["name"])
    else:
        _restore(step, chosen)


def is_there(doctype: str, name: str) -> bool:
    return bool(get_meta(doctype).issingle) or bool(local.db.exists(doctype, name))


def _restore(step: Step, chosen: Choices) -> None:
    doc = get_doc(step.doctype, step.name)
    if again := put_back(doc, step):
        _refuse(step.doctype, step.name, again)
    if moves := chosen.moves.get(step.name):
        doc.state_moves = moves
    doc.save()


def put_back(doc: Any, step: Step) -> list[DocField]:
    """Set the values of before in the fields that a step changed; those that were changed again since."""
    again = []
    for df in changed_fields(step.doctype, step.before, step.after):
        was, became = step.before.get(df.fieldname), step.after.get(df.fieldname)
        if df.is_table:
            if not _put_rows_back(doc, df, was or [], became or []):
                again.append(df)
            continue
        now = value_of(df, doc.get(df.fieldname))
        if now == value_of(df, became):
            doc.set(df.fieldname, was)
        elif now != value_of(df, was):
            again.append(df)
    return again


def _put_rows_back(
    doc: Any, df: DocField, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> bool:
    """Put the rows of a table back; false if somebody has changed the same rows again."""
    doctype = str(df.options)
    old, new, rows = (_cells(doctype, each) for each in (before, after, _stored(doc, df)))
    try:
        merged = taken_back(old, new, rows)
    except RowsChanged:
        return False
    kept = list(doc.get(df.fieldname) or [])
    doc.set(df.fieldname, [])
    for row in merged:
        if row.place is None:
            doc.append(df.fieldname, before[old.index(row.cells)])
        else:
            _set_cells(doctype, kept[row.place], row, rows[row.place])
            doc.append(df.fieldname, kept[row.place])
    for at, each in enumerate(doc.get(df.fieldname), 1):
        each.idx = at
    return True


def _stored(doc: Any, df: DocField) -> list[dict[str, Any]]:
    return [row_snapshot(row) for row in doc.get(df.fieldname) or []]


def _cells(doctype: str, rows: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [row_values(doctype, row) for row in rows]


def _set_cells(doctype: str, kept: Any, row: Row, now: tuple[Any, ...]) -> None:
    for df, value, present in zip(row_fields(doctype), row.cells, now, strict=True):
        if value != present:
            kept.set(df.fieldname, None if value == "" else value)


def _remove(doctype: str, name: str, retire: bool) -> None:
    """Delete a record that a change made; one in use is taken out of use where that was chosen."""
    if not retire:
        delete_doc(doctype, name)
        return
    try:
        with all_or_nothing():
            delete_doc(doctype, name)
    except LinkExistsError:
        values = out_of_use(doctype)
        if not values:
            raise
        clear_messages()
        get_doc(doctype, name).update(values).save()


def out_of_use(doctype: str) -> dict[str, int]:
    """What takes a record of a DocType out of use; empty where nothing does."""
    meta = get_meta(doctype)
    return next(({name: value} for name, value in IN_USE.items() if meta.has_field(name)), {})


def history_of(doctype: str, name: str) -> str:
    return f"/app/history?{urlencode({'doctype': doctype, 'name': name})}"


def _refuse(doctype: str, name: str, fields: Iterable[DocField] = ()) -> None:
    words = [str(_(df.label or df.fieldname)) for df in fields]
    text = _("{0} {1} was changed again since. Undo the later change first.").format(
        _(doctype), name
    )
    told = f" ({', '.join(words)})" if words else ""
    link = f' <a href="{history_of(doctype, name)}">{_("Show the later change")}</a>'
    throw(text + told + link, title=_("This change cannot be undone by itself"))
