"""Who opened which document, where its form keeps note of that."""

import json
from typing import Any

from ...kernel.core.context import local
from ...kernel.document.controllers import new_document
from ...kernel.document.lifecycle import document_saved
from ...kernel.utils.numbers import cint


def note_view(doc: Any) -> None:
    """Note that the user opened a document, as far as its DocType asks for it.

    A View Log where it tracks views, the user among those who have seen the document where it tracks
    that. Both are kept although the request only reads.
    """
    if doc.meta.issingle:
        return
    if cint(doc.meta.track_views):
        _log_view(doc)
    if cint(doc.meta.track_seen):
        _add_to_seen(doc)


def _log_view(doc: Any) -> None:
    new_document(
        "View Log",
        viewed_by=local.session.user,
        reference_doctype=doc.doctype,
        reference_name=doc.name,
    ).insert(ignore_permissions=True)
    local.flags.commit = True


def _add_to_seen(doc: Any) -> None:
    users: list[str] = json.loads(doc.get("_seen") or "[]")
    if local.session.user not in users:
        with local.db.marking():
            _store_seen(doc, [*users, local.session.user])
        local.flags.commit = True


def _begin_anew(doc: Any) -> None:
    """What was saved has been seen by nobody but whoever saved it."""
    if cint(doc.meta.track_seen) and not doc.meta.issingle:
        _store_seen(doc, [local.session.user])


def _store_seen(doc: Any, users: list[str]) -> None:
    local.db.set_value(doc.doctype, doc.name, "_seen", json.dumps(users), update_modified=False)


document_saved.connect(_begin_anew)
