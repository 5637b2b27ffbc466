"""Which language stands in for another: the one that it is based on, or for a region the language itself."""

from functools import cache
from typing import cast

from babel import Locale, UnknownLocaleError

from ..core.context import current, has_context

_TABLE, _LANGUAGES = "tablanguage", "Language"
_MOST = 5
"""How far a language may lie from what it is based on."""


def parent_language(lang: str) -> str | None:
    """``pt`` for ``pt-BR``; ``None`` for a language without a region."""
    parent, separator, _region = lang.replace("_", "-").partition("-")
    return parent if separator else None


def chain(lang: str) -> tuple[str, ...]:
    """A language, then what stands in for what it lacks, the nearest first."""
    bases = _bases()
    found = [lang]
    while len(found) < _MOST:
        following = bases.get(found[-1]) or parent_language(found[-1])
        if not following or following in found:
            break
        found.append(following)
    return tuple(found)


def is_based(lang: str) -> bool:
    """Whether somebody said what a language is based on."""
    return lang in _bases()


def locale_of(lang: str) -> Locale:
    """How a language writes numbers, dates and what is counted; English for one that nobody knows."""
    return next(filter(None, map(_known, chain(lang))), None) or Locale("en")


def _bases() -> dict[str, str]:
    """What languages are based on, as far as somebody said so."""
    context = current() if has_context() else None
    if context is None or context.db is None:
        return {}
    db = context.db
    found = db.cached(("i18n:bases",), [_TABLE], lambda: _read(db))
    return cast("dict[str, str]", found)


def _read(db: object) -> dict[str, str]:
    if not db.table_exists(_LANGUAGES):  # type: ignore[attr-defined]
        return {}
    rows = db.sql(  # type: ignore[attr-defined]
        "select `name`, `based_on` from `tabLanguage` where coalesce(`based_on`, '') != ''"
    )
    return {str(name): str(base) for name, base in rows}


@cache
def _known(lang: str) -> Locale | None:
    try:
        return Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
