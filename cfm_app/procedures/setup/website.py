"""Context of Frappe's own pages outside the desk."""

from typing import Any

from frappe import _


def extend(context: Any) -> None:
    """Translate the title of the log-in, which Frappe writes in English."""
    if context.get("path") == "login" and context.get("title"):
        context["title"] = _(context["title"])
