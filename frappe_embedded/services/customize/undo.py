"""Taking a change of the site's set-up back."""

from typing import Any
from urllib.parse import urlencode

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.renaming import rename_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.roles import only_for_setup
from .history import changes_of, differs, mark_undone, snapshot, undoing


def undo(batch: str) -> int:
    """Take back everything that a batch changed, the last first; how many records that were.

    Entries that a change moved to another state stay where they are: people have gone on with them.
    Goes through the same checks as any change. Refused where a record was changed again since.
    """
    only_for_setup()
    changes = changes_of(batch)
    if not changes:
        throw(_("This change is not known."), DoesNotExistError)
    if changes[0].undone:
        throw(_("This change was undone already."))
    undoing(batch)
    for change in reversed(changes):
        _take_back(change)
    mark_undone(batch)
    return len(changes)


def _take_back(change: _dict) -> None:
    doctype, name = change.reference_doctype, change.reference_name
    if not meta_exists(doctype):
        throw(_("{0} does not exist any more.").format(_(doctype)))
    is_single = bool(get_meta(doctype).issingle)
    exists = is_single or bool(local.db.exists(doctype, name))
    if change.change == "Deleted":
        if exists:
            _refuse(doctype, name)
        new_document(doctype, **change.before).insert(set_name=name)
        return
    if not exists:
        _refuse(doctype, name)
    doc = get_doc(doctype, name)
    if differs(snapshot(doc), change.after):
        _refuse(doctype, name)
    if change.change == "Merged":
        throw(_("Two records that became one are not parted again: nobody knows what was whose."))
    if change.change == "Created":
        delete_doc(doctype, name)
    elif change.change == "Renamed":
        rename_doc(doctype, name, change.before["name"])
    else:
        _restore(doc, change.before)


def _restore(doc: Any, values: dict[str, Any]) -> None:
    for df in doc.meta.fields:
        if df.fieldtype != "Password" and (df.has_column or df.is_table):
            doc.set(df.fieldname, values.get(df.fieldname) or ([] if df.is_table else None))
    doc.save()


def _refuse(doctype: str, name: str) -> None:
    later = f"/app/history?{urlencode({'doctype': doctype, 'name': name})}"
    throw(
        _("{0} {1} was changed again since. Undo the later change first.").format(_(doctype), name)
        + f' <a href="{later}">{_("Show the later change")}</a>',
        title=_("This change cannot be undone by itself"),
    )
