"""What managers set up, change by change: who, when, before and after.

What one request changes belongs together: a form that is customised is several records.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.hooks import get_hooks
from ...kernel.core.names import split_names
from ...kernel.core.signals import document_event, document_renamed
from ...kernel.i18n import _
from ...kernel.meta.loader import meta_exists
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions
from ...kernel.query.writing import insert_record
from ...kernel.utils.dates import add_days, add_to_date, now_datetime
from ...kernel.utils.hashing import generate_hash
from .snapshots import differs, snapshot

KINDS = frozenset(
    split_names(
        "Assignment Rule, Auto Email Report, Custom DocPerm, Custom Field, DocType, "
        "Dashboard, Dashboard Chart, Document Naming Rule, Email Account, Email Template, "
        "Letter Head, List View Settings, Notification, Number Card, Print Format, "
        "Print Settings, Property Setter, Report, Role, Role Profile, SMS Settings, "
        "System Settings, Translation, User Permission, Workflow, Workflow Action Master, "
        "Workflow State"
    )
)
"""What counts as set-up; apps add their own DocTypes by the hook ``configuration_doctypes``."""

_MOMENTS = {"after_insert": "Created", "on_update": "Changed", "after_delete": "Deleted"}
_QUIET = ("in_install", "in_bootstrap", "in_migrate", "in_patch", "in_fixtures", "in_import")
_BATCH = "configuration batch"
_UNDO = "configuration undo"
BATCH_HEADER = "X-Change-Batch"
"""What a client sends with each request of one change, such as an edit of many entries."""
_BATCH_NAME = re.compile(r"[0-9a-z]{12,32}")
LONGEST_BATCH_HOURS = 2


@dataclass(frozen=True)
class Batch:
    """What one request changed: when, who, and each record with before and after."""

    name: str
    moment: Any
    user: str
    undone: bool
    undo_of: str
    changes: tuple[_dict, ...]
    is_whole: bool
    """Whether the user may see all that was changed, and so take it back."""


def is_configuration(doctype: str) -> bool:
    return doctype in KINDS or doctype in get_hooks("configuration_doctypes")


def note(doc: Any, method: str) -> None:
    """Keep what a life-cycle event changed of the site's set-up."""
    change = _MOMENTS.get(method)
    if change is None or not is_configuration(doc.doctype):
        return
    if doc.meta.istable or any(local.flags.get(flag) for flag in _QUIET):
        return
    if change == "Changed" and doc.flags.in_insert:
        return
    if doc.doctype == "DocType" and not doc.custom:
        # What programs bring is no set-up of the site.
        return
    before = _before(doc, change)
    after = None if change == "Deleted" else snapshot(doc)
    if before is not None and after is not None and not differs(doc.doctype, before, after):
        return
    _keep(doc, change, before, after)


def note_name(before: Any, doc: Any, merged: bool) -> None:
    """Keep that a record got another name, or went into another one; what was kept of it goes along."""
    if not is_configuration(doc.doctype) or any(local.flags.get(flag) for flag in _QUIET):
        return
    local.db.sql(
        "update `tabConfiguration Change` set reference_name = %s"
        " where reference_doctype = %s and reference_name = %s",
        (str(doc.name), doc.doctype, str(before.name)),
    )
    _keep(doc, "Merged" if merged else "Renamed", snapshot(before), snapshot(doc))


def _before(doc: Any, change: str) -> dict[str, Any] | None:
    if change == "Created":
        return None
    if change == "Deleted":
        return snapshot(doc)
    stored = doc.get_doc_before_save()
    return snapshot(stored) if stored is not None else {}


def _keep(doc: Any, change: str, before: Any, after: Any) -> None:
    values = {
        "change": change,
        "reference_doctype": doc.doctype,
        "reference_name": str(doc.name),
        "batch": _batch(),
        "undone": 0,
        "undo_of": local.cache.get(_UNDO),
    }
    moved = doc.flags.get("moved_entries") or None
    for column, value in (("before", before), ("after", after), ("moved", moved)):
        values[column] = None if value is None else json.dumps(value, ensure_ascii=False)
    insert_record(local.db, "Configuration Change", values)


def _batch() -> str:
    """One name for everything that this request changes, or that several requests change together."""
    if _BATCH not in local.cache:
        local.cache[_BATCH] = _asked_batch() or generate_hash(length=12)
    name: str = local.cache[_BATCH]
    return name


