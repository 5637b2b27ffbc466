"""The shell of a page for everybody: nothing but words, one style sheet, no script and no user."""

import secrets
from typing import Any

import frappe
from frappe.sessions import get_csrf_token

from cfm_app.languages import direction
from cfm_app.loop import spoken_language
from cfm_app.pages import shell
from cfm_app.settings import setting

SHEET = "feedback"
"""The style sheet of all of them."""


def fill_context(context: dict[str, Any], title: str, route: str) -> None:
    """Put into the context what the public template needs, under one key."""
    language = shell.language()
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
    """The languages in which the office has a text of consent to give, by their own names."""
    written = frappe.get_all("Consent Statement", {"status": "Published"}, pluck="language")
    return [row for row in spoken_languages() if row.name in written]


def language_choices() -> list[dict[str, str]]:
    """All that people speak, by their own names."""
    return [
        {"value": row.name, "label": row.native_name or row.language_name}
        for row in spoken_languages()
    ]


def spoken_languages() -> list[Any]:
    """All that people speak, with the language of the screens that is closest to each."""
    return frappe.get_all(
        "CFM Language",
        filters={"enabled": 1},
        fields=["name", "language_name", "native_name", "interface_language"],
        order_by="sort_index asc, name asc",
    )


def choose(asked: str | None, offered: list[Any]) -> Any:
    """The language of a page: the one that was asked for, that of the browser, or the office's usual one.

    From here on the page speaks it, or what its speakers read.
    """
    by_name = {row.name: row for row in offered}
    read = [row for row in offered if row.interface_language == shell.language()]
    usual = by_name.get(spoken_language.usual())
    found = by_name.get(asked or "") or (read[0] if read else usual) or next(iter(offered), None)
    if found and found.interface_language:
        frappe.local.lang = found.interface_language
    return found
