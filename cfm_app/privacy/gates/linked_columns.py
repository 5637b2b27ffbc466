"""Columns of closed documents are read in their own lists, where the rule on rows applies.

Frappe lets a list name columns behind its links (``community_member.phone``) and checks permissions on
the DocType alone. Whoever saw a case could read its person that way, though the person was closed to
them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _

from cfm_app.privacy.access_rule import own_types
from cfm_app.privacy.gates.api_request import ApiRequest
from cfm_app.privacy.gates.packed_arguments import unpacked

# The arguments in which a client names columns.
NAMING = (
    *("fields", "fieldname", "field", "order_by", "group_by", "sort_by"),
    *("columns", "searchfield", "stats", "aggregate_on", "aggregate_on_field"),
)
COLUMN = r"(?<![\w.])`?(?:{0})`?\s*\.\s*`?\w"


def check(asked: ApiRequest) -> None:
    """Throw for a column behind a link to a DocType with closed documents."""
    if frappe.session.user == "Administrator":
        return
    remove_link_titles(asked.form)
    named = " ".join(_named(asked))
    if "." not in named:
        return
    for doctype in set(asked.types()):
        links = "|".join(re.escape(df.fieldname) for df in _closing_links(doctype))
        if links and re.search(COLUMN.format(links), named):
            frappe.throw(
                _("A list shows columns of its own alone. Open what it leads to, or list that."),
                frappe.PermissionError,
            )


def remove_link_titles(form: Any) -> None:
    """Remove the titles of links that Frappe's desk requests with each list.

    If they were refused, the desk would show no list at all; without them it shows names.
    """
    fields, doctype = form.get("fields"), form.get("doctype")
    if not isinstance(fields, str) or not isinstance(doctype, str) or fields[:1] != "[":
        return
    titles = {
        f"{df.fieldname}.{meta.title_field} as {df.fieldname}_{meta.title_field}"
        for df in _closing_links(doctype)
        if (meta := frappe.get_meta(df.options)).title_field and meta.show_title_field_in_link
    }
    if not any(title in fields for title in titles):
        return
    try:
        columns = json.loads(fields)
    except ValueError:
        return
    form["fields"] = json.dumps([each for each in columns if each not in titles])


def _named(asked: ApiRequest) -> Iterator[str]:
    for values in asked.sets:
        for key in NAMING:
            if value := values.get(key):
                yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    """Each text in a value, as sent and as decoded, however often it is encoded.

    Nothing is decoded that can hide no dot: a text without one and without an escape.
    """
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list | tuple):
            waiting += each
        elif isinstance(each, str) and each:
            yield each
            if "." not in each and "\\" not in each:
                continue
            if (found := unpacked(each)) is not each:
                waiting.append(found)


def _closing_links(doctype: str) -> list[Any]:
    if not frappe.db.exists("DocType", doctype):
        return []
    links = [
        df for df in frappe.get_meta(doctype).get_link_fields() if own_types.closes(df.options)
    ]
    # Frappe shows no columns of DocTypes on which the user has no permission at all.
    return [df for df in links if _has_any_right(df.options)]


def _has_any_right(doctype: str) -> bool:
    return any(frappe.has_permission(doctype, right) for right in ("read", "select"))
