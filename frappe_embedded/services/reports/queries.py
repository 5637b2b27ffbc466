"""Query reports: one statement that reads, and only tables that hold nothing closed to the user.

SQL knows nothing of permissions. So a query runs for a user if every table that it reads is one of
which they may see all rows and the columns that it names; everything else is refused by name.
"""

import re
import sqlite3
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError, StatementTooLarge
from ...kernel.core.messages import clear_messages, throw
from ...kernel.document.backlinks import parents_of
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.fields import readable_levels
from ...kernel.permissions.lists import restriction_for

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`")
_BEGIN = re.compile(r"\s*(select|with)\b", re.IGNORECASE)
_WRITING = re.compile(
    r"\b(insert|update|delete|replace|drop|alter|create|attach|pragma|vacuum)\b", re.IGNORECASE
)


def check_select(query: str) -> None:
    """Refuse whatever is not one statement that reads."""
    bare = _TEXT.sub("''", _COMMENT.sub(" ", query)).strip().rstrip(";")
    if ";" in bare:
        throw(_("A report runs one query. Take out everything after the first semicolon."))
    if not _BEGIN.match(bare):
        throw(_("The query of a report begins with SELECT or WITH and only reads."))
    # ``replace`` is a function as well.
    found = _WRITING.search(re.sub(r"\breplace\s*\(", "(", bare, flags=re.IGNORECASE))
    if found:
        throw(_("The query of a report only reads; {0} is not allowed.").format(found[0].upper()))


def run_query(query: str, filters: dict[str, Any], user: str) -> tuple[list[str], list[list[Any]]]:
    """Names of the columns, and rows; ``PermissionError`` that names what is closed."""
    check_select(query)
    closed: list[str] = []

    def permits(table: str, column: str) -> bool:
        reason = _closed(table, column, user)
        if reason:
            closed.append(reason)
        return not reason

    values = filters if "%(" in query else ()
    try:
        return local.db.guarded(query, values, permits)  # type: ignore[no-any-return]
    except StatementTooLarge:
        throw(
            _(
                "The query of this report takes too long or gives too much. Narrow it with a condition."
            )
        )
    except (sqlite3.Error, KeyError) as error:
        if closed:
            throw(
                _(
                    "This query reads {0}, of which you may not see every entry. "
                    "Build the report with the report builder: it shows you what you may see."
                ).format(", ".join(dict.fromkeys(closed))),
                PermissionError,
            )
        throw(_("The query of this report cannot be run: {0}").format(error))


def _closed(table: str, column: str, user: str) -> str:
    """What a refusal calls a table or column; empty for one that is open to the user."""
    doctype = table.removeprefix("tab")
    if not table.startswith("tab") or not meta_exists(doctype):
        return table
    meta = get_meta(doctype)
    field = meta.get_field(column)
    if field is not None and field.fieldtype == "Password":
        return _named(doctype, field)
    if meta.istable:
        parents = [each for each in parents_of(doctype) if not get_meta(each).istable]
        open_ones = [_is_open(parent, user) for parent in parents]
        return "" if parents and all(open_ones) else str(_(doctype))
    if not _is_open(doctype, user):
        return str(_(doctype))
    if field is not None and field.permlevel and user != "Administrator":
        levels = readable_levels(meta, user)
        return "" if field.permlevel in levels else _named(doctype, field)
    return ""


def _named(doctype: str, field: Any) -> str:
    return str(_("{0}: {1}")).format(_(doctype), _(field.label))


def _is_open(doctype: str, user: str) -> bool:
    """Whether a user sees every row of a DocType."""
    if not has_permission(doctype, "read", user=user):
        return False
    try:
        return not restriction_for(doctype, user).conditions
    except PermissionError:
        clear_messages()
        return False
