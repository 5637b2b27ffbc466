"""A function over a field is asked for in one place: Frappe 15 and 16 want it written differently."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .imports import sources

WRITER = "cfm_app.base.framework"
FUNCTIONS = "avg|count|max|min|sum"
# The whole of a field: `count(name)`, `sum(size) as total`, `distinct kind`. A piece of a condition goes on after it.
FIELD = re.compile(
    rf"\s*(?:distinct\s+`?\w+`?|(?:{FUNCTIONS})\s*\([^()]*\))(?:\s+as\s+`?\w+`?)?\s*", re.IGNORECASE
)
# Makes one text of a formatted one: what is put in counts as a name.
PUT_IN = "x"


def fields_with_functions(source: str) -> list[tuple[int, str]]:
    """Line and text of each field of a list that is a function written out."""
    tree = ast.parse(source)
    inner = {id(part) for each in ast.walk(tree) for part in parts_of(each)}
    texts = ((each, written(each)) for each in ast.walk(tree) if id(each) not in inner)
    return [(each.lineno, text) for each, text in texts if text and FIELD.fullmatch(text)]


def parts_of(node: ast.AST) -> Iterator[ast.AST]:
    """What is no text by itself: the pieces of a formatted one."""
    if isinstance(node, ast.JoinedStr):
        yield from node.values


def written(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) or PUT_IN for part in node.values)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


@pytest.mark.parametrize(
    "field",
    [
        '"count(name) as n"',
        '"SUM(size)"',
        'f"min({moment}) as first"',
        '"distinct kind"',
        'f"count(distinct `tab{doctype}`.`name`) as total"',
    ],
)
def test_such_a_field_is_found(field: str) -> None:
    assert fields_with_functions(f"rows = ask('Case', fields=['a', {field}])")


def test_a_condition_and_a_sentence_are_none() -> None:
    told = "where = f\"coalesce({kind}, '') != ''\"\n_('Count (all) of them')\nx = 'count'"
    assert fields_with_functions(told) == []


def test_no_module_of_the_app_writes_one() -> None:
    found = [
        f"{name}:{line} {text}"
        for name, path in sources("cfm_app").items()
        if name != WRITER and not is_test(path)
        for line, text in fields_with_functions(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_column_of_a_table_is_named_in_brackets() -> None:
    """The framework puts a column that is called `field` in the place of the method of this name."""
    found = [
        f"{name}:{each.lineno}"
        for name, path in sources("cfm_app").items()
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr == "field"
    ]
    assert found == []


def is_test(path: Path) -> bool:
    return path.name.startswith("test_") or "testing" in path.parts
