"""Who may be named in a comment on a document."""

from __future__ import annotations

from itertools import islice

from werkzeug.wrappers import Request, Response

from ...kernel.document.api import get_doc
from ...kernel.permissions.api import has_permission
from ..http.api.search import people_to_mention
from ..http.responses import plain_json
from .addresses import served
from .pages import desk_page

_MOST = 8


@desk_page("/app/mentions/<slug>/<path:name>")
def mentions_answer(request: Request, slug: str, name: str) -> Response:
    """Those who may read the document, by any part of their name: whoever may not would not be told."""
    doc = get_doc(served(slug), name)
    doc.check_permission("read")
    people = people_to_mention(request.args.get("txt", "").strip())
    readers = (row for row in people if has_permission(doc.doctype, "read", doc, row.name))
    found = [{"user": row.name, "name": row.full_name} for row in islice(readers, _MOST)]
    return plain_json(found)
