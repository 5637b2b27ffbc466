"""Small questions of lists, trees, link previews and dashboards."""

from __future__ import annotations

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import DataError, PermissionError
from ....kernel.core.messages import throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.backlinks import link_fields_to
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.permissions.api import ensure, has_permission, refuse
from ....kernel.permissions.fields import get_permitted_fieldnames
from ....kernel.permissions.lists import get_list
from ....kernel.utils.json_text import as_json, parse_json, parsed_list, parsed_object
from ..lists import parsed_json

_MOST = 50


@whitelist()
def get_group_by_count(doctype: str, current_filters: Any, field: str) -> list[_dict]:
    """How often each value of a field occurs in the user's list."""
    meta = get_meta(doctype)
    if not (has_permission(doctype, "select") or has_permission(doctype, "read")):
        refuse(doctype, "read")
    if field != "assigned_to" and field not in get_permitted_fieldnames(meta):
        throw(_("Field not permitted in query: {0}").format(field), DataError)
    column = "_assign" if field == "assigned_to" else field
    rows: list[_dict] = get_list(
        doctype,
        fields=[f"{column} as name", "count(`tab" + doctype + "`.`name`) as count"],
        filters=parsed_json(current_filters, "current_filters"),
        group_by=column,
        order_by="count desc",
        limit=_MOST,
    )
    return rows


@whitelist()
def get_children(
    doctype: str, parent: str = "", include_disabled: Any = False, **filters: Any
) -> list[_dict]:
    """The nodes of a tree right below one, or its roots."""
    meta = get_meta(doctype)
    field = meta.nsm_parent_field or f"parent_{doctype.lower().replace(' ', '_')}"
    fields = ["name as value", f"{meta.get_title_field()} as title", "is_group as expandable"]
    conditions: list[Any] = [[field, "=", parent]] if parent else [[field, "is", "not set"]]
    if meta.has_field("disabled") and not include_disabled:
        conditions.append(["disabled", "=", 0])
    rows: list[_dict] = get_list(doctype, fields=fields, filters=conditions, order_by="name asc")
    return rows


@whitelist()
def get_linked(doctype: str, docname: Any, linkinfo: Any = None) -> dict[str, list[_dict]]:
    """Documents of types the user may list that point to a document they may read."""
    ensure(doctype, "read")
    ensure(doctype, "read", str(docname))
    result: dict[str, list[_dict]] = {}
    for link in link_fields_to(doctype):
        found = _pointing(link, str(docname))
        if found:
            result.setdefault(link.doctype, []).extend(found)
    return result


def _pointing(link: Any, docname: str) -> list[_dict]:
    meta = get_meta(link.doctype)
    if meta.istable or meta.issingle or not has_permission(link.doctype, "read"):
        return []
    if link.fieldname not in get_permitted_fieldnames(meta):
        return []
    rows: list[_dict] = get_list(
        link.doctype, fields=["name", "modified", "docstatus"], filters={link.fieldname: docname}
    )
    return rows


@whitelist()
def get_open_count(doctype: str, name: Any, items: Any = None) -> dict[str, Any]:
    """How many documents of other types point to one, for the connections of its form."""
    ensure(doctype, "read", str(name))
    wanted = parsed_list(items or [], "items")
    counts = []
    linked = get_linked(doctype, name)
    for each in wanted:
        if isinstance(each, str) and meta_exists(each):
            found = len(linked.get(each, []))
            counts.append({"doctype": each, "count": found, "open_count": 0})
    return {"count": {"external_links_found": counts, "internal_links_found": []}}


@whitelist(methods=["POST", "PUT"])
def save_user_settings(doctype: str, user_settings: Any) -> str:
    """Keep how a user likes their list of a type."""
    if not meta_exists(doctype):
        raise PermissionError
    known = user_settings_of(doctype)
    text = as_json({**known, **parsed_object(user_settings or {}, "user_settings")}, indent=None)
    local.db.sql(
        "insert into `__UserSettings` (user, doctype, data) values (%s, %s, %s)"
        " on conflict (user, doctype) do update set data = excluded.data",
        (local.session.user, doctype, text),
    )
    return text


@whitelist()
def get_user_settings(doctype: str) -> str:
    return as_json(user_settings_of(doctype), indent=None)


def user_settings_of(doctype: str) -> Any:
    rows = local.db.sql(
        "select data from `__UserSettings` where user = %s and doctype = %s",
        (local.session.user, doctype),
    )
    return parse_json(rows[0][0]) if rows and rows[0][0] else {}
