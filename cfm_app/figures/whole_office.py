"""What is made of all cases of the office is for users who see all of it."""

from frappe.model.document import Document

from cfm_app.figures import visible_cases

NONE = "1=0"


def condition(user: str | None = None, doctype: str | None = None) -> str:
    """The list condition."""
    return NONE if visible_cases.is_limited(user) else ""


def permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one document, by the same rule."""
    return not visible_cases.is_limited(user)
