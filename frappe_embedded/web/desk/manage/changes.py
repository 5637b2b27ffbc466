"""What was changed in the set-up: by whom, when, before and after; and taking it back."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import ValidationError
from ....kernel.document.titles import link_title
from ....kernel.i18n import _
from ....kernel.i18n.plurals import counted
from ....kernel.meta.docfield import DocField
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.permissions.roles import only_for_setup, sets_up_the_site
from ....kernel.utils.dates import getdate
from ....kernel.utils.json_text import parsed_object
from ....kernel.utils.numbers import cint
from ....services.customize.history import Search, batches, is_configuration, people
from ....services.customize.snapshots import changed_fields
from ....services.customize.undo import Choices, undo
from ....services.customize.undo_plan import plan
from ..addresses import form_url
from ..answers import setup_answer
from ..pages import desk_page, render

PAGE = "history"
PER_PAGE = 30
LONGEST = 300
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ASKED = tuple(field.name for field in fields(Search))
_WORDS = {
    "Created": "New: {0}",
    "Changed": "Changed: {0}",
    "Deleted": "Deleted: {0}",
    "Renamed": "Renamed: {0}",
    "Merged": "Merged: {0}",
}


@dataclass(frozen=True)
class Difference:
    """One value, before and after, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One record of a batch with what is different."""

    title: str
    url: str
    differences: tuple[Difference, ...]
    moved: tuple[str, ...] = ()
    """What became of entries whose state went, in sentences."""


@desk_page(f"/app/{PAGE}")
def history_page(request: Request) -> Response:
    only_for_setup()
    start = max(cint(request.args.get("start")), 0)
    asked = _asked(request)
    found = list(batches(PER_PAGE + 1, start, asked))
    return render(
        "manage/changes.html",
        title=_("History of the set-up"),
        page=PAGE,
        script="manage/changes",
        styles=["manage"],
        shown=[(batch, [_entry(change) for change in batch.changes]) for batch in found[:PER_PAGE]],
        about=_("{0}: {1}").format(_(asked.doctype), asked.name)
        if asked.name
        else _(asked.doctype),
        following=start + PER_PAGE if len(found) > PER_PAGE else 0,
        query=asdict(asked),
        people=people(),
        is_search=asked != Search(),
    )


def _asked(request: Request) -> Search:
    """What the address looks for; what is no day finds everything."""
    given = {name: request.args.get(name, "").strip() for name in _ASKED}
    for day in ("since", "until"):
        given[day] = str(getdate(given[day])) if _DAY.fullmatch(given[day]) else ""
    return Search(**given)


@setup_answer(f"/app/{PAGE}/undo", "POST")
def undo_answer(request: Request) -> Any:
    given = parsed_object(local.form_dict.get("choices") or {}, "choices")
    return undo(_batch(), _choices(given))


@setup_answer(f"/app/{PAGE}/undo-plan", "POST")
def undo_plan_answer(request: Request) -> Any:
    """What undoing would do, before it is done."""
    return plan(_batch()).as_dict()


def _batch() -> str:
    return str(local.form_dict.get("batch") or "")


def _choices(given: dict[str, Any]) -> Choices:
    moves = given.get("moves") or {}
    named = isinstance(moves, dict) and all(
        isinstance(targets, dict) and all(isinstance(each, str) for each in targets.values())
        for targets in moves.values()
    )
    if not named:
        raise ValidationError(_("The request could not be understood. Please try again."))
    return Choices(moves, bool(cint(given.get("with_later"))), bool(cint(given.get("retire"))))


def history_link(doctype: str, name: str) -> str:
    """The address of a record's history, for who may see it; nothing for other records."""
    if not name or not is_configuration(doctype) or not sets_up_the_site():
        return ""
    return f"/app/{PAGE}?doctype={doctype}&name={name}"


