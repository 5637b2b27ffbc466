"""Takes out of text what a browser would run."""

import re
from typing import Any

from ..core.context import local
from ..meta.docfield import DocField
from ..utils.html import has_tag, sanitize_html, sanitize_json

_PROGRAMS = ("Code", "JSON", "Password")
"""Fieldtypes whose signs have a meaning of their own. They are shown as text and nowhere as HTML."""

_ADDRESSES = re.compile(r"(?:[^<>]*<[^<>\s\"'=/]+@[^<>\s\"'=/]+>\s*[,;]?)+[^<>]*")
"""``Name <name@host>``, one or several: no tag, though it looks like one."""


def sanitize_content(doc: Any) -> None:
    """Clean every text value that holds a tag, whatever else the text looks like.

    Left alone: fields marked ``ignore_xss_filter`` and programs, which every page shows as text;
    and what a submitted document holds already: it may not change any more.
    """
    if doc.flags.ignore_xss_filter:
        return
    own = doc.__dict__
    for field in doc.meta.value_fields:
        value = own.get(field.fieldname)
        if (
            isinstance(value, str)
            and _may_hold_tag(value)
            and not _is_left_alone(doc, field, value)
        ):
            doc.__dict__[field.fieldname] = _cleaned(field, value)


def _may_hold_tag(value: str) -> bool:
    return has_tag(value) or "\\u003c" in value.lower()


def _is_left_alone(doc: Any, field: DocField, value: str) -> bool:
    if field.ignore_xss_filter or field.fieldtype in _PROGRAMS:
        return True
    if field.fieldtype == "Data" and field.options == "Email" and _ADDRESSES.fullmatch(value):
        return True
    if not doc.docstatus or doc.is_new():
        return False
    return bool(local.db.get_value(doc.doctype, doc.name, field.fieldname) == value)


def _cleaned(field: DocField, value: str) -> Any:
    return sanitize_json(value) or sanitize_html(value, linkify=field.fieldtype == "Text Editor")
