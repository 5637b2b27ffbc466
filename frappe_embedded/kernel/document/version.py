"""What a save changed, kept as Version documents."""

import json
from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..query.writing import insert_record
from ..utils.formatters import format_value
from ..utils.text import cstr
from .values import cast_value

_UNFORMATTED = ("Text Editor", "Code", "HTML Editor", "Markdown Editor", "JSON", "Password")


def save_version(doc: Any) -> None:
    """Store a Version when a tracked document changed."""
    before = doc.get_doc_before_save()
    if (
        not doc.meta.track_changes
        or doc.flags.ignore_version
        or local.flags.in_install
        or before is None
        or doc.doctype == "Version"
    ):
        return
    diff = get_diff(before, doc)
    if diff is not None:
        note_change(doc.doctype, str(doc.name), diff)


def note_change(doctype: str, name: str, diff: _dict) -> None:
    """Keep what the user changed of a document, in the form of :func:`get_diff`."""
    data = json.dumps(diff, separators=(",", ":"), sort_keys=True, default=str, ensure_ascii=False)
    insert_record(local.db, "Version", {"ref_doctype": doctype, "docname": name, "data": data})


def get_diff(old: Any, new: Any, for_child: bool = False) -> _dict | None:
    """Changed fields, added, removed and changed rows; ``None`` when nothing changed."""
    diff = _dict(changed=[], added=[], removed=[], row_changed=[])
    if not for_child:
        diff.data_import = new.flags.via_data_import or None
        diff.updater_reference = new.flags.updater_reference or None
    meta = new.meta
    for field in meta.value_fields:
        _diff_value(diff, field, old, new)
    if not for_child:
        for fieldname in meta.table_doctypes:
            _diff_rows(diff, fieldname, old, new)
    if not for_child and cstr(old.docstatus) != cstr(new.docstatus):
        diff.changed.append(["docstatus", int(old.docstatus), int(new.docstatus)])
    changed = diff.changed or diff.added or diff.removed or diff.row_changed
    return diff if changed else None


def _diff_value(diff: _dict, field: Any, old: Any, new: Any) -> None:
    name = field.fieldname
    before, after = old.__dict__.get(name), new.__dict__.get(name)
    if type(before) is type(after) and before == after:
        return
    if _plain(field, before) == _plain(field, after):
        return
    if field.fieldtype not in _UNFORMATTED:
        before = format_value(before, field, old) if before else before
        after = format_value(after, field, new) if after else after
    if before != after:
        diff.changed.append([name, before, after])


def _plain(field: Any, value: Any) -> Any:
    """A value in the form in which two are compared: empty ones are all alike."""
    value = cast_value(field, value)
    if value in (None, ""):
        return None
    return value if isinstance(value, (int, float)) else str(value)


def _diff_rows(diff: _dict, fieldname: str, old: Any, new: Any) -> None:
    before = {row.name: row for row in old.get(fieldname) or []}
    after = new.get(fieldname) or []
    for at, row in enumerate(after):
        previous = before.get(row.name)
        if previous is None:
            diff.added.append([fieldname, row.as_dict()])
            continue
        row_diff = get_diff(previous, row, for_child=True)
        if row_diff and row_diff.changed:
            diff.row_changed.append([fieldname, at, row.name, row_diff.changed])
    kept = {row.name for row in after}
    for name, row in before.items():
        if name not in kept:
            diff.removed.append([fieldname, row.as_dict()])
