"""Columns of closed documents are read in their own lists, where the rule on rows applies.

A bench lets a list name columns behind its links (``community_member.phone``) and asks for a permission on the DocType
alone. Whoever saw a case could read its person that way, though the person was closed to them. So the framework's query
joins no such table. (The embedded engine joins those rows alone that the user may see.)
"""

import json
from functools import cache
from typing import Any

import frappe
from frappe import _

from cfm_app.security import framework_methods
from cfm_app.security.access_rule import own_types


def guard(**_job: Any) -> None:
    """Have the framework's lists join no closed documents, where it joins any."""
    _install()


@cache
def _install() -> None:
    """Once in each process."""
    query = framework_methods.find("frappe.model.db_query", "DatabaseQuery")
    framework_methods.replace(query, "append_link_table", _joined)
    framework_methods.replace(query, "parse_args", _without_titles)
    # The lists of Frappe 16.
    engine = framework_methods.find("frappe.database.query", "Engine")
    framework_methods.replace(engine, "apply_fields", _without_titles_of_fields)
    table = framework_methods.find("frappe.database.query", "LinkTableField")
    framework_methods.replace(table, "apply_join", _joined_by_engine)


def _joined(original: Any) -> Any:
    def append_link_table(query: Any, doctype: str, fieldname: str) -> Any:
        require_open(doctype, query.flags.ignore_permissions)
        return original(query, doctype, fieldname)

    return append_link_table


def _without_titles(original: Any) -> Any:
    def parse_args(query: Any) -> Any:
        fields = _listed(query.fields)
        query.fields = [each for each in fields if not _is_title(query.doctype, each)]
        return original(query)

    return parse_args


def _joined_by_engine(original: Any) -> Any:
    def apply_join(field: Any, query: Any, engine: Any = None, **more: Any) -> Any:
        require_open(field.doctype, not getattr(engine, "apply_permissions", False))
        if engine is not None:
            more["engine"] = engine
        return original(field, query, **more)

    return apply_join


def _without_titles_of_fields(original: Any) -> Any:
    def apply_fields(engine: Any, fields: Any) -> Any:
        if getattr(engine, "apply_permissions", False) and isinstance(fields, str | list | tuple):
            fields = [each for each in _listed(fields) if not _is_title(engine.doctype, each)]
        return original(engine, fields)

    return apply_fields


def require_open(doctype: str, ignores_permissions: Any) -> None:
    """Throw if a list would read columns of documents of which some are closed."""
    if ignores_permissions or frappe.session.user == "Administrator":
        return
    if own_types.closes(doctype):
        frappe.throw(
            _("A list shows columns of its own alone. Open what it leads to, or list that."),
            frappe.PermissionError,
        )


def _listed(fields: Any) -> list[Any]:
    """The fields as the framework reads them."""
    if not isinstance(fields, str):
        return list(fields or ())
    try:
        found = json.loads(fields)
    except ValueError:
        found = None
    return found if isinstance(found, list) else [each.strip() for each in fields.split(",")]


def _is_title(doctype: str, field: Any) -> bool:
    """Whether a field is the title behind a link, which the framework's desk requests with each list.

    If it were refused, the desk would show no list at all; without it, it shows names.
    """
    linked, dot, rest = str(field).partition(".")
    title, _as, alias = rest.partition(" as ")
    if not dot or alias != f"{linked}_{title}":
        return False
    df = frappe.get_meta(doctype).get_field(linked)
    if df is None or df.fieldtype != "Link" or not own_types.closes(df.options):
        return False
    meta = frappe.get_meta(df.options)
    return bool(meta.show_title_field_in_link) and meta.title_field == title
