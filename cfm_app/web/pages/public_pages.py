"""The shell of public pages: text, one style sheet, no script and no user."""

import secrets
from typing import Any

import frappe
from frappe.sessions import get_csrf_token

from cfm_app.base import spoken_language
from cfm_app.base.languages import direction
from cfm_app.base.settings import setting
from cfm_app.web.pages import routes, shell

SHEET = "feedback"
"""The style sheet of all of them."""


def fill_context(context: dict[str, Any], title: str, route: str) -> None:
    """Add what the public template needs to the context, under one key."""
    language = routes.language()
    is_guest = frappe.session.user == "Guest"
    # No script runs that does not name it, and none does.
    frappe.flags.setdefault(shell.NONCE, secrets.token_urlsafe(16))
    context["no_cache"] = 1
    context["title"] = title
    context["cfm"] = {
        "title": title,
        "sheet": SHEET,
        "name": route.rpartition("/")[2],
        "route": route,
        "lang": language,
        "direction": direction(language),
        "token": "" if is_guest else get_csrf_token(),
        "brand": shell.brand(),
        "version": shell.version(),
        "number": setting("public_phone"),
    }


def languages() -> list[Any]:
    """The languages with a consent text, by their native names."""
    written = frappe.get_all("Consent Statement", {"status": "Published"}, pluck="language")
    return [row for row in spoken_languages() if row.name in written]


def language_choices() -> list[dict[str, str]]:
    """All spoken languages as value and native label."""
    return [
        {"value": row.name, "label": row.native_name or row.language_name}
        for row in spoken_languages()
    ]


def spoken_languages() -> list[Any]:
    """All spoken languages, with the closest language of the screens."""
    return frappe.get_all(
        "CFM Language",
        filters={"enabled": 1},
        fields=["name", "language_name", "native_name", "interface_language"],
        order_by="sort_index asc, name asc",
    )


def choose(asked: str | None, offered: list[Any]) -> Any:
    """The language of a page: as requested, of the browser, or the office's. The page switches to it."""
    by_name = {row.name: row for row in offered}
    read = [row for row in offered if row.interface_language == routes.language()]
    usual = by_name.get(spoken_language.usual())
    found = by_name.get(asked or "") or (read[0] if read else usual) or next(iter(offered), None)
    if found and found.interface_language:
        frappe.local.lang = found.interface_language
    return found
