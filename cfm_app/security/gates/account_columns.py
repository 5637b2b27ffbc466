"""Of an account, a list tells who somebody is, and nothing else to whoever may only choose them.

A bench lets every user of the desk choose accounts, and shows, filters and orders by each of their columns and rows
then: whose role opens which restricted class, from which address somebody came last, who has a key. So for whoever may
not read accounts, its lists have the columns below alone. (The embedded engine keeps to them by itself.)
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import frappe
from frappe import _

from cfm_app.security import framework_methods, sql_tokens

ACCOUNT = "User"
MODULE = "frappe.model.db_query"
SHOWN = frozenset(
    "name creation modified modified_by owner docstatus idx _user_tags _comments _assign _liked_by"
    " enabled user_type email full_name first_name middle_name last_name username user_image".split()
)
ROLES = "frappe.core.doctype.user.user.get_roles"


def guard(**_job: Any) -> None:
    """Have the framework's lists keep to the columns, where they show others."""
    _install()


@cache
def _install() -> None:
    """Once in each process."""
    query = framework_methods.find(MODULE, "DatabaseQuery")
    framework_methods.replace(query, "prepare_filter_condition", _with_open_condition)
    framework_methods.replace(query, "validate_order_by_and_group_by", _with_open_order)
    if query is not None:
        lists = framework_methods.find("frappe.model", "db_query")
        framework_methods.replace(lists, "get_permitted_fields", _with_open_fields)
    # The lists of Frappe 16: what is selected, and what filters and orders.
    builder = framework_methods.find("frappe.database", "query")
    framework_methods.replace(builder, "get_permitted_fields", _with_open_fields)
    engine = framework_methods.find("frappe.database.query", "Engine")
    for check in ("check_select_field_permission", "check_filter_field_permission"):
        framework_methods.replace(engine, check, _with_open_column)


@frappe.whitelist()
def get_roles(arg: Any = None) -> list[str]:
    """Replaces Frappe's method, which tells everybody the roles of everybody: own ones, and others' by right."""
    user = str(frappe.form_dict.get("uid") or frappe.session.user)
    if user != frappe.session.user and not may_read(1):
        frappe.throw(
            _("You see your own roles. Ask your manager who does what."), frappe.PermissionError
        )
    return frappe.get_roles(user)


def may_read(level: int) -> bool:
    """Whether the user reads fields of this level of all accounts."""
    roles = set(frappe.get_roles())
    return frappe.session.user == "Administrator" or any(
        each.role in roles and each.read and (each.permlevel or 0) == level and not each.if_owner
        for each in frappe.get_meta(ACCOUNT).permissions
    )


def is_closed(doctype: str, fieldname: str) -> bool:
    """Whether the user may not ask for a column of an account, or of its rows."""
    if doctype in rows_of_accounts():
        return not may_read(1)
    return doctype == ACCOUNT and fieldname not in SHOWN and not may_read(0)


def rows_of_accounts() -> set[str]:
    return {df.options for df in frappe.get_meta(ACCOUNT).get_table_fields()}


def _with_open_fields(original: Any) -> Any:
    def get_permitted_fields(doctype: str, *given: Any, **named: Any) -> list[str]:
        found = original(doctype, *given, **named)
        if doctype != ACCOUNT and doctype not in rows_of_accounts():
            return found
        return [each for each in found if not is_closed(doctype, each)]

    return get_permitted_fields


def _with_open_column(original: Any) -> Any:
    def check(engine: Any, doctype: str, fieldname: str, *given: Any, **named: Any) -> Any:
        if engine.apply_permissions:
            _require_open(doctype, fieldname)
        return original(engine, doctype, fieldname, *given, **named)

    return check


def _with_open_condition(original: Any) -> Any:
    utils: Any = frappe.utils

    def prepare_filter_condition(query: Any, condition: Any) -> Any:
        if not query.flags.ignore_permissions:
            found = utils.get_filter(query.doctype, condition)
            for column in _words(str(found.fieldname)):
                _require_open(found.doctype, column)
        return original(query, condition)

    return prepare_filter_condition


def _with_open_order(original: Any) -> Any:
    def validate_order_by_and_group_by(query: Any, text: Any) -> Any:
        if not query.flags.ignore_permissions and isinstance(text, str):
            _require_open_order(query.doctype, text)
        return original(query, text)

    return validate_order_by_and_group_by


def _require_open_order(doctype: str, text: str) -> None:
    for kind in (ACCOUNT, *rows_of_accounts()):
        if doctype == kind or f"tab{kind}" in text:
            columns = set(frappe.get_meta(kind).get_valid_columns())
            for column in columns.intersection(_words(text)):
                _require_open(kind, column)


def _words(text: str) -> Iterator[str]:
    return (found[0].strip("`") for found in sql_tokens.TOKEN.finditer(text))


def _require_open(doctype: str, fieldname: str) -> None:
    if is_closed(doctype, fieldname):
        frappe.throw(
            _("A list of accounts tells who they are, and nothing else."), frappe.PermissionError
        )