def _entry(change: _dict) -> Entry:
    doctype, name = change.reference_doctype, change.reference_name
    if not meta_exists(doctype):
        return Entry(f"{doctype}: {name}", "", ())
    gone = change.change == "Deleted" or not local.db.exists(doctype, name)
    title = _title(doctype, name, change.after or change.before or {})
    return Entry(
        str(_(_WORDS[change.change])).format(title),
        "" if gone else form_url(doctype, name),
        tuple(_differences(doctype, change.before or {}, change.after or {}))
        if change.change not in ("Renamed", "Merged")
        else (Difference(str(_("Name")), change.before["name"], change.after["name"]),),
        tuple(_moved(doctype, change.moved)),
    )


def _moved(doctype: str, moves: list[list[Any]]) -> Iterator[str]:
    for state, target, number in moves:
        yield counted(_("{0} entries went from {1} to {2}."), number, _(state), _(target))


def _title(doctype: str, name: str, values: dict[str, Any]) -> str:
    """The record by words instead of by a name that a program made."""
    if doctype == "Property Setter":
        field = get_meta(values["doc_type"]).get_field(values.get("field_name") or "")
        label = f" · {_(field.label)}" if field is not None and field.label else ""
        return f"{_(values['doc_type'])}{label} · {_property_label(values)}"
    if doctype == "Custom Field":
        return f"{_(values['dt'])} · {_(values.get('label') or values['fieldname'])}"
    if doctype == "Custom DocPerm":
        return f"{_('Rights')} · {_(values['parent'])} · {_(values['role'])}"
    return str(_("{0}: {1}")).format(_(doctype), _called(doctype, name, values))


def _called(doctype: str, name: str, values: dict[str, Any]) -> str:
    """What people read for a record, also where its name is one of chance and it is gone."""
    shown = link_title(doctype, name)
    title = get_meta(doctype).get_title_field()
    if shown != name or not values.get(title):
        return shown or name
    df = get_meta(doctype).get_field(title)
    return _value(df, values[title]) if df is not None else str(values[title])


def _property_label(values: dict[str, Any]) -> str:
    holder = "Customize Form Field" if values.get("field_name") else "Customize Form"
    field = get_meta(holder).get_field(values["property"])
    return str(_(field.label)) if field is not None and field.label else str(values["property"])


def _differences(
    doctype: str, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[Difference]:
    for df in changed_fields(doctype, before, after):
        old, new = before.get(df.fieldname), after.get(df.fieldname)
        label = str(_(df.label or df.fieldname))
        if df.is_table:
            yield from _row_differences(str(df.options), label, old or [], new or [])
        else:
            yield Difference(label, _value(df, old), _value(df, new))


def _value(df: DocField, value: Any) -> str:
    """A value as it stands on the form."""
    if df.fieldtype == "Check":
        return str(_("Yes") if cint(value) else _("No"))
    if value in (None, ""):
        return ""
    if df.fieldtype == "Link" and df.options:
        return _text(link_title(str(df.options), value))
    if df.fieldtype == "Select":
        return str(_(str(value), context=df.parent))
    return _text(value)


def _row_differences(
    doctype: str, label: str, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[Difference]:
    """Rows that are gone and rows that came; a changed row is both."""
    before, after = ([_row_text(doctype, row) for row in rows] for rows in (old, new))
    lost = [text for text in before if text not in after]
    won = [text for text in after if text not in before]
    if not lost and not won:
        yield Difference(label, str(_("another order")), str(_("another order")))
    for at in range(max(len(lost), len(won))):
        yield Difference(
            label, lost[at] if at < len(lost) else "", won[at] if at < len(won) else ""
        )


def _row_text(doctype: str, row: dict[str, Any]) -> str:
    fields = [df for df in get_meta(doctype).fields if row.get(df.fieldname)]
    return " · ".join(_value(df, row[df.fieldname]) for df in fields if df.fieldtype != "Check")


def _text(value: Any) -> str:
    text = "" if value in (None, 0, [], {}) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
