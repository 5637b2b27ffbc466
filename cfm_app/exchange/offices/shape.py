"""The form of what another office sends, before anything of it is used: each part of its type, and not too long.

What is not named here does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from cfm_app.exchange.offices.scope import BY, CONSENT, PURPOSES, REFERRAL, TABLES

NAME = re.compile(r"[\w.\- ]{1,140}")
MARK = re.compile(r"[0-9a-f]{16}")
LONGEST, LONGEST_TEXT = 140, 100_000
MOST_FIELDS, MOST_ROWS, MOST_RECORDS = 400, 2_000, 200

Reader = Callable[[Any], Any]


def case(given: Any) -> dict[str, Any]:
    """A case with all that belongs to it."""
    return _record(given) | _parts(
        given,
        {
            "state": text,
            "moments": values,
            "digest": text,
            "code": text,
            "person": lambda raw: _record(raw) if raw else None,
            "rows": _tables,
            CONSENT: _list(_consent, MOST_RECORDS),
            REFERRAL: _list(_referral, MOST_RECORDS),
            "lines": _list(_line, MOST_ROWS),
            "files": _list(_file, MOST_RECORDS),
        },
    )


def taken(given: Any) -> dict[str, dict[str, Any]]:
    """What the other office says that it has: a digest and the files, by number."""
    found = {}
    for number, told in _mapping(given).items():
        files = _list(name, MOST_ROWS)
        found[name(number)] = _parts(told, {"digest": text, "files": files})
    return found


def numbers(given: Any) -> list[str]:
    """Numbers of cases."""
    read: list[str] = _list(name, 1_000_000)(given)
    return read


def text(given: Any) -> str:
    """A short text; empty where there is none."""
    if given is None:
        return ""
    if not isinstance(given, str | int | float):
        _refuse()
    return str(given)[:LONGEST]


def name(given: Any) -> str:
    """What a record is called."""
    if not isinstance(given, str) or not NAME.fullmatch(given):
        _refuse()
    return str(given)


def values(given: Any) -> dict[str, Any]:
    """Values by field: texts and numbers alone."""
    found = _mapping(given)
    if len(found) > MOST_FIELDS:
        _refuse()
    for value in found.values():
        if value is not None and not isinstance(value, str | int | float):
            _refuse()
    return found


def _record(given: Any) -> dict[str, Any]:
    read: dict[str, Reader] = {"name": name, "values": values, "saw": _marks, "creation": text}
    return _parts(given, read)


def _consent(given: Any) -> dict[str, Any]:
    read: dict[str, Reader] = {
        "person": text,
        "supersedes": text,
        "evidence": text,
        PURPOSES: _list(values, MOST_RECORDS),
    }
    return _record(given) | _parts(given, read)


def _referral(given: Any) -> dict[str, Any]:
    return _record(given) | _parts(given, {"asked": text, "consent": text})


def _tables(given: Any) -> dict[str, list[dict[str, Any]]]:
    return _parts(given, dict.fromkeys(TABLES, _list(_row, MOST_ROWS)))


def _row(given: Any) -> dict[str, Any]:
    return _parts(given, {"name": name, BY: text, "values": values})


def _line(given: Any) -> dict[str, Any]:
    read: dict[str, Reader] = {
        "name": name,
        "creation": text,
        "owner": text,
        "comment_type": text,
        "comment_by": text,
        "content": _words,
    }
    return _parts(given, read)


def _file(given: Any) -> dict[str, Any]:
    return _parts(given, {"name": name, "file_name": text})


def _words(given: Any) -> str:
    if given is not None and not isinstance(given, str):
        _refuse()
    return (given or "")[:LONGEST_TEXT]


def _marks(given: Any) -> dict[str, str]:
    found = values(given)
    return {field: mark for field, mark in found.items() if MARK.fullmatch(str(mark))}


def _parts(given: Any, read: dict[str, Reader]) -> dict[str, Any]:
    found = _mapping(given)
    return {part: reader(found.get(part)) for part, reader in read.items()}


def _list(reader: Reader, most: int) -> Reader:
    def read(given: Any) -> list[Any]:
        if given is None:
            return []
        if not isinstance(given, list) or len(given) > most:
            _refuse()
        return [reader(each) for each in given]

    return read


def _mapping(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        _refuse()
    return dict(given)


def _refuse() -> None:
    frappe.throw(
        _("This file is not written as offices write them. Ask the other office for a new one.")
    )
