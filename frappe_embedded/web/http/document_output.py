"""Documents on their way out: nothing leaves that the user's permission levels do not cover."""

from __future__ import annotations

from typing import Any

from ...kernel.document.base import BaseDocument
from ...kernel.document.document import Document
from ...kernel.permissions.fields import apply_fieldlevel_read_permissions


def outgoing(doc: Any, no_nulls: bool = False) -> Any:
    """A document as plain data, without the fields that the user may not read.

    The document itself loses them: hand it out last.
    """
    if not isinstance(doc, BaseDocument):
        return doc
    if isinstance(doc, Document):
        doc.apply_fieldlevel_read_permissions()
    else:
        apply_fieldlevel_read_permissions(doc)
    doc.__dict__.pop("latest", None)
    return doc.as_dict(no_nulls=no_nulls)
