"""The shell of a page: admission, language, token, scripts and style sheets."""

import json
import re
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.sessions import get_csrf_token
from frappe.utils import format_datetime, get_fullname, now_datetime

from cfm_app.base.initials import initials_of
from cfm_app.base.languages import direction, own
from cfm_app.channels import extensions
from cfm_app.security.office_texts import printing
from cfm_app.web.pages import (
    admission,
    clock_banner,
    difficult_calls,
    draft_key,
    factor_banner,
    idle_lock,
    obligation_banner,
    rail,
    roles,
    routes,
    script_texts,
    scripts,
)

NONCE = "cfm_script_nonce"
WORKERS = ("cfm/sw.js", "cfm/field-slots.js")
SCRIPTS = ("menu", "bell", "improve")
"""What every page runs."""

RINGING = "ringing"
"""What shows who calls, for those at whose phone the free line may ring."""

FORGET = "cfm_forget"
"""The cookie that tells the next page of the app to forget drafts: somebody logged out."""

CLEARED = "cfm_cleared"
CACHE = '"cache"'
STORAGE = '"storage"'
"""Parts of what a browser keeps of the site, as the header ``Clear-Site-Data`` names them."""

UNNAMED = "Frappe"
"""What the setting says as long as nobody gave the site a name."""

PUBLIC = Path(__file__).parents[2] / "public"
HOST = re.compile(r"[\w.:\[\]-]+")
LANGUAGES = (("fr", "Français"), ("en", "English"), ("ar", "العربية"))


def protect(response: Any, request: Any) -> None:
    """After a response: personal pages are not cached, a log-out clears, and only scripts with the page's nonce run.

    The origin of a script proves nothing: uploads of users have the same origin.
    """
    if request.path == "/cfm" or request.path.startswith("/cfm/"):
        response.headers["Cache-Control"] = "no-store"
    if cleared := frappe.flags.get(CLEARED):
        response.headers["Clear-Site-Data"] = cleared
    if request.path in printing.ADDRESSES:
        response.headers.setdefault("Content-Security-Policy", printing.policy())
    if nonce := frappe.flags.get(NONCE):
        addresses = " ".join(request.host_url + each for each in WORKERS)
        worker = addresses if HOST.fullmatch(request.host) else "'none'"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
            f"img-src 'self' data: blob:; worker-src {worker}; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        )


def keep_apart() -> None:
    """Do not cache the page: a bench's cached 404 page would name the address that somebody else requested."""
    frappe.local.no_cache = True


def forget_drafts(login_manager: Any = None) -> None:
    """Event of a log-out: have the next page delete all drafts in the browser, and the browser what it has read."""
    frappe.local.cookie_manager.set_cookie(FORGET, "1")
    frappe.flags[CLEARED] = CACHE


