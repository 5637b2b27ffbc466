"""Markup by managers that would run in the browser of whoever opens a form."""

import re
from typing import Any

from frappe import _

from cfm_app.security.configuration.expression_analysis import fault_in_expression
from cfm_app.security.markup import fault_in_markup

SHOWN_AS_MARKUP = ("HTML", "Button", "Heading")
_FORM = re.compile(r"<\s*form\b", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def fault_in_field(field: dict[str, Any]) -> str | None:
    """Why the markup of a field is refused, as a sentence; None if it is fine."""
    if field.get("fieldtype") not in SHOWN_AS_MARKUP:
        return None
    return fault_in_shown(str(field.get("options") or ""))


def fault_in_shown(text: str) -> str | None:
    """Why a text that forms show is refused; Frappe's desk runs what stands in double braces."""
    if _FORM.search(text) or fault_in_markup(text):
        return _("It may show text and pictures; it may not run a program.")
    if "{%" in text:
        return _("It may show fields; it may not decide and repeat.")
    found = (fault_in_expression(each) for each in _WRITTEN_OUT.findall(text))
    return next((fault for fault in found if fault), None)
