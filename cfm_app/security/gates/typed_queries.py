"""Conditions, fields and orders of the framework's queries: typed, or refused before they are SQL.

A bench writes a condition that is a text, the name of a column, and a field or an order that holds more than
columns into the statement as they are. Any method that takes conditions, and any template, brings them there.
So they are checked where the framework makes a statement of them, whoever asks, and no method needs to be known.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import frappe
from frappe import _

from cfm_app.security import framework_methods, sql_tokens

_COLUMN = r"(?:`tab[\w \-]+`\.)?`?\w+`?"
_TEXT = r"'[^'\\]*'"
# The framework's own code names a column so where a row may hold nothing.
_FILLED = rf"\s*ifnull\(\s*{_COLUMN}\s*,\s*(?:{_TEXT}|-?\d+)\s*\)"
COLUMN_NAME = re.compile(r"\w+")
COLUMN = re.compile(rf"\w+|{_FILLED}")
# A query of the builder names the column of a linked document as well.
LINKED_COLUMN = re.compile(rf"{_COLUMN}|\w+\.\w+|{_FILLED}")
# The one condition that the framework's own code hands over as a text.
FILLED = re.compile(rf"{_FILLED}\s*!?=\s*{_TEXT}")

# With these, a statement reads another table, or keeps the server waiting.
CLOSED_WORDS = frozenset(
    "select union intersect except into with values table"
    " sleep benchmark load_file get_lock is_free_lock is_used_lock".split()
)

CLOSED_SIGNS = frozenset(";@")


def require_condition(condition: Any) -> None:
    """Throw for a condition that is not field, operator and value."""
    if isinstance(condition, str):
        if not FILLED.fullmatch(condition.strip()):
            frappe.throw(_("A condition names a field, an operator and a value."))
        return
    for fieldname in _fieldnames(condition):
        require_column(fieldname)


def require_column(fieldname: Any, pattern: re.Pattern[str] = COLUMN) -> None:
    """Throw for a field of a condition that is not one column."""
    if isinstance(fieldname, str) and not pattern.fullmatch(fieldname.strip()):
        frappe.throw(_("A condition names a field, an operator and a value."))


def require_expression(text: Any) -> None:
    """Throw for a field or an order that reads more than columns of its own row."""
    if isinstance(text, str) and not _is_expression(text):
        frappe.throw(_("A field or an order names columns, and holds no query."))


def guard(**_job: Any) -> None:
    """Have the framework's queries check what they are given, where it writes that into SQL as it is."""
    _install()


@cache
def _install() -> None:
    """Once in each process."""
    lists = framework_methods.find("frappe.model.db_query", "DatabaseQuery")
    builder = framework_methods.find("frappe.database.query", "Engine")
    database = framework_methods.find("frappe.database.database", "Database")
    tags = framework_methods.find("frappe.desk.doctype.tag.tag", "DocTags")
    for owner, method, check in (
        (lists, "build_filter_conditions", _check_conditions),
        (lists, "sanitize_fields", _check_own_fields),
        (lists, "validate_order_by_and_group_by", _check_expressions),
        (builder, "_apply_filter", _check_linked_column),
        (builder, "parse_fields", _check_expressions),
        (builder, "apply_order_by", _check_expressions),
        (database, "set_value", _check_columns),
        (tags, "__init__", _check_table),
    ):
        framework_methods.replace(owner, method, partial(_checked, check))


def _checked(check: Callable[..., None], original: Any) -> Any:
    def checked(query: Any, *given: Any, **named: Any) -> Any:
        check(query, *given, **named)
        return original(query, *given, **named)

    return checked


def _check_conditions(_query: Any, filters: Any = None, *_more: Any, **_named: Any) -> None:
    for condition in [filters] if isinstance(filters, str | Mapping) else filters or ():
        require_condition(condition)


def _check_own_fields(query: Any, *_more: Any, **_named: Any) -> None:
    for field in query.fields or ():
        require_expression(field)


def _check_expressions(_query: Any, texts: Any = None, *_more: Any, **_named: Any) -> None:
    for text in texts if isinstance(texts, list | tuple | set) else (texts,):
        require_expression(text)


def _check_linked_column(_query: Any, field: Any = None, *_more: Any, **_named: Any) -> None:
    require_column(field, LINKED_COLUMN)


def _check_columns(
    _database: Any, _dt: Any = None, _dn: Any = None, field: Any = None, *_more: Any, **_named: Any
) -> None:
    for column in field if isinstance(field, Mapping) else (field,):
        if isinstance(column, str) and not COLUMN_NAME.fullmatch(column):
            frappe.throw(_("{0} is no field.").format(column))


def _check_table(_tags: Any, dt: Any = None, *_more: Any, **_named: Any) -> None:
    if not isinstance(dt, str) or not frappe.db.exists("DocType", dt):
        frappe.throw(_("{0} is no DocType.").format(dt), frappe.DoesNotExistError)


def _fieldnames(condition: Any) -> Iterator[Any]:
    """The fields of a condition: the keys of a set, or what stands before the operator of a list."""
    if isinstance(condition, Mapping):
        yield from condition
    elif isinstance(condition, list | tuple):
        # A DocType may stand first; what is no condition at all, the framework refuses.
        yield from condition[:1] if len(condition) == 3 else condition[1:2]


def _is_expression(text: str) -> bool:
    if sql_tokens.hides(text):
        return False
    depth = 0
    for token in sql_tokens.TOKEN.finditer(text):
        said = token[0].casefold()
        if said in CLOSED_SIGNS or (token["word"] and said in CLOSED_WORDS):
            return False
        # Functions have a word of the same name within their brackets.
        if said == "from" and not depth:
            return False
        depth += (said == "(") - (said == ")")
        if depth < 0:
            return False
    return depth == 0
