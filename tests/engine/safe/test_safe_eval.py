"""Expressions that managers write."""

from __future__ import annotations

import os
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.safe.evaluate import safe_eval
from frappe_embedded.kernel.safe.reading import check_safe_sql_query

NAMES = {"doc": _dict(status="Open", priority=4), "x": 5, "words": ["a", "b"], "m": {"k": 1}}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x * 2", 10),
        ("x > 3 and x < 10", True),
        ("doc.status == 'Open'", True),
        ("doc['priority']", 4),
        ("doc.nothing", None),
        ("doc.get('nothing', 7)", 7),
        ("m['k']", 1),
        ("words[-1]", "b"),
        ("[w.upper() for w in words]", ["A", "B"]),
        ("{w: 1 for w in words}", {"a": 1, "b": 1}),
        ("[a for a, b in [(1, 2)]]", [1]),
        ("f'{x}'", "5"),
        ("int('5') + float('1.5') + round(2.5)", 8.5),
        ("'ａ'", "a"),
    ],
)
def test_values(code: str, expected: Any) -> None:
    assert safe_eval(code, None, NAMES) == expected


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("", SyntaxError),
        ("x = 1", SyntaxError),
        ("import os", SyntaxError),
        ("(y := 5)", SyntaxError),
        ("[y := 5 for w in words]", SyntaxError),
        ("x.__class__", SyntaxError),
        ("_x", SyntaxError),
        ("__import__('os')", SyntaxError),
        ("eval('1')", SyntaxError),
        ("'{}'.format(x)", SyntaxError),
        ("'{0.a}'.format_map(m)", SyntaxError),
        ("(lambda: 1).__globals__", SyntaxError),
        ("(i for i in words).gi_frame", SyntaxError),
        ("len(words)", NameError),
        ("open('f')", NameError),
        ("getattr(x, 'real')", NameError),
        ("m.k", AttributeError),
        ("1/0", ZeroDivisionError),
        # a full-width underscore becomes a plain one before anything is looked at
        ("x.＿_class__", SyntaxError),
    ],
)
def test_refusals(code: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        safe_eval(code, None, NAMES)


def test_modules_and_types_show_nothing() -> None:
    for code, value in (("a.path", os), ("a.mro", int), ("a.name", type)):
        with pytest.raises(SyntaxError):
            safe_eval(code, {"a": value})


def test_given_names_are_seen_and_kept() -> None:
    given = {"y": 1, "len": len}
    assert safe_eval("y + len(z)", given, {"z": [1]}) == 2
    assert set(given) == {"y", "len"}


def test_guards_cannot_be_replaced() -> None:
    with pytest.raises(SyntaxError):
        safe_eval("a.path", {}, {"a": os, "_getattr_": getattr})


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("select 1", True),
        ("  WITH a AS (SELECT 1) SELECT * FROM a", True),
        ("with a as (select 1) delete from tabUser", False),
        ("update tabUser set enabled=0", False),
        ("select * from `__Auth`", False),
        ("pragma writable_schema=1", False),
    ],
)
def test_sql_that_only_reads(standin: Context, query: str, allowed: bool) -> None:
    assert check_safe_sql_query(query, throw_error=False) is allowed
