"""A list as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
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
from ...kernel.utils.dates import get_datetime, now_datetime
from ...kernel.utils.formula import as_plain_cell, as_plain_field
from ...kernel.utils.json_text import parsed_list
from ...services.customize.hidden_fields import column_label, hidden_by_people
from ...services.reports.tables import plain_value
from ..http.responses import name_file
from .addresses import doctype_of
from .addresses import slug as slug_of
from .list_request import read_request, readable
from .pages import desk_page

_LEFT_OUT = ("Password", "Signature", "Attach", "Attach Image", "Geolocation", "JSON")
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page
def export_answer(request: Request, slug: str) -> Response:
    """The rows that the list shows, all pages of them, or those named by ``names``."""
    doctype = doctype_of(slug)
    if doctype is None or not has_permission(doctype, "export"):
        raise PermissionError
    meta = get_meta(doctype)
    query = request.args.to_dict()
    hidden = hidden_by_people(meta)
    fields = [df for df in readable(meta) if _is_exported(df, hidden)]
    rows = _rows(meta, query, fields)
    log_export(doctype, query.get("format", "csv"), len(rows))
    table = _table(meta, fields, rows)
    name = f"{slug_of(doctype)}-{now_datetime():%Y-%m-%d}"
    if query.get("format") == "xlsx":
        return file_response(_workbook(table, str(_(doctype))), f"{name}.xlsx", SHEET_TYPE)
    return file_response(_text(table), f"{name}.csv", "text/csv; charset=utf-8")


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
    entry = new_doc("Access Log")
    user = local.session.user
    text = counted(_("{0} rows"), count)
    entry.update({"export_from": doctype, "file_type": kind.upper(), "user": user, "method": text})
    entry.insert(ignore_permissions=True)
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


def _workbook(table: list[list[Any]], title: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31])
    sheet.freeze_panes = "A2"
    head = []
    for text in table[0]:
        cell = WriteOnlyCell(sheet, value=as_plain_cell(text))
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for row in table[1:]:
        sheet.append([as_plain_cell(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(table: list[list[Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([[as_plain_field(value) for value in row] for row in table])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def file_response(content: bytes, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    name_file(response, name)
    return response
