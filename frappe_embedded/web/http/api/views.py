"""Small questions of trees and forms."""

from __future__ import annotations

from typing import Any

from ....kernel.core.dict import _dict
from ....kernel.core.whitelist import whitelist
from ....kernel.document.backlinks import link_fields_to
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.permissions.api import ensure, has_permission
from ....kernel.permissions.fields import get_permitted_fieldnames
from ....kernel.permissions.lists import get_list
from ....kernel.utils.json_text import parsed_list


def _linked(doctype: str, docname: str) -> dict[str, list[_dict]]:
    """Documents of types the user may list that point to a document."""
    result: dict[str, list[_dict]] = {}
    for link in link_fields_to(doctype):
        found = _pointing(link, docname)
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
    ensure(doctype, "read")
    ensure(doctype, "read", str(name))
    wanted = parsed_list(items or [], "items")
    counts = []
    linked = _linked(doctype, str(name))
    for each in wanted:
        if isinstance(each, str) and meta_exists(each):
            found = len(linked.get(each, []))
            counts.append({"doctype": each, "count": found, "open_count": 0})
    return {"count": {"external_links_found": counts, "internal_links_found": []}}
