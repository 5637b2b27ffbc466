"""Where a document is read: on the page that an app has for it, or its form."""

from typing import Any
from urllib.parse import quote

from ...kernel.core.context import local
from ...kernel.core.hooks import hook_functions
from .addresses import form_url

HOOK = "reading_pages"
"""By DocType: a function that gives the address to which a name is added, or nothing for a user without that page."""


def reading_url(doctype: str, name: Any) -> str:
    """The address of a document for whoever wants to read it and go on with it."""
    return page_of_app(doctype, name) or form_url(doctype, name)


def page_of_app(doctype: str, name: Any) -> str:
    """The page of an app for a document; nothing where none has one for the user."""
    beginning = _beginning(doctype)
    return f"{beginning}{quote(str(name), safe='')}" if beginning else ""


def _beginning(doctype: str) -> str:
    known: dict[str, str] = local.cache.setdefault(f"desk:{HOOK}", {})
    if doctype not in known:
        given = (function() for function in hook_functions(HOOK, doctype))
        known[doctype] = next(filter(None, given), "")
    return known[doctype]
