"""Which language a user, a request or a print-out speaks."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from ..core.context import local
from .bases import chain, parent_language

RTL_LANGUAGES = ("ar", "fa", "he", "ps", "ur")
_COOKIE = "preferred_language"
_FALLBACK = "en"


def is_rtl(lang: str | None = None) -> bool:
    """Whether a language (by default the context's) is written from right to left."""
    language = lang or local.lang or _FALLBACK
    return any(each in RTL_LANGUAGES for each in chain(language))


def get_parent_language(lang: str) -> str:
    """``pt`` for ``pt-BR``; empty for a language without a region."""
    return parent_language(lang) or ""


def get_language(lang_list: Iterable[str] | None = None) -> str:
    """The language of the request.

    In this order: ``_lang`` of the request, the logged-in user's, for guests the cookie of the
    language switch and what the browser asks for, and the site's.
    """
    user = local.session.user
    is_guest = not user or user == "Guest"
    wishes: list[str | None] = [local.form_dict.get("_lang")]
    if is_guest:
        wishes += [get_preferred_language_cookie(), *_accepted_languages()]
    # Most requests wish for nothing, and need not know which languages there are.
    if any(wishes) and (found := _first_known(wishes, set(lang_list or get_all_languages()))):
        return found
    return _site_language() if is_guest else get_user_lang(user)


def _first_known(wishes: Iterable[str | None], known: set[str]) -> str | None:
    for wish in wishes:
        for language in (wish, get_parent_language(wish) if wish else None):
            if language and language in known:
                return language
    return None


def _accepted_languages() -> list[str]:
    accepted = getattr(local.request, "accept_languages", None)
    return list(accepted.values()) if accepted else []


def get_preferred_language_cookie() -> str | None:
    cookies = getattr(local.request, "cookies", None)
    return cookies.get(_COOKIE) if cookies else None


def get_user_lang(user: str | None = None) -> str:
    """The language of a user, else the site's."""
    name, db = user or local.session.user, local.db
    language = db.cached(
        ("language of a user", name), ["tabuser"], lambda: db.get_value("User", name, "language")
    )
    return language or _site_language()


def _site_language() -> str:
    language = local.db.get_default("lang") or local.db.get_single_value(
        "System Settings", "language"
    )
    return language or _FALLBACK


def get_all_languages(with_language_name: bool = False) -> list[Any]:
    """The codes of the enabled languages, or dicts of ``language_code`` and ``language_name``."""
    rows = local.db.sql(
        "select `name`, `language_name` from `tabLanguage` where `enabled` = 1 order by `name`"
    )
    if not with_language_name:
        return [name for name, _label in rows]
    return [{"language_code": name, "language_name": label} for name, label in rows]


@contextmanager
def print_language(language: str | None) -> Generator[None, None, None]:
    """Speak another language for a while, for instance that of a letter's reader."""
    before = local.lang
    if language and language != before:
        local.lang = language
        local.jenv = None
    try:
        yield
    finally:
        if local.lang != before:
            local.lang = before
            local.jenv = None
