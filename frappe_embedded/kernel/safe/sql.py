"""SQL that only reads, for templates and scripts."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..core.exceptions import PermissionError, StatementTooLarge
from ..core.messages import throw
from ..i18n.translator import _
from .limits import SECONDS, active_budget, stop

_SECRETS = ("__auth", "tabsessions")


def check_safe_sql_query(query: str, throw_error: bool = True) -> bool:
    """Whether a statement reads only, and none of the tables that hold secrets."""
    text = query.strip().lower()
    reads = text.startswith(("select", "explain")) or (
        text.startswith("with") and not any(word in text for word in _WRITING)
    )
    if reads and not any(table in text for table in _SECRETS):
        return True
    if throw_error:
        throw(
            _("Query must be of SELECT or read-only WITH type."),
            PermissionError,
            title=_("Unsafe SQL query"),
        )
    return False


_WRITING = ("insert", "update", "delete", "replace", "drop", "alter", "create", "attach")


def read_sql(query: str, *args: Any, **kwargs: Any) -> Any:
    """As ``frappe.db.sql`` for statements that read."""
    check_safe_sql_query(query)
    budget = active_budget()
    try:
        with local.db.limited(SECONDS if budget is None else budget.remaining_seconds()):
            return local.db.sql(query, *args, **kwargs)
    except StatementTooLarge:
        stop()