def _asked_batch() -> str:
    """The change that a client goes on with: one of the same person, of the last hours, that still holds."""
    asked = local.request.headers.get(BATCH_HEADER, "") if local.request else ""
    if not _BATCH_NAME.fullmatch(asked) or local.cache.get(_UNDO):
        return ""
    others = local.db.sql(
        "select 1 from `tabConfiguration Change` where batch = %s"
        " and (owner != %s or undone = 1 or ifnull(undo_of, '') != '' or creation < %s) limit 1",
        (asked, local.session.user, add_to_date(now_datetime(), hours=-LONGEST_BATCH_HOURS)),
    )
    return "" if others else asked


def undoing(batch: str) -> None:
    """What this request changes from now on takes a batch back."""
    local.cache[_UNDO] = batch


def mark_undone(batch: str) -> None:
    local.db.sql("update `tabConfiguration Change` set undone = 1 where batch = %s", (batch,))


def changes_of(batch: str) -> list[_dict]:
    """The changes of a batch in their order; ``before`` and ``after`` are values."""
    rows = local.db.sql(
        "select *, rowid as place from `tabConfiguration Change` where batch = %s order by creation, rowid",
        (batch,),
        as_dict=True,
    )
    for row in rows:
        row.before = json.loads(row.before) if row.before else None
        row.after = json.loads(row.after) if row.after else None
        row.moved = json.loads(row.moved) if row.moved else []
    found: list[_dict] = rows
    return found


@dataclass(frozen=True)
class Search:
    """What somebody looks for in the history; what is empty finds everything."""

    doctype: str = ""
    name: str = ""
    user: str = ""
    words: str = ""
    """In the name of a record, its kind as people read it, or its values."""
    since: str = ""
    until: str = ""
    """Days, in ISO order; both belong to the time."""


def people() -> list[str]:
    """Who has changed anything of the set-up that the user may read."""
    hidden = _hidden_kinds(local.session.user)
    rows = local.db.sql(
        "select distinct owner from `tabConfiguration Change` where reference_doctype not in"
        f" ({', '.join(['%s'] * len(hidden))}) order by owner",
        tuple(hidden),
    )
    return [owner for (owner,) in rows]


def _conditions(asked: Search) -> tuple[list[str], list[Any]]:
    hidden = _hidden_kinds(local.session.user)
    conditions = [f"reference_doctype not in ({', '.join(['%s'] * len(hidden))})"]
    values: list[Any] = [*hidden]
    for condition, value in (
        ("reference_doctype = %s", asked.doctype),
        ("reference_name = %s", asked.name),
        ("owner = %s", asked.user),
        ("creation >= %s", asked.since),
        ("creation < %s", str(add_days(asked.until, 1)) if asked.until else ""),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    if words := asked.words.strip():
        rows = local.db.sql("select distinct reference_doctype from `tabConfiguration Change`")
        called = [kind for (kind,) in rows if words.casefold() in str(_(kind)).casefold()]
        like = f"%{words}%"
        conditions.append(
            "(reference_name like %s or `before` like %s or `after` like %s"
            f" or reference_doctype in ({', '.join(['%s'] * len(called))}))"
        )
        values += [like, like, like, *called]
    return conditions, values


def batches(limit: int, start: int = 0, asked: Search | None = None) -> Iterator[Batch]:
    """The newest batches first, of what the user may read and looks for."""
    hidden = _hidden_kinds(local.session.user)
    conditions, values = _conditions(asked or Search())
    rows = local.db.sql(
        "select batch from `tabConfiguration Change` where "
        + " and ".join(conditions)
        + " group by batch order by max(creation) desc limit %s offset %s",
        (*values, limit, start),
    )
    for (batch,) in rows:
        found = changes_of(batch)
        changes = [change for change in found if change.reference_doctype not in hidden]
        first = changes[0]
        yield Batch(
            batch,
            first.creation,
            first.owner,
            bool(first.undone),
            first.undo_of or "",
            tuple(changes),
            len(changes) == len(found),
        )


def _hidden_kinds(user: str) -> list[str]:
    """The kinds of set-up that a user may not read: what was written there is no more open."""
    kinds = local.db.sql("select distinct reference_doctype from `tabConfiguration Change`")
    return [
        kind
        for (kind,) in kinds
        if meta_exists(kind) and not has_permission(kind, "read", user=user)
    ]


def _condition(user: str) -> str:
    hidden = ", ".join(local.db.escape(kind) for kind in _hidden_kinds(user))
    return f"`tabConfiguration Change`.reference_doctype not in ({hidden})" if hidden else ""


def _may_see(doc: Any, ptype: str | None, user: str) -> bool | None:
    return False if doc.get("reference_doctype") in _hidden_kinds(user) else None


core_has_permission("Configuration Change", _may_see)
core_query_conditions("Configuration Change", _condition)
document_event.connect(note)
document_renamed.connect(note_name)
