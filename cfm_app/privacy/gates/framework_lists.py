"""The framework's own methods read protected documents by the rights of who asks, whatever they ignore.

On a bench many methods that clients call read rows past all rights (`get_all`, a flag of the link search), after a look
at the right on the DocType or after none. Which of its documents somebody may see, only a rule says. So a list that the
framework's code asks for in a request is asked with rights, whatever it says; the app's code knows what it does.
"""

import sys
from functools import cache, wraps
from importlib import import_module
from types import FrameType
from typing import Any

import frappe

from cfm_app.privacy.access_rule import own_types

FRAMEWORK = "frappe"
# Between whoever asks for a list and the query stand these.
BETWEEN = ("frappe", "frappe.model.db_query", "frappe.database.database", __name__)
# These look after the consistency of what is stored, and show nothing.
KEEPING = (
    "frappe.model.delete_doc",
    "frappe.model.document",
    "frappe.model.dynamic_links",
    "frappe.model.naming",
    "frappe.model.rename_doc",
)


def guard(**_job: Any) -> None:
    """Have lists of the framework's own methods ask for rights, where it can ignore them."""
    _install()


@cache
def _install() -> None:
    """Once in each process."""
    try:
        query = getattr(import_module("frappe.model.db_query"), "DatabaseQuery", None)
    except ImportError:
        return
    if query is None:
        return
    execute = query.execute

    @wraps(execute)
    def with_rights(self: Any, *given: Any, **named: Any) -> Any:
        if named.get("ignore_permissions") and is_shown(self.doctype, sys._getframe(1)):
            if not _may_list(self.doctype, named.get("parent_doctype")):
                return []
            named["ignore_permissions"] = False
        return execute(self, *given, **named)

    query.execute = with_rights


def is_shown(doctype: str, frame: FrameType | None) -> bool:
    """Whether a method of the framework lists protected documents for a user."""
    request = getattr(frappe.local, "request", None)
    if request is None or frappe.session.user == "Administrator":
        return False
    if not own_types.follows_rule(doctype) and not own_types.is_row_of_case(doctype):
        return False
    asking = _module_of(frame)
    return asking.partition(".")[0] == FRAMEWORK and asking not in KEEPING


def _module_of(frame: FrameType | None) -> str:
    """The module whose code asks for the list."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module not in BETWEEN:
            return module
        frame = frame.f_back
    return ""


def _may_list(doctype: str, parent: str | None) -> bool:
    return any(
        frappe.has_permission(doctype, right, parent_doctype=parent) for right in ("read", "select")
    )
