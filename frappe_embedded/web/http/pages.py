"""Pages that the engine itself shows, and the ``www`` pages of apps."""

from __future__ import annotations

from typing import Any

from markupsafe import escape
from werkzeug.wrappers import Response

from ...kernel.core.context import local
from ...kernel.i18n import _
from ...kernel.utils.html import strip_html
from ...services.auth.csrf import get_csrf_token
from ...services.printing.environment import get_template
from .responses import page_direction, page_response

_BASE = "frappe_embedded/templates/pages"


def render_page(template: str, values: dict[str, Any], status: int = 200) -> Response:
    """A page of a template with what every page needs to know."""
    context = {
        "lang": local.lang,
        "direction": page_direction(),
        "csrf_token": get_csrf_token(),
        **values,
    }
    return page_response(get_template(template).render(context), status)


def error_page(status: int, message: str | None = None) -> Response:
    """One calm sentence for people; ``message`` may hold the HTML of the engine's own messages."""
    title, sentence = _texts().get(status) or _texts()[500 if status >= 500 else 400]
    values = {
        "title": escape(title),
        "message": escape(strip_html(message)) if message else escape(sentence),
        "home": escape(_("Go to the start page")),
    }
    return render_page(f"{_BASE}/error.html", values, status)


def _texts() -> dict[int, tuple[str, str]]:
    return {
        400: (_("This did not work"), _("The request could not be understood. Please try again.")),
        401: (_("Please log in"), _("Log in and try again.")),
        403: (
            _("Not permitted"),
            _("You may not see this page. If you need it, ask your manager for the right."),
        ),
        404: (
            _("Page not found"),
            _("There is nothing at this address. Check it, or begin at the start page."),
        ),
        405: (_("This did not work"), _("The request could not be understood. Please try again.")),
        413: (
            _("Too large"),
            _("This is more than can be sent at once. Choose a smaller file and try again."),
        ),
        429: (_("Too many attempts"), _("Please wait a moment and try again.")),
        500: (
            _("Something went wrong"),
            _("Nothing was stored. Please try again; if it happens again, tell your manager."),
        ),
        503: (_("Just a moment"), _("The server is busy. Please try again in a minute.")),
    }
