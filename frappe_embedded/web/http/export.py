"""Lists as files."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import FrappeTypeError
from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.meta.docfield import DEFAULT_FIELD_LABELS
from ...kernel.meta.loader import get_meta
from ...kernel.utils.csvutils import to_csv
from ...kernel.utils.text import cstr
from ...kernel.utils.xlsxutils import make_xlsx

_DELIMITERS = (",", ";", "\t", "|")


def export_rows(doctype: str, rows: Any, fields: list[str], title: str, kind: str) -> None:
    """Put rows into the answer as a CSV file or as a spreadsheet, each with its number."""
    keys = list(rows[0]) if rows else [_bare(field) for field in fields]
    table = [[_("Sr"), *(_label(doctype, key, fields) for key in keys)]]
    for at, row in enumerate(rows, 1):
        table.append([at, *(row[key] for key in keys)])
    send_table(table, title, kind)


def send_table(table: list[list[Any]], title: str, kind: str) -> None:
    """Put a table whose first row names the columns into the answer as a file."""
    if kind == "CSV":
        content, ending = to_csv(table, _delimiter()).encode("utf-8"), "csv"
    elif kind == "Excel":
        content, ending = make_xlsx(table, title[:31]).getvalue(), "xlsx"
    else:
        throw(_("{0} is not a format for files").format(kind), FrappeTypeError)
    local.response.update(
        {"filename": f"{title}.{ending}", "filecontent": content, "type": "binary"}
    )


def _delimiter() -> str:
    """The sign between columns that a client asks for by Frappe's name; a comma if it is none."""
    asked = cstr(local.form_dict.get("csv_delimiter"))[:1]
    return asked if asked in _DELIMITERS else ","


def _bare(field: str) -> str:
    return field.split(".")[-1].strip("` ")


def _label(doctype: str, key: str, fields: list[str]) -> str:
    meta = get_meta(doctype)
    field = meta.get_field(key)
    for name in meta.table_doctypes.values():
        if any(f"`tab{name}`.`{key}`" == given for given in fields):
            child = get_meta(name).get_field(key)
            return f"{_(child.label) if child else key} ({_(name)})"
    if field is not None and field.label:
        return str(_(field.label))
    return str(_(DEFAULT_FIELD_LABELS.get(key, key)))
