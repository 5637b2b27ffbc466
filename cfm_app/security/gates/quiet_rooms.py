"""What a bench's socket does not tell: changes of documents which not everybody may see.

The framework tells each change to the room of its list, which whoever may read the DocType can join, and each comment
to the room of its document, where somebody stays who may see it no longer. So neither is told where rows have a rule.
"""

import re
from functools import wraps
from importlib import import_module
from typing import Any

import frappe

from cfm_app.security.access_rule import own_types

ROOM = re.compile(r"(?:doctype|doc|open_doc):([^/]+)(?:/.*)?", re.DOTALL)


def guard(**_job: Any) -> None:
    """Have the framework keep what happens in such rooms to itself, where it has any; once in each process."""
    try:
        realtime = import_module("frappe.realtime")
    except ImportError:
        return
    emit = realtime.emit_via_redis
    if hasattr(emit, "keeps_quiet"):
        return

    @wraps(emit)
    def quiet(event: Any, message: Any, room: Any) -> None:
        if not is_quiet(room):
            emit(event, message, room)

    quiet.keeps_quiet = True  # type: ignore[attr-defined]
    realtime.emit_via_redis = quiet  # type: ignore[attr-defined]


def is_quiet(room: Any) -> bool:
    """Whether a room is that of a list or a document in which not everybody sees every row."""
    found = ROOM.fullmatch(room) if isinstance(room, str) else None
    if not found:
        return False
    doctype = found[1]
    ruled = frappe.get_hooks("permission_query_conditions", {})
    return doctype in ruled or own_types.closes(doctype) or own_types.is_row_of_case(doctype)
