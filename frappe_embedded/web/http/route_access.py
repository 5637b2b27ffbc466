"""Who gets as far as the handler of a route. A route that says nothing is for the desk's users."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.permissions.roles import ADMINISTRATOR, GUEST
from ...services.auth.csrf import SAFE_METHODS
from .pages import error_page
from .responses import redirect_to
from .routes import Access, Route


def turned_away(request: Request, route: Route) -> Response | None:
    """The log-in for guests who look at a page; ``None`` for who may go on.

    ``PermissionError`` for guests who send something, a refusal for others without a desk.
    """
    user = local.session.user
    if route.access is not Access.DESK or user == ADMINISTRATOR:
        return None
    if user == GUEST:
        if request.method not in SAFE_METHODS:
            raise PermissionError
        target = quote(request.full_path.rstrip("?"), safe="")
        return redirect_to(f"/login?redirect-to={target}", 301)
    if local.db.get_value("User", user, "user_type") != "System User":
        return error_page(403)
    return None
