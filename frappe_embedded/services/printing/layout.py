"""Which fields a page shows, and how they are set out."""

import json
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.constants import DISPLAY_FIELDS
from ...kernel.document.titles import link_title
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.utils.formatters import format_html
from ...kernel.utils.html import strip_html


@dataclass
class Section:
    """A part of a page: a label and columns of fields."""

    label: str = ""
    columns: list[list[DocField]] = field(default_factory=lambda: [[]])

    def __bool__(self) -> bool:
        return any(self.columns)


def sections_of(doc: Any, fields: list[DocField]) -> list[Section]:
    """The fields that have something to show, in sections and columns as the form has them."""
    sections: list[Section] = [Section()]
    for df in fields:
        if df.fieldtype in ("Section Break", "Tab Break"):
            sections.append(Section(_(df.label) if df.label else ""))
        elif df.fieldtype == "Column Break":
            sections[-1].columns.append([])
        elif is_printed(doc, df):
            sections[-1].columns[-1].append(df)
    for section in sections:
        section.columns = [column for column in section.columns if column]
    return [section for section in sections if section]


def is_printed(doc: Any, df: DocField) -> bool:
    """Whether a field appears: not print_hide, not empty, not a bare zero, not a password."""
    if df.print_hide or df.fieldtype in ("Button", "Fold", "Password", "Image", "Heading"):
        return bool(df.fieldtype == "Heading")
    if df.fieldtype == "HTML":
        return bool(df.options) and not df.print_hide
    value = doc.get(df.fieldname)
    if df.fieldtype in ("Table", "Table MultiSelect"):
        return bool(value)
    if df.print_hide_if_no_value or df.fieldtype in ("Check", "Rating", "Duration"):
        return bool(value)
    return bool(str(value if value is not None else "").strip()) and bool(
        strip_html(str(value)).strip() or "<img" in str(value)
    )


def chosen_fields(print_format: Any, meta: Any) -> list[DocField]:
    """The fields that a print format's builder lists, in its order, with its labels."""
    result: list[DocField] = []
    for entry in json.loads(print_format.format_data or "[]"):
        fieldname, fieldtype = entry.get("fieldname"), entry.get("fieldtype")
        if fieldname == "print_heading_template":
            continue
        if fieldtype == "Custom HTML" or fieldtype in DISPLAY_FIELDS:
            kind = "HTML" if fieldtype == "Custom HTML" else fieldtype
            result.append(DocField({**entry, "fieldtype": kind, "print_hide": 0}))
            continue
        known = meta.get_field(fieldname)
        if known is not None:
            changes = {key: value for key, value in entry.items() if value is not None}
            result.append(
                DocField({**known, **changes, "fieldtype": known.fieldtype, "print_hide": 0})
            )
    return result


def heading_template(print_format: Any) -> str | None:
    """The text with which a print format's builder replaces the title of the page."""
    for entry in json.loads(print_format.format_data or "[]"):
        if entry.get("fieldname") == "print_heading_template":
            return str(entry.get("options") or "")
    return None


def table_columns(df: DocField, rows: list[Any]) -> list[DocField]:
    """The columns of a table: those that are printed and filled in some row."""
    meta = get_meta(df.options)
    wanted = df.get("visible_columns")
    if wanted:
        fields = [meta.get_field(each["fieldname"]) for each in wanted if each.get("fieldname")]
        candidates = [each for each in fields if each is not None]
    else:
        candidates = [
            each
            for each in meta.fields
            if each.has_column and not each.print_hide and not each.hidden
        ]
    return [
        each
        for each in candidates
        if each.fieldtype != "Password"
        and any(row.get(each.fieldname) not in (None, "", 0, 0.0) for row in rows)
    ]


def visible_value(doc: Any, df: DocField) -> Any:
    """The value as it is printed: choices in the language of the page, links by their titles.

    Text, which the page escapes, or HTML that is clean and marked as such.
    """
    value = doc.get(df.fieldname)
    if df.fieldtype == "Check":
        return _("Yes") if value else _("No")
    if df.fieldtype == "Select":
        return _(value, context=df.parent)
    if df.fieldtype in ("Link", "Dynamic Link") and value:
        target = df.options if df.fieldtype == "Link" else doc.get(df.options)
        return link_title(str(target), value)
    if df.fieldtype == "Table MultiSelect":
        return ", ".join(_titles_of_rows(df, value or []))
    return format_html(value, df, doc)


def _titles_of_rows(df: DocField, rows: list[Any]) -> list[str]:
    """A Table MultiSelect is the first link of each of its rows."""
    link = next(iter(get_meta(df.options).get_link_fields()), None)
    names = [row.get(link.fieldname) for row in rows] if link is not None else []
    return [link_title(link.options, name) for name in names if name] if link is not None else []
