"""A chart or a number card is put on a dashboard from its own form: one that is there, or a new one."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import throw
from ....kernel.document.api import get_doc, new_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.lists import get_list
from ....kernel.utils.text import cstr
from ..answers import answer
from .tiles import dashboard_address

TABLES = {"Dashboard Chart": ("charts", "chart"), "Number Card": ("cards", "card")}


@answer("/app/figure-place", "POST")
def place_answer(request: Request) -> Any:
    """Put what is stored on the dashboard of a name; the answer says where it stands then."""
    form = local.form_dict
    doctype, name = cstr(form.get("doctype")), cstr(form.get("name"))
    if doctype not in TABLES:
        raise PermissionError
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    board = _dashboard(cstr(form.get("dashboard")).strip())
    table, field = TABLES[doctype]
    if not any(row.get(field) == doc.name for row in board.get(table) or []):
        board.append(table, {field: doc.name})
        board.save()
    return placed(doc)


def _dashboard(name: str) -> Any:
    if not name:
        throw(_("Say on which dashboard it is to stand."))
    if local.db.exists("Dashboard", name):
        board = get_doc("Dashboard", name)
        board.check_permission("write")
        return board
    board = new_doc("Dashboard")
    board.dashboard_name = name
    return board


def placed(doc: Any) -> dict[str, Any]:
    """On which dashboards a chart or card stands, and which others there are."""
    if not has_permission("Dashboard", "write"):
        return {"may": False, "boards": [], "on": []}
    names = [str(each) for each in get_list("Dashboard", pluck="name", limit=0)]
    table, field = TABLES[doc.doctype]
    child = local.db.get_all(
        "Dashboard Chart Link" if table == "charts" else "Number Card Link",
        filters={field: doc.name or "", "parenttype": "Dashboard"},
        pluck="parent",
    )
    on = [name for name in names if name in child]
    return {
        "may": True,
        "boards": [name for name in names if name not in on],
        "on": [{"name": name, "url": dashboard_address(name)} for name in on],
    }
