"""What happened to a document, as sentences, newest first."""

import json
from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_all_languages
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.hooks import without_hidden
from ...kernel.utils.html import sanitize_html, strip_html
from ...kernel.utils.users import get_fullname
from .form_access import FormAccess

_MOST = 60
_SHORT = 80


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did. ``html`` is safe to show."""

    kind: str
    who: str
    user: str
    when: Any
    text: str = ""
    html: str = ""
    details: tuple[tuple[str, str, str], ...] = ()
    comment: str = ""
    own: bool = False


def timeline_of(doc: Any, access: FormAccess) -> list[Entry]:
    entries = [*_comments(doc), *_versions(doc, access), _creation(doc)]
    return sorted(entries, key=lambda entry: str(entry.when), reverse=True)[:_MOST]


def _creation(doc: Any) -> Entry:
    return Entry(
        "created", get_fullname(doc.owner), doc.owner, doc.creation, str(_("created this entry"))
    )


def _comments(doc: Any) -> list[Entry]:
    rows = local.db.sql(
        "select name, comment_type, content, owner, creation from `tabComment` where reference_doctype = %s"
        " and reference_name = %s order by creation desc limit %s",
        (doc.doctype, str(doc.name), _MOST),
        as_dict=True,
    )
    return [_of_comment(row) for row in without_hidden("Comment", rows)]


def _of_comment(row: Any) -> Entry:
    who = get_fullname(row.owner)
    plain = strip_html(row.content or "").strip()
    if row.comment_type == "Comment":
        return Entry(
            "comment",
            who,
            row.owner,
            row.creation,
            html=sanitize_html(row.content or ""),
            comment=row.name,
            own=row.owner == local.session.user,
        )
    texts = {
        "Workflow": _("took it to {0}").format(f"“{_in_own_words(plain)}”"),
        "Attachment": _("attached {0}").format(plain),
        "Attachment Removed": _("removed the file {0}").format(plain),
        "Submitted": _("submitted it"),
        "Cancelled": _("cancelled it"),
        "Like": _("likes this"),
    }
    sentence = texts.get(row.comment_type)
    kind = row.comment_type.split(" ")[0].lower()
    if sentence is None:
        return Entry(kind, "", row.owner, row.creation, plain)
    return Entry(kind, who, row.owner, row.creation, str(sentence))


def _in_own_words(written: str) -> str:
    """The word for a state in the reader's language: it was written in that of whoever moved it."""
    rows = local.db.sql("select name from `tabWorkflow State` order by name")
    for (state,) in rows:
        if written == state or any(written == _(state, lang=each) for each in get_all_languages()):
            return str(_(state))
    return str(_(written))


def _versions(doc: Any, access: FormAccess) -> list[Entry]:
    rows = local.db.sql(
        "select name, data, owner, creation from `tabVersion` where ref_doctype = %s and docname = %s"
        " order by creation desc limit %s",
        (doc.doctype, str(doc.name), _MOST),
        as_dict=True,
    )
    entries = [_of_version(doc, access, row) for row in without_hidden("Version", rows)]
    return [entry for entry in entries if entry is not None]


def _of_version(doc: Any, access: FormAccess, row: Any) -> Entry | None:
    """The fields that the user may read; ``None`` if none of the changed ones is."""
    try:
        data = json.loads(row.data or "{}")
    except ValueError:
        return None
    details = [
        (str(_(df.label or df.fieldname)), _brief(df, before), _brief(df, after))
        for fieldname, before, after in data.get("changed", [])
        if (df := doc.meta.get_field(fieldname)) is not None and access.shows(df)
    ]
    details += _row_details(doc, access, data)
    if not details:
        return None
    names = list(dict.fromkeys(label for label, _before, _after in details))
    shown = ", ".join(names[:3]) + (
        " " + _("and {0} more").format(len(names) - 3) if len(names) > 3 else ""
    )
    sentence = str(_("changed {0}").format(shown))
    return Entry(
        "changed",
        get_fullname(row.owner),
        row.owner,
        row.creation,
        sentence,
        details=tuple(details),
    )


def _row_details(doc: Any, access: FormAccess, data: dict[str, Any]) -> list[tuple[str, str, str]]:
    details = []
    for key, template in (("added", _("row added")), ("removed", _("row removed"))):
        for fieldname, _row in data.get(key, []):
            df = doc.meta.get_field(fieldname)
            if df is not None and access.shows(df):
                details.append((str(_(df.label or fieldname)), "", str(template)))
    for fieldname, at, _name, changes in data.get("row_changed", []):
        table = doc.meta.get_field(fieldname)
        if table is None or not access.shows(table):
            continue
        child = get_meta(str(table.options))
        for changed, before, after in changes:
            df = child.get_field(changed)
            if df is not None and access.shows(df):
                label = f"{_(table.label or fieldname)} {at + 1}, {_(df.label or changed)}"
                details.append((label, _brief(df, before), _brief(df, after)))
    return details


def _brief(df: Any, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if df.fieldtype == "Check":
        return str(_("Yes") if int(value) else _("No"))
    if df.fieldtype == "Password":
        return "••••••"
    text = strip_html(
        str(_(value, context=df.parent) if df.fieldtype in ("Select", "Link") else value)
    ).strip()
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
