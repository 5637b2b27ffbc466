"""Takes out of text what a browser would run."""

from __future__ import annotations

from typing import Any

from ..utils.html import is_json, sanitize_html

__all__ = ["sanitize_content"]

_LEFT_ALONE = ("Code", "Attach", "Attach Image", "Barcode", "JSON", "Password")


def sanitize_content(doc: Any) -> None:
    """Clean every text value that holds ``<`` or ``>`` with an allow list of HTML.

    Left alone: fields marked ``ignore_xss_filter``, code, attachments and barcodes, e-mail
    addresses, cancelled documents, and what a submitted document cannot change anyway.
    """
    if doc.flags.ignore_xss_filter or doc.get("docstatus") == 2:
        return
    for field in doc.meta.value_fields:
        value = doc.get(field.fieldname)
        if not isinstance(value, str) or ("<" not in value and ">" not in value):
            continue
        if (
            field.ignore_xss_filter
            or field.fieldtype in _LEFT_ALONE
            or (field.fieldtype == "Data" and field.options == "Email")
            or (doc.docstatus.is_submitted() and not field.allow_on_submit)
            or is_json(value)
        ):
            continue
        doc.__dict__[field.fieldname] = sanitize_html(
            value, linkify=field.fieldtype == "Text Editor"
        )
