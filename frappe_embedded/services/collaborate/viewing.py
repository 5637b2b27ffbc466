"""Who opened which document, where its form keeps note of that."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.document.controllers import new_document
from ...kernel.utils.numbers import cint


def note_view(doc: Any) -> None:
    """Write a View Log if the DocType tracks views; it is kept although the request only reads."""
    if not cint(doc.meta.track_views) or doc.meta.issingle:
        return
    new_document(
        "View Log",
        viewed_by=local.session.user,
        reference_doctype=doc.doctype,
        reference_name=doc.name,
    ).insert(ignore_permissions=True)
    local.flags.commit = True
