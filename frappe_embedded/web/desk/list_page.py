"""The list of a DocType as a page."""

import json
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.hooks import call_hooks
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField, standard_field
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import has_permission
from ...kernel.query.filters import Filter
from ...services.workflow.definition import get_workflow_name, state_field_of
from .addresses import list_url, report_url
from .list_request import (
    SIZES,
    ListRequest,
    as_choice,
    as_lists,
    chips_of,
    filter_text,
    filter_vocabulary,
    quick_fields,
    read_request,
    readable,
)
from .list_rows import columns_of, count_rows, heading_field, read_page
from .manage.customize_form import customize_link
from .pages import render

_SORTABLE_ALWAYS = ("name", "creation", "modified")
_FILTERED_ALWAYS = ("name", "owner", "creation", "modified", "_assign")
_SET_AT_ONCE = (
    *("Data", "Small Text", "Select", "Link", "Check", "Date"),
    *("Int", "Float", "Currency", "Percent"),
)
_UNFILTERED = ("Password", "Signature", "Geolocation", "JSON", "Code", "HTML Editor")


def list_page(request: Request, doctype: str) -> Response:
    meta = get_meta(doctype)
    if not has_permission(doctype, "read"):
        raise PermissionError
    asked = read_request(meta, request.args.to_dict())
    total = count_rows(asked)
    shown = read_page(asked)

    def address(**changes: Any) -> str:
        return list_url(doctype, **asked.query(**changes))

    return render(
        "list.html",
        title=_(meta.name),
        page="list",
        current=doctype,
        meta=meta,
        asked=asked,
        rows=shown.rows,
        total=total,
        columns=shown.columns,
        heading=heading_field(meta),
        quick=[(df, asked.quick.get(df.fieldname, "")) for df in quick_fields(meta)],
        chips=chips_of(asked.conditions, doctype, lambda rest: address(filters=rest, start="")),
        printed_filters=_in_words(asked),
        sorts=_sorts(meta),
        views=_views(asked),
        saved=_saved_views(meta, asked),
        sizes=SIZES,
        address=address,
        report_url=report_url(doctype, as_lists(asked.filters)),
        may={
            right: has_permission(doctype, right)
            for right in ("create", "delete", "export", "print", "report", "write")
        },
        customise=customize_link(meta),
        importer=_importer(doctype),
        page_data=_script_data(meta, asked),
    )


def _importer(doctype: str) -> str:
    """Where an app takes a sheet into this list; empty where none does, or not for the user.

    Apps: hook ``list_importers``, functions that are asked with the DocType and return an address.
    """
    return str(next(filter(None, call_hooks("list_importers", doctype)), ""))


def _script_data(meta: Meta, asked: ListRequest) -> dict[str, Any]:
    return {
        "doctype": meta.name,
        "user": local.session.user,
        "fields": [as_choice(df) for df in filter_fields(meta)],
        "conditions": as_lists(asked.conditions),
        "all": as_lists(asked.filters),
        **filter_vocabulary(),
        "workflow": bool(get_workflow_name(meta.name)),
        "editable": [as_choice(df) for df in editable_fields(meta)],
    }


def editable_fields(meta: Meta) -> list[DocField]:
    """The fields that the user may set for many entries at once: those of a form that one value fills."""
    levels = meta.get_permlevel_access("write")
    state = state_field_of(meta.name)
    return [
        df
        for df in readable(meta)
        if df.fieldtype in _SET_AT_ONCE
        and (df.permlevel or 0) in levels
        and not (df.read_only or df.hidden or df.is_virtual or df.set_only_once or df.unique)
        and df.fieldname != state
    ]


def filter_fields(meta: Meta) -> list[DocField]:
    standard = [field for name in _FILTERED_ALWAYS if (field := standard_field(name)) is not None]
    own = [df for df in readable(meta) if df.fieldtype not in _UNFILTERED]
    return [*sorted(own, key=lambda df: not df.in_standard_filter), *standard]


def _in_words(asked: ListRequest) -> list[str]:
    """What narrows the list, for paper."""
    words = [filter_text(each, asked.meta.name) for each in asked.filters]
    return [*words, _("Search: {0}").format(asked.search)] if asked.search else words


def _sorts(meta: Meta) -> list[tuple[str, str]]:
    names = [df.fieldname for df in columns_of(meta)]
    title = meta.get_title_field()
    names = list(dict.fromkeys([title, *names, *_SORTABLE_ALWAYS]))
    return [(name, str(_(meta.get_label(name)))) for name in names]


def _views(asked: ListRequest) -> list[tuple[str, str, bool]]:
    """Views that every DocType has: label, address, whether it is the one shown."""
    user = local.session.user
    choices: list[tuple[str, list[Filter]]] = [
        (_("All", context="filter"), []),
        (_("Assigned to me"), [Filter("_assign", "like", f"%{user}%")]),
        (_("Created by me"), [Filter("owner", "=", user)]),
    ]
    return [
        (
            str(label),
            list_url(asked.meta.name, filters=json.dumps(as_lists(filters)) if filters else ""),
            asked.filters == filters and not asked.search,
        )
        for label, filters in choices
    ]


def _saved_views(meta: Meta, asked: ListRequest) -> list[dict[str, Any]]:
    """The views that the user saved, and those saved for everybody."""
    rows = local.db.sql(
        "select name, filter_name, filters, for_user from `tabList Filter` where reference_doctype = %s"
        " and ifnull(for_user, '') in ('', %s) order by filter_name",
        (meta.name, local.session.user),
        as_dict=True,
    )
    shown_now = json.dumps(as_lists(asked.filters), ensure_ascii=False)
    views = []
    for row in rows:
        saved = read_request(meta, {"filters": row.filters or ""}).conditions
        filters = json.dumps(as_lists(saved), ensure_ascii=False)
        views.append(
            {
                "name": row.name,
                "label": row.filter_name,
                "url": list_url(meta.name, filters=filters),
                "current": filters == shown_now,
                "own": bool(row.for_user),
            }
        )
    return views