def fill_context(
    context: dict[str, Any],
    title: str,
    route: str,
    script: str = "",
    sheet: str = "",
    **data: Any,
) -> None:
    """Put into the context what the base template needs.

    Everything is under one key, so that nothing collides with the names a framework puts there.
    `script` is what the page runs, `sheet` the style sheet that it shares with others, if it has
    none of its own; `data` is handed to the scripts as JSON.
    """
    run = (script, *SCRIPTS) if script else SCRIPTS
    if extensions.is_at_phone(frappe.session.user):
        run = (*run, RINGING)
    loaded = scripts.loaded_with(*run)
    made = own()
    name = sheet or route.rpartition("/")[2]
    context["no_cache"] = 1
    context["title"] = title
    context["cfm"] = {
        "title": title,
        "name": name,
        "sheet": name if _has_sheet(name) else "",
        "route": route,
        "lang": routes.language(),
        "direction": direction(routes.language()),
        "token": get_csrf_token(),
        "nonce": frappe.flags.setdefault(NONCE, secrets.token_urlsafe(16)),
        "user": frappe.session.user,
        "draft_key": draft_key.of_session(),
        "user_name": get_fullname(frappe.session.user),
        "initials": initials_of(get_fullname(frappe.session.user)),
        "profile": routes.record_address("User", frappe.session.user),
        "brand": brand(),
        "printed": format_datetime(now_datetime(), "d MMM y HH:mm"),
        "search": routes.SEARCH if admission.may_enter_page(routes.SEARCH) else "",
        "wanted": "",
        "version": version(),
        "scripts": run,
        "has_script": bool(script),
        "modules": [each for each in loaded if each not in run],
        "rail": rail.of_user(route),
        "user_pages": user_pages(),
        "desk": routes.desk(),
        "clock": clock_banner.of_user(admission.may_enter(roles.WATCH)),
        "obligations": obligation_banner.of_user(),
        "unprepared": _unprepared(route),
        "rest": difficult_calls.banner() if admission.may_enter(roles.NEW_CASE) else None,
        "idle": _idle(),
        "case": routes.CASE,
        "consent": routes.CONSENT,
        "desk_case": f"{routes.desk()}/case/",
        "languages": (*LANGUAGES, *made),
        "spoken": frappe.local.lang if frappe.local.lang in dict(made) else routes.language(),
        "texts": as_data(script_texts.translated(scripts.loaded_with(*run, later=True))),
        "data": as_data({"case": routes.CASE, **data}),
    }


def leave_out_user(context: dict[str, Any]) -> None:
    """Make a page cacheable for any user: remove the user from its context."""
    of_user = ("token", "user", "draft_key", "user_name", "initials", "search")
    nobody: dict[str, Any] = dict.fromkeys(of_user, "")
    kept = tuple(each for each in context["cfm"]["scripts"] if each != RINGING)
    gone = dict.fromkeys(("clock", "obligations", "unprepared", "rest", "idle"))
    context["cfm"].update(nobody, profile="", rail=None, user_pages=[], scripts=kept, **gone)


def clock_of_desk() -> dict[str, str] | None:
    """The banner about a clock that is doubted, for a desk that asks (hook ``desk_banners``)."""
    found = clock_banner.of_user(admission.may_enter(roles.WATCH))
    return found and {"tone": "red", "label": _("What to do"), **found}


def idle_of_desk() -> dict[str, Any] | None:
    """The settings of the idle lock, for a desk that asks (hook ``desk_scripts``)."""
    given = idle_lock.of_user(version())
    return given and {
        "address": given["waits"],
        "element": idle_lock.ELEMENT,
        "data": idle_lock.read(given),
        "label": given["label"],
        "key": given["key"],
        "mark": "data-lock-now",
    }


def _idle() -> dict[str, Any] | None:
    given = idle_lock.of_user(version())
    return given and {**given, "data": as_data(idle_lock.read(given))}


def _unprepared(route: str) -> dict[str, str] | None:
    return None if route in factor_banner.OWN_PAGES else factor_banner.of_user()


def user_pages() -> list[dict[str, str]]:
    """What is the user's own, for their menu; also for that of a desk (hook ``user_pages``)."""
    own = {"label": _("My log-in and devices"), "address": "/cfm/my-sessions", "icon": "lock"}
    duties = obligation_banner.of_user()
    if not duties:
        return [own]
    signed = {"label": _("What I must sign and learn"), "address": duties["route"], "icon": "check"}
    return [own, signed]


def brand() -> str:
    """The office's name of the site, or the app's name."""
    given = frappe.db.get_single_value("System Settings", "app_name")
    return str(given if given and given != UNNAMED else frappe.get_hooks("app_title")[-1])


@cache
def _has_sheet(name: str) -> bool:
    return (PUBLIC / "css" / f"{name}.css").is_file()


@cache
def version() -> str:
    """Changes with the public files, so that a browser never mixes two versions."""
    digest = sha256()
    for path in sorted(PUBLIC.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def as_data(value: Any) -> str:
    """JSON for an inert script element: no tag can begin or end inside it."""
    text = json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
    for character, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, code)
    return text
