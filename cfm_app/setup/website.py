"""What the framework's own pages outside the desk are told before they are shown."""

from typing import Any

from frappe import _


def extend(context: Any) -> None:
    """Say the title of the log-in in the language of the page: the framework writes it in English."""
    if context.get("path") == "login" and context.get("title"):
        context["title"] = _(context["title"])
