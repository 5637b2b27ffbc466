"""Small answers for scripts: search, notices, language, whom to mention, what a change would touch."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.hooks import call_hooks, get_attr, get_hooks
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.docperm import only_selects
from ...kernel.permissions.lists import get_list
from ...kernel.utils.text import cstr
from ...kernel.utils.users import get_fullname
from ...services.collaborate.assigning_many import NEW, REFUSED, SAME, SHARED, outcomes
from ...services.customize.other_name import effect_of
from ..http.api.search import people_to_mention
from ..http.responses import plain_json
from .addresses import served
from .answers import answer
from .drafts import asked_of
from .list_request import search_columns
from .navigation import destinations
from .notices import notices
from .pages import desk_page, languages
from .reading import reading_url
from .tools import find_tools

_FEWEST_LETTERS = 2
_PER_DOCTYPE = 4
_MOST = 16


@desk_page("/app/page-counts")
def counts_answer(request: Request) -> Response:
    """How much waits on the pages of apps, by address (hook ``page_counts``: functions that tell it)."""
    counts: dict[str, int] = {}
    for told in call_hooks("page_counts"):
        counts.update(told)
    return plain_json(counts)


@desk_page("/app/search")
def search_answer(request: Request) -> Response:
    """Documents whose number, title or search fields hold the words; only those the user may see.

    An app may answer for some DocTypes itself (hook ``desk_search``: a function for each list of them,
    which gives None where it does not).
    """
    words = request.args.get("txt", "").strip()
    if len(words) < _FEWEST_LETTERS:
        return plain_json([])
    found = []
    for hit in _hits(words):
        found.append(hit)
        if len(found) == _MOST:
            break
    return plain_json(found)


def _hits(words: str) -> Iterator[dict[str, str]]:
    for tool in find_tools(words)[:_PER_DOCTYPE]:
        yield {"url": tool.url, "title": tool.name, "note": _("Set-up")}
    answered: set[str] = set()
    for search, doctypes in get_hooks("desk_search", {}).items():
        lines = get_attr(search)(words)
        if lines is None:
            continue
        answered.update(doctypes)
        for line in lines:
            yield {
                "url": reading_url(line["doctype"], line["name"]),
                "title": line["title"],
                "note": line["note"],
            }
    people = [each for each in destinations() if each.doctype == "User"]
    own = [each for each in destinations() if not each.single and not each.background]
    for each in [*own, *people]:
        if each.doctype in answered:
            continue
        meta = get_meta(each.doctype)
        columns = search_columns(meta)
        title = meta.get_title_field()
        rows = get_list(
            each.doctype,
            fields=list(dict.fromkeys(["name", *columns])),
            or_filters=[[column, "like", f"%{words}%"] for column in columns],
            order_by="name asc" if only_selects(meta) else "modified desc",
            limit=_PER_DOCTYPE,
        )
        for row in rows:
            others = [cstr(row.get(column)) for column in columns if column not in (title, "name")]
            yield {
                "url": reading_url(each.doctype, row.name),
                "title": cstr(row.get(title)) or cstr(row.name),
                "note": " · ".join([each.label, *(text for text in others if text)][:3]),
            }


@desk_page("/app/notices")
def notices_answer(request: Request) -> Response:
    return plain_json(notices())


@answer("/app/notices", "POST")
def read_notices(request: Request) -> Any:
    """Mark the user's notices as read, all or the one named."""
    filters = {"for_user": local.session.user, "read": 0}
    if local.form_dict.get("name"):
        filters["name"] = local.form_dict.name
    for name in local.db.get_all("Notification Log", filters=filters, pluck="name"):
        local.db.set_value("Notification Log", name, "read", 1, update_modified=False)
    return "ok"


@answer("/app/language", "POST")
def set_language(request: Request) -> Any:
    """Speak another language to the user from now on."""
    code = str(local.form_dict.get("language") or "")
    if code not in dict(languages()):
        raise PermissionError(_("This language is not available"))
    local.db.set_value("User", local.session.user, "language", code, update_modified=False)
    return code


_MOST_MENTIONED = 8


@desk_page("/app/mentions/<slug>/<path:name>")
def mentions_answer(request: Request, slug: str, name: str) -> Response:
    """Those who may read the document, by any part of their name: whoever may not would not be told."""
    doc = get_doc(served(slug), name)
    doc.check_permission("read")
    people = people_to_mention(request.args.get("txt", "").strip())
    readers = (row for row in people if has_permission(doc.doctype, "read", doc, row.name))
    found = [{"user": row.name, "name": row.full_name} for row in islice(readers, _MOST_MENTIONED)]
    return plain_json(found)


@answer("/app/other-name")
def effect_answer(request: Request) -> Any:
    """How many records name a record, by kind, and whether another name is taken."""
    given = request.args
    effect = effect_of(given.get("doctype", ""), given.get("name", ""), given.get("other", ""))
    told: dict[str, Any] = {"uses": effect.uses, "total": effect.total, "taken": effect.taken}
    return told


@answer("/app/assignment-effect", "POST")
def assignment_effect_answer(request: Request) -> Any:
    """The groups of documents by what becomes of them, in words, and the names of those that change."""
    asked = asked_of(request)
    doctype, user = _text(asked.get("doctype")), _text(asked.get("user"))
    given = asked.get("names")
    names = [_text(each) for each in given] if isinstance(given, list) else []
    if not has_permission(doctype, "read"):
        raise PermissionError
    found = outcomes(doctype, names, user)
    groups = [
        {
            "title": title,
            "entries": [
                {"name": each.name, "reason": each.reason} for each in found if each.kind == kind
            ],
        }
        for kind, title in _titles(user).items()
    ]
    told: dict[str, Any] = {
        "groups": [group for group in groups if group["entries"]],
        "assigned": [each.name for each in found if each.kind in (NEW, SHARED)],
        "shared": [each.name for each in found if each.kind == SHARED],
    }
    return told


def _text(value: Any) -> str:
    if not isinstance(value, str):
        throw(_("Invalid request arguments"))
    return value


def _titles(user: str) -> dict[str, str]:
    name = get_fullname(user)
    return {
        NEW: _("Newly assigned to {0}").format(name),
        SHARED: _("Newly assigned, and opened to {0} for reading").format(name),
        SAME: _("{0} has these already").format(name),
        REFUSED: _("Cannot be assigned"),
    }
