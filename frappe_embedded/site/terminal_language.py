"""What a command says, in the language of the terminal: there is no user yet, and often no open site."""

import os
from functools import lru_cache

from ..kernel.i18n.catalogs import app_catalog

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set decides, as POSIX has it."""
_OWN = "frappe"
"""Under this name the engine's own texts lie."""


def _(text: str) -> str:
    """A text in the language of the terminal, or as it stands where there is no translation."""
    return _texts(language()).get(text, text)


def language() -> str:
    """The code of the terminal's language, without country and letters: ``fr`` of ``fr_TD.UTF-8``."""
    value = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    code = value.partition(".")[0].partition("_")[0].lower()
    return code if code.isalpha() else "en"


@lru_cache
def _texts(code: str) -> dict[str, str]:
    return app_catalog(_OWN, code)
