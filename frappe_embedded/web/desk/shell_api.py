"""Small answers for the shell's scripts: search, notices, language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.hooks import call_hooks, get_attr, get_hooks
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.docperm import only_selects
from ...kernel.permissions.lists import get_list
from ...kernel.utils.text import cstr
from ..http.responses import plain_json
from .addresses import form_url
from .answers import answer
from .list_request import search_columns
from .navigation import destinations
from .notices import notices
from .pages import desk_page, languages
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
                "url": form_url(line["doctype"], line["name"]),
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
                "url": form_url(each.doctype, row.name),
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
