"""The first page: what waits for the user, and what he did last."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from ..core.context import local
from ..core.exceptions import DoesNotExistError
from ..core.messages import clear_last_message
from ..document.api import get_cached_doc
from ..i18n import _
from ..meta.loader import get_meta, meta_exists
from ..permissions.api import has_permission
from ..permissions.lists import get_list
from ..utils.date_format import format_date
from ..utils.dates import getdate
from ..utils.html import strip_html
from ..utils.users import get_fullname
from .addresses import form_url
from .navigation import destinations
from .pages import desk_page, render
from .states import state_of

__all__ = ["home_page"]

_WAITING = 30
_RECENT = 8
_PER_DOCTYPE = 5


@desk_page
def home_page(request: Request) -> Response:
    first_name = get_fullname(local.session.user).split(" ")[0]
    return render(
        "home.html", title=_("Home"), page="home", first_name=first_name,
        waiting=waiting(), recent=recent(),
    )


def waiting() -> list[dict[str, Any]]:
    """Open assignments by due date, then workflow steps that the user's roles may take."""
    lines = [*_assignments(), *_workflow_steps()]
    known: set[str] = set()
    result = []
    for line in lines:
        if line["url"] not in known:
            known.add(line["url"])
            result.append(line)
    return result[:_WAITING]


def _assignments() -> list[dict[str, Any]]:
    rows = local.db.get_all(
        "ToDo",
        fields=["name", "description", "date", "reference_type", "reference_name", "assigned_by"],
        filters={"allocated_to": local.session.user, "status": "Open"},
        order_by="`tabToDo`.`date` is null, `tabToDo`.`date` asc, creation desc",
        limit=_WAITING,
    ) if False else get_todos()
    return [line for line in map(_of_todo, rows) if line is not None]
