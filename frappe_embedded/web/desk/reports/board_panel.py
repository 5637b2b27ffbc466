"""The form of a dashboard: for which roles it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request

from ....kernel.core.messages import throw
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....services.reports.dashboard_roles import also_on, give_to, roles_of
from ..answers import answer
from ..drafts import asked_of
from ..manage.roles import choosable_roles
from ..panels import panel


@answer("/app/dashboard-roles/<path:name>", "POST")
def board_roles_answer(request: Request, name: str) -> Any:
    """Keep for which roles a dashboard is."""
    roles = asked_of(request).get("roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        throw(_("Invalid request arguments"))
    give_to(get_doc("Dashboard", name), roles)
    return sorted(roles)


@panel(
    "Dashboard",
    "reports/board-roles",
    template="reports/board_panel.html",
    styles=("rights", "reports"),
)
def panel_data(doc: Any) -> dict[str, Any]:
    """The roles to choose from; nothing for who may not change the dashboard."""
    if doc.is_new() or not doc.has_permission("write") or not doc.charts:
        return {}
    chosen = roles_of(doc)
    return {
        "address": f"/app/dashboard-roles/{quote(doc.name, safe='')}",
        "roles": [{**each, "chosen": each["name"] in chosen} for each in choosable_roles()],
        "others": ", ".join(also_on(doc)),
    }
