"""Markup of managers that would act in the browser of whoever opens a form."""

import re
from typing import Any

from frappe import _

from cfm_app.privacy.reading_expressions import fault_in_expression

SHOWN_AS_MARKUP = ("HTML", "Button", "Heading")
_ACTIVE = re.compile(r"<\s*(script|iframe|object|embed|form|meta|base|link)\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<\s*script\b", re.IGNORECASE)
_HANDLER = re.compile(r"<[^>]*[\s/\"']on\w+\s*=", re.IGNORECASE)
_ADDRESS = re.compile(r"javascript\s*:|data\s*:\s*text/html", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def acts(text: str) -> bool:
    """Whether a page in which a text stands would run a program of it."""
    return bool(_SCRIPT.search(text) or _HANDLER.search(text) or _ADDRESS.search(text))


def fault_in_field(field: dict[str, Any]) -> str | None:
    """What the markup of a field may not do, as a sentence; None if there is nothing."""
    if field.get("fieldtype") not in SHOWN_AS_MARKUP:
        return None
    return fault_in_markup(str(field.get("options") or ""))


def fault_in_markup(text: str) -> str | None:
    """The same of a text. The desk of the framework runs what stands in double braces."""
    if _ACTIVE.search(text) or acts(text):
        return _("It may show text and pictures; it may not run a program.")
    if "{%" in text:
        return _("It may show fields; it may not decide and repeat.")
    found = (fault_in_expression(each) for each in _WRITTEN_OUT.findall(text))
    return next((fault for fault in found if fault), None)
