"""Every list that the user may open, on one page, by module."""

from werkzeug.wrappers import Request, Response

from ...kernel.i18n import _
from .navigation import LISTS, groups
from .pages import desk_page, render


@desk_page(LISTS)
def lists_page(request: Request) -> Response:
    """What apps brought first, the framework's own at the end for whoever sets the site up."""
    return render(
        "lists.html", title=_("All lists"), page="lists", styles=["customize"], groups=groups()
    )
