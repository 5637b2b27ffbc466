"""``frappe.client``: reading."""

import json
from typing import Any

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import msgprint, throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.api import get_doc_permissions as permissions_of
from ....kernel.permissions.api import has_permission as may
from ....kernel.permissions.fields import get_permitted_fieldnames
from ....kernel.utils.json_text import parsed_json
from ....kernel.utils.numbers import sbool
from ..document_output import outgoing
from ..lists import check_parent, count_rows, list_for_client


@whitelist()
def get_list(
    doctype: str,
    fields: Any = None,
    filters: Any = None,
    group_by: Any = None,
    order_by: Any = None,
    limit_start: Any = None,
    limit_page_length: Any = 20,
    parent: str | None = None,
    debug: Any = False,
    as_dict: Any = True,
    or_filters: Any = None,
) -> Any:
    """A list of what the user may see; 20 rows unless ``limit_page_length`` says otherwise."""
    return list_for_client(
        doctype,
        parent,
        fields=fields,
        filters=filters,
        or_filters=or_filters,
        group_by=group_by,
        order_by=order_by,
        limit_start=limit_start,
        limit_page_length=limit_page_length,
        as_list=not sbool(as_dict),
    )


@whitelist()
def get_count(
    doctype: str,
    filters: Any = None,
    debug: Any = False,
    cache: Any = False,
    parent: str | None = None,
) -> int:
    """How many documents the user may see. Frappe counts all; here a count tells no more than a list."""
    return count_rows(doctype, filters, parent=parent)


@whitelist()
def get(doctype: str, name: Any = None, filters: Any = None, parent: str | None = None) -> Any:
    """A document by name or by filters."""
    check_parent(doctype, parent)
    if name:
        doc = get_doc(doctype, str(name))
    elif filters or filters == {}:
        doc = get_doc(doctype, parsed_json(filters, "filters"))
    else:
        doc = get_doc(doctype, doctype)
    doc.check_permission("read")
    return outgoing(doc)


@whitelist()
def get_value(
    doctype: str,
    fieldname: Any,
    filters: Any = None,
    as_dict: Any = True,
    debug: Any = False,
    parent: str | None = None,
) -> Any:
    """A value, or several, of the first document that matches."""
    check_parent(doctype, parent)
    if not may(doctype, "read", parent_doctype=parent):
        _refuse(doctype)
    wanted = _fields(fieldname)
    given = _filters(filters)
    if get_meta(doctype).issingle:
        return _of_single(doctype, wanted, bool(sbool(as_dict)))
    rows = list_for_client(
        doctype,
        parent,
        filters=given,
        fields=wanted,
        limit_page_length=1,
        as_list=not sbool(as_dict),
    )
    if sbool(as_dict):
        return rows[0] if rows else {}
    if not rows:
        return None
    return rows[0] if len(wanted) > 1 else rows[0][0]


def _fields(fieldname: Any) -> list[str]:
    if isinstance(fieldname, str):
        try:
            fieldname = json.loads(fieldname)
        except ValueError:
            return [fieldname]
    return list(fieldname) if isinstance(fieldname, (list, tuple)) else [str(fieldname)]


def _filters(filters: Any) -> Any:
    """Filters as an object, a list, JSON of either, or a bare name."""
    if isinstance(filters, str):
        try:
            filters = json.loads(filters)
        except ValueError:
            return {"name": filters}
    if isinstance(filters, (str, int, float)):
        return {"name": filters}
    return filters or None


def _of_single(doctype: str, fields: list[str], as_dict: bool) -> Any:
    meta = get_meta(doctype)
    permitted = get_permitted_fieldnames(meta)
    readable = [name for name in fields if name in permitted]
    values = {name: local.db.get_value(doctype, None, name) for name in readable}
    if as_dict:
        return values
    found = list(values.values())
    return found if len(fields) > 1 else (found[0] if found else None)


@whitelist()
def get_single_value(doctype: str, field: str) -> Any:
    """A setting; a field that the user's levels do not cover reads as empty."""
    if not may(doctype, "read"):
        _refuse(doctype)
    meta = get_meta(doctype)
    if meta.get_field(field) is not None and field not in get_permitted_fieldnames(meta):
        return ""
    return local.db.get_single_value(doctype, field)


def _refuse(doctype: str) -> None:
    throw(_("No permission for {0}").format(_(doctype)), PermissionError)


@whitelist()
def has_permission(doctype: str, docname: Any, perm_type: str = "read") -> dict[str, bool]:
    """Whether the user has a right on a document."""
    return {"has_permission": may(doctype, perm_type.lower(), str(docname))}


@whitelist()
def get_doc_permissions(doctype: str, docname: Any) -> dict[str, Any]:
    """Every right of the user on a document."""
    return {"permissions": permissions_of(get_doc(doctype, str(docname)))}


@whitelist()
def get_password(doctype: str, name: str, fieldname: str) -> None:
    """Stored secrets are told to nobody over the network."""
    raise PermissionError


@whitelist()
def validate_link(doctype: str, docname: Any, fields: Any = None) -> dict[str, Any]:
    """The real name of a document that the user may see, with some of its fields if they may read it.

    ``{"name": None}`` when there is none or it is none of their business.
    """
    if not (may(doctype, "select") or may(doctype, "read")):
        throw(
            _("You do not have Read or Select Permissions for {}").format(
                f"<strong>{_(doctype)}</strong>"
            ),
            PermissionError,
        )
    asked = parsed_json(fields, "fields") if fields else []
    wanted = [name for name in asked if isinstance(name, str)] if isinstance(asked, list) else []
    meta = get_meta(doctype)
    known = [name for name in wanted if name in meta.column_set]
    if meta.issingle:
        return {"name": doctype if docname == doctype else None}
    shown = known if may(doctype, "read") else []
    rows = list_for_client(
        doctype, filters={"name": str(docname)}, fields=["name", *shown], limit_page_length=1
    )
    if rows and len(shown) < len(known):
        _tell_that_fields_need_read(doctype, rows[0]["name"])
    return rows[0] if rows else {"name": None}


def _tell_that_fields_need_read(doctype: str, name: Any) -> None:
    msgprint(
        _("You need {0} permission to fetch values from {1} {2}").format(
            *(f"<strong>{text}</strong>" for text in (_("Read"), _(doctype), name))
        ),
        title=_("Cannot Fetch Values"),
        indicator="orange",
    )
