"""The framework's own methods read protected documents by the rights of who asks, whatever they ignore.

On a bench many methods that clients call read rows past all rights (`get_all`, a flag of the link search), after a look
at the right on the DocType or after none. Which of its documents somebody may see, only a rule says. So a list that the
framework's code asks for in a request is asked with rights, whatever it says; the app's code knows what it does.
"""

import sys
from functools import cache
from importlib import import_module
from types import FrameType
from typing import Any

import frappe

from cfm_app.base import doctype_access
from cfm_app.security import framework_methods
from cfm_app.security.access_rule import missing_documents, own_types
from cfm_app.security.gates import known_methods

FRAMEWORK = "frappe"
# Between whoever asks for a list and the query stand these.
BETWEEN = (
    "frappe",
    "frappe.model.db_query",
    "frappe.model.qb_query",
    "frappe.database.database",
    __name__,
)
# These look after rights, and after the consistency of what is stored, and show nothing.
KEEPING = (
    "frappe.model.delete_doc",
    "frappe.model.document",
    "frappe.model.dynamic_links",
    "frappe.model.naming",
    "frappe.model.rename_doc",
    "frappe.permissions",
    "frappe.share",
)


def guard(**_job: Any) -> None:
    """Have lists of the framework's own methods ask for rights, where it can ignore them."""
    _install()


@cache
def _install() -> None:
    """Once in each process."""
    queries = framework_methods.list_queries()
    for query in queries:
        framework_methods.replace(query, "execute", _with_rights)
    if queries:
        for module, method in _conditions_beside():
            framework_methods.replace(import_module(module), method, _in_brackets)


def _conditions_beside() -> set[tuple[str, str]]:
    """The framework's own conditions for DocTypes that have one of the app's: it joins them by `and` as they are."""
    hooks = frappe.get_hooks("permission_query_conditions")
    paths = {path for each in doctype_access.CLOSED for path in hooks.get(each, ())}
    found = (path.rpartition(".") for path in paths if not path.startswith(known_methods.APP))
    return {(module, method) for module, _dot, method in found}


def _in_brackets(original: Any) -> Any:
    def condition(*given: Any, **named: Any) -> str | None:
        found = frappe.call(original, *given, **named)
        return f"({found})" if found else found

    return condition


def _with_rights(original: Any) -> Any:
    def execute(query: Any, *given: Any, **named: Any) -> Any:
        if named.get("ignore_permissions") and is_shown(query.doctype, sys._getframe(1)):
            if not _may_list(query.doctype, named.get("parent_doctype")):
                return []
            named["ignore_permissions"] = False
        return original(query, *given, **named)

    return execute


def is_shown(doctype: str, frame: FrameType | None) -> bool:
    """Whether a method of the framework lists documents of which some are closed, for a user."""
    if frappe.session.user == "Administrator" or not missing_documents.is_asked():
        return False
    if not own_types.closes(doctype) and not own_types.is_row_of_case(doctype):
        return False
    asking = framework_methods.asking_module(frame, BETWEEN)
    if asking.partition(".")[0] != FRAMEWORK or asking in KEEPING:
        return False
    # What the framework keeps beside each document it reads for itself, unless somebody asks for that.
    is_kept_beside = doctype in doctype_access.CARRIERS and not missing_documents.is_named(doctype)
    return not is_kept_beside and not _is_controller(asking, doctype)


def _is_controller(module: str, doctype: str) -> bool:
    """Whether a module is that of the DocType itself, which keeps its documents consistent."""
    name = frappe.scrub(doctype)
    return module.endswith(f".doctype.{name}.{name}")


def _may_list(doctype: str, parent: str | None) -> bool:
    return any(
        frappe.has_permission(doctype, right, parent_doctype=parent) for right in ("read", "select")
    )
