"""The shell around every page of the desk."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError, PageDoesNotExistError, PermissionError
from ...kernel.core.hooks import call_hooks, get_hooks
from ...kernel.core.messages import clear_messages
from ...kernel.i18n import _
from ...kernel.i18n.bases import chain, is_based
from ...kernel.i18n.languages import get_all_languages
from ...kernel.utils.date_format import format_datetime
from ...kernel.utils.dates import now_datetime
from ...kernel.utils.settings import system_setting
from ...kernel.utils.users import get_fullname
from ...services.auth import draft_key
from ...services.auth.csrf import get_csrf_token
from ..http.responses import page_direction, page_response
from ..http.routes import register_verb
from .bundle import bundled_modules
from .environment import desk_environment
from .navigation import destinations, groups, rail
from .notices import unread_count
from .scripts import loaded_with, script_texts
from .tools import Tool, tools

_SWITCHED = ("fr", "en", "ar")
"""The languages that the switch offers if the site has them."""

_UNNAMED = "Frappe"
"""What the setting says as long as nobody gave the site a name."""

Page = TypeVar("Page", bound=Callable[..., Response])


def desk_page(*rules: str, verb: str = "GET") -> Callable[[Page], Page]:
    """Decorator: the function answers these addresses; what a user may not see looks as if it did not exist."""

    def decorate(handler: Page) -> Page:
        @wraps(handler)
        def guarded(request: Request, **parts: Any) -> Response:
            try:
                return handler(request, **parts)
            except (DoesNotExistError, PageDoesNotExistError, PermissionError):
                clear_messages()
                return missing_page()

        for rule in rules:
            register_verb(rule, guarded, verb)
        return guarded  # type: ignore[return-value]

    return decorate


def missing_page() -> Response:
    """One page for what is missing and what is forbidden, so that nobody learns which it was."""
    return render("missing.html", 404, title=_("Not found"), page="missing")


def render(
    template: str,
    status: int = 200,
    *,
    script: str = "",
    styles: Sequence[str] = (),
    **values: Any,
) -> Response:
    """A page inside the shell.

    ``script`` is the module that starts the page, such as ``area/page`` for
    ``static/js/area/page.js``; ``styles`` are sheets that only this page needs.
    """
    user = local.session.user
    known = tools()
    return _rendered(
        template,
        status,
        {
            "navigation": groups(),
            "rail": rail(),
            "destinations": [
                [each.label, each.url, each.doctype, each.creatable] for each in destinations()
            ],
            "user": user,
            "user_name": get_fullname(user),
            "user_pages": [page for told in call_hooks("user_pages") for page in told],
            "path": local.request.path,
            "printed_filters": (),
            "printed": format_datetime(now_datetime()),
            "printed_at": now_datetime().isoformat(timespec="seconds"),
            "unread": unread_count(),
            "banners": list(filter(None, call_hooks("desk_banners"))),
            "scripts_of_apps": list(filter(None, call_hooks("desk_scripts"))),
            "tools": known,
            "current_tool": _current_tool(known),
            "script": script,
            "styles": styles,
            "area_texts": script_texts(script) if script else {},
            "draft_key": draft_key.of_session(),
            **values,
        },
    )


def _current_tool(known: list[Tool]) -> str:
    """The address of the tool to which the page belongs, or nothing."""
    path = local.request.path
    return next((t.url for t in known if path == t.url or path.startswith(f"{t.url}/")), "")


def render_bare(template: str, status: int = 200, **values: Any) -> Response:
    """A page without the shell, such as the log-in."""
    return _rendered(template, status, values)


def _rendered(template: str, status: int, values: dict[str, Any]) -> Response:
    given = (values.get("page", ""), values.get("script", ""), *values.get("panel_scripts", ()))
    own = [name for name in given if name in loaded_with(name)]
    shared = bundled_modules()
    context = {
        "lang": local.lang,
        "direction": page_direction(),
        "fallback": chain(str(local.lang or "en"))[-1],
        "csrf_token": get_csrf_token(),
        "draft_key": "",
        "app_name": app_name(),
        "languages": languages(),
        "own_scripts": [name for name in own if name not in shared],
        "modules": [name for name in loaded_with(*own) if name not in shared],
        "texts": script_texts(),
        **values,
    }
    response = page_response(desk_environment().get_template(template).render(context), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def app_name() -> str:
    """What the site calls itself: its setting, else the title of the last installed app."""
    titles = get_hooks("app_title")
    given = system_setting("app_name")
    return str(given if given and given != _UNNAMED else titles[-1] if titles else _("Desk"))


def languages() -> list[tuple[str, str]]:
    """Code and own name of each language that the switch offers."""
    names = {"fr": "Français", "en": "English", "ar": "العربية"}
    enabled = {row["language_code"]: row["language_name"] for row in get_all_languages(True)}
    shipped = [(code, names[code]) for code in _SWITCHED if code in enabled or code == "en"]
    # What somebody based on one of these is read wherever it says nothing of its own.
    made = [
        (code, name)
        for code, name in enabled.items()
        if code not in names and is_based(code) and names.keys() & set(chain(code))
    ]
    return [*shipped, *made]
