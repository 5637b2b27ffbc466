"""What a request remembers of documents, and forgets when the database changes."""

from __future__ import annotations

from ..core.context import has_context, local
from ..db.collation import sort_key
from ..db.connection import Connection


def forget(db: Connection, doctype: str, name: str | None = None) -> None:
    """Drop values and documents of a DocType, or of one document, that may have changed."""
    db.value_cache.pop(doctype, None)
    for key in [key for key in db.value_cache if isinstance(key, tuple) and key[0] == doctype]:
        del db.value_cache[key]
    if not has_context():
        return
    wanted = None if name is None else sort_key(name)
    for key in list(local.document_cache):
        if key[0] == doctype and (wanted is None or sort_key(str(key[1])) == wanted):
            del local.document_cache[key]
