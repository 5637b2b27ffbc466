"""The list views of the desk: rows, counts, exports, deleting several."""

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.exceptions import FrappeTypeError, PermissionError
from ....kernel.core.messages import bold, msgprint, throw
from ....kernel.core.whitelist import whitelist
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.json_text import parsed_json
from ....kernel.utils.numbers import cint
from ....kernel.utils.users import add_user_info
from ....services.reports import access as reports
from ..export import export_rows
from ..lists import count_rows, list_for_client

_TAKEN = "fields filters or_filters group_by order_by with_comment_count distinct parent".split()


@whitelist()
def get() -> Any:
    """Rows as ``keys`` and ``values``: short for long lists."""
    rows = _rows()
    if not rows:
        return []
    keys = list(rows[0])
    owners = {row[key] for row in rows for key in ("owner", "modified_by") if row.get(key)}
    info: dict[str, Any] = {}
    add_user_info(owners, info)
    return {"keys": keys, "values": [[row[key] for key in keys] for row in rows], "user_info": info}


@whitelist()
def get_list() -> Any:
    return _rows()


def _rows() -> Any:
    form = local.form_dict
    given = {key: form[key] for key in _TAKEN if form.get(key) not in (None, "")}
    given.pop("parent", None)
    if "distinct" in given:
        given["distinct"] = bool(cint(given["distinct"]))
    if "with_comment_count" in given:
        given["with_comment_count"] = bool(cint(given["with_comment_count"]))
    given["limit_page_length"] = cint(form.page_length or form.limit_page_length)
    given["limit_start"] = cint(form.start or form.limit_start)
    return list_for_client(_doctype(), form.parent, **given)


def _doctype() -> str:
    doctype = local.form_dict.doctype
    if not isinstance(doctype, str) or not doctype:
        throw(_("The argument doctype is missing"), FrappeTypeError)
    return doctype


@whitelist()
def get_count() -> int:
    """How many rows the user's list has; with ``limit`` no more than that are counted."""
    form = local.form_dict
    most = cint(form.limit) or None
    return count_rows(_doctype(), form.filters, form.or_filters, form.parent, most)


@whitelist(methods=["POST", "GET"])
def export_query() -> None:
    """The list as a file, for who may export the type."""
    form = local.form_dict
    doctype = _doctype()
    if not has_permission(doctype, "export"):
        raise PermissionError(_("You are not allowed to export {} doctype").format(_(doctype)))
    fields = parsed_json(form.fields, "fields") or ["name"]
    filters = parsed_json(form.filters, "filters")
    if form.selected_items:
        names = parsed_json(form.selected_items, "selected_items")
        filters = {"name": ["in", names]}
    rows = list_for_client(
        doctype,
        form.parent,
        fields=fields,
        filters=filters,
        or_filters=form.or_filters,
        order_by=form.order_by,
        limit_start=form.start,
        limit_page_length=cint(form.page_length),
    )
    export_rows(
        doctype, rows, fields, str(form.title or doctype), str(form.file_format_type or "CSV")
    )


@whitelist(methods=["POST"])
def save_report(name: str, doctype: str, report_settings: str) -> str:
    """Keep what the report view shows as a Report Builder report."""
    report = reports.save_report(name, doctype, report_settings)
    msgprint(_("Report {0} saved").format(bold(report.name)), indicator="green", alert=True)
    return str(report.name)


@whitelist(methods=["POST", "DELETE"])
def delete_report(name: str) -> None:
    """Delete a Report Builder report."""
    reports.delete_report(name)
    msgprint(_("Report {0} deleted").format(bold(name)), indicator="green", alert=True)
