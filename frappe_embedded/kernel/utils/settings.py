"""What the helpers need to know of the site: its settings, defaults and languages.

Every helper reads settings through this module. All functions answer with a fallback when no
site is connected, so that the helpers work in plain scripts as well. ``local.db`` keeps the
values it has read; nothing is cached here a second time.
"""

from typing import Any

from babel import Locale

from ..core.context import has_context, local
from ..i18n.bases import locale_of

_DEFAULT_LANGUAGE = "en"


def system_setting(fieldname: str, default: Any = None) -> Any:
    """A field of System Settings; ``default`` when it is empty or no site is connected."""
    if not has_context() or local.db is None:
        return default
    value = local.db.get_single_value("System Settings", fieldname)
    return default if value in (None, "") else value


def site_default(key: str, default: Any = None) -> Any:
    """A default of the site (``frappe.db.set_default``)."""
    if not has_context() or local.db is None:
        return default
    value = local.db.get_default(key)
    return default if value in (None, "") else value


def format_setting(key: str, default: Any = None) -> Any:
    """How values are written on this site: its default of that name, else the System Setting."""
    value = site_default(key)
    return system_setting(key, default) if value is None else value


def current_language() -> str:
    """The language in which the context speaks, such as ``fr`` or ``pt-BR``."""
    return (local.lang or _DEFAULT_LANGUAGE) if has_context() else _DEFAULT_LANGUAGE


def current_locale() -> Locale:
    """The babel locale of the current language; English for a language that babel lacks."""
    return locale_of(current_language())
