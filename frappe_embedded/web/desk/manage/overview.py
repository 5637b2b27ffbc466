"""Everything that a manager can set up, on one page."""

from itertools import groupby

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.hooks import call_hooks
from ....kernel.i18n import _
from ..navigation import SET_UP
from ..pages import desk_page, render
from ..tools import tools


@desk_page(SET_UP)
def overview_page(request: Request) -> Response:
    """The tools that the user may use, by group; missing for whoever has none."""
    known = tools()
    if not known:
        raise PermissionError
    grouped = [(_(group), list(found)) for group, found in groupby(known, lambda tool: tool.group)]
    return render(
        "manage/overview.html",
        title=_("Set-up"),
        page="manage",
        script="manage/overview",
        styles=["customize", "manage"],
        grouped=grouped,
        notices=list(filter(None, call_hooks("manager_notices"))),
        is_encrypted=local.site_state.key is not None,
    )
