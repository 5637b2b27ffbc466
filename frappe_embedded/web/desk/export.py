"""A list as a file for a spreadsheet."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.document.api import new_doc
from ...kernel.document.titles import link_titles
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import has_permission
from ...kernel.query.filters import Filter
from ...kernel.utils.csvutils import to_csv
from ...kernel.utils.dates import get_datetime, now_datetime
from ...kernel.utils.json_text import parsed_list
from ...kernel.utils.urls import slug as slug_of
from ...kernel.utils.xlsxutils import make_xlsx
from ...services.customize.field_limits import column_label, hidden_by_people
from ...services.reports.tables import plain_value
from ..http.responses import name_file
from .addresses import served
from .list_request import read_request, readable
from .pages import desk_page

_LEFT_OUT = ("Password", "Signature", "Attach", "Attach Image", "Geolocation", "JSON")
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page("/app/export/<slug>")
def export_answer(request: Request, slug: str) -> Response:
    """The rows that the list shows, all pages of them, or those named by ``names``."""
    doctype = served(slug)
    if not has_permission(doctype, "export"):
        raise PermissionError
    meta = get_meta(doctype)
    query = request.args.to_dict()
    hidden = hidden_by_people(meta)
    fields = [df for df in readable(meta) if _is_exported(df, hidden)]
    rows = _rows(meta, query, fields)
    log_export(doctype, query.get("format", "csv"), len(rows))
    kind = query.get("format", "csv")
    return send_rows(_table(meta, fields, rows), str(_(doctype)), kind, slug_of(doctype))


def _is_exported(df: DocField, hidden_by_people: frozenset[str]) -> bool:
    is_shown = not df.hidden or df.fieldname in hidden_by_people
    return df.fieldtype not in _LEFT_OUT and is_shown and not df.report_hide


def _rows(meta: Meta, query: dict[str, str], fields: list[DocField]) -> list[Any]:
    asked = read_request(meta, query)
    if query.get("names"):
        names = [str(name) for name in parsed_list(query["names"], "names")]
        asked = replace(asked, quick={}, conditions=(Filter("name", "in", names),), search="")
    return asked.all_rows(["name", "creation", "modified", *(df.fieldname for df in fields)])


def log_export(doctype: str, kind: str, count: int) -> None:
    """Who took how much out of the system is on record."""
    log_leaving(doctype, kind.upper(), counted(_("{0} rows"), count))


def log_leaving(what: str, kind: str, method: str, name: str | None = None) -> None:
    """Put on record that the user took something out of the system; it stays whatever follows."""
    new_doc(
        "Access Log",
        export_from=what,
        file_type=kind,
        user=local.session.user,
        method=method,
        report_name=name,
    ).insert(ignore_permissions=True)
    local.flags.commit = True


def _table(meta: Meta, fields: list[DocField], rows: list[Any]) -> list[list[Any]]:
    for df in fields:
        if df.fieldtype == "Link" and df.options:
            link_titles(df.options, (row.get(df.fieldname) for row in rows))
    head = [
        _("ID"),
        *(column_label(df) for df in fields),
        _("Created On"),
        _("Last Updated On"),
    ]
    body = [
        [
            row.name,
            *(plain_value(df, row.get(df.fieldname)) for df in fields),
            get_datetime(row.creation),
            get_datetime(row.modified),
        ]
        for row in rows
    ]
    return [head, *body]


def send_rows(rows: Iterable[list[Any]], title: str, kind: str, name: str = "") -> Response:
    """A table as a file of a kind, called after its title or a name; its first row names the columns."""
    if kind == "xlsx":
        content = make_xlsx(rows, title, keeps_tags=True).getvalue()
        response = Response(content, content_type=SHEET_TYPE)
    else:
        content = b"\xef\xbb\xbf" + to_csv(rows).encode()
        kind, response = "csv", Response(content, content_type="text/csv; charset=utf-8")
    stem = (name or title).replace("/", "-")
    name_file(response, f"{stem}-{now_datetime():%Y-%m-%d}.{kind}")
    return response
