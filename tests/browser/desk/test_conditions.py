"""Conditions put together by choosing: groups in groups, read from their expression as they were written."""

from __future__ import annotations

from typing import Any

import pytest

MODULE = "/assets/frappe_embedded/js/manage/expressions.js"
TYPES = {"kind": "Select", "weight": "Int", "note": "Data", "closed": "Check", "due": "Datetime"}
READ = (
    f"async ([text, types, syntax]) => {{ const {{ read, write }} = await import('{MODULE}');"
    " const found = read(text, (name) => types[name]);"
    " return found && write(found, syntax, (name) => types[name]); }"
)
SHAPE = (
    f"async ([text, types]) => {{ const {{ read }} = await import('{MODULE}');"
    " const shape = (each) => ('rows' in each ? [each.joint, ...each.rows.map(shape)] : each.field);"
    " return shape(read(text, (name) => types[name])); }"
)
AS_WRITTEN = [
    ("doc", 'doc.kind == "Box"'),
    ("doc", 'doc.kind == "Box" and doc.weight > 3'),
    ("doc", '(doc.kind == "Box" or doc.kind == "Bag") and doc.weight > 3'),
    ("doc", 'doc.weight > 3 and not (doc.kind == "Box" or doc.closed)'),
    (
        "doc",
        'doc.closed or (doc.weight > 3 and (doc.note == "a and b" or doc.note == "(")) or doc.kind',
    ),
    ("doc", 'not (doc.kind == "Box" and doc.weight > 3)'),
    ("doc", 'not (not (doc.kind == "Box"))'),
    (
        "doc",
        "(doc.due and frappe.utils.get_datetime(doc.due) < frappe.utils.now_datetime()) or doc.closed",
    ),
    ("doc", '("x" in (doc.note or "") or doc.closed) and doc.weight > 3'),
    ("bare", '(kind == "Box" or not closed) and weight > 3'),
    ("eval", 'eval:(doc.kind == "Box" || !doc.closed) && !(doc.weight > 3 || doc.note)'),
]
AS_ONE_WOULD = [
    ('doc.closed and doc.kind or doc.note', '(doc.closed and doc.kind) or doc.note'),
    ('((doc.closed))', 'doc.closed'),
    ('(doc.closed and doc.kind)', 'doc.closed and doc.kind'),
]  # fmt: skip
SAYING_MORE = [
    "doc.weight + 1 > 3",
    "doc.unknown and doc.kind",
    "doc.kind and (doc.weight if doc.note else 1)",
    'not doc.kind == "Box"',
    "frappe.db.exists('X', doc.kind)",
    "doc.kind and ",
]


@pytest.mark.parametrize(("syntax", "text"), AS_WRITTEN)
def test_an_expression_with_groups_is_read_and_written_alike(
    shared_page: Any, syntax: str, text: str
) -> None:
    assert shared_page.evaluate(READ, [text, TYPES, syntax]) == text


@pytest.mark.parametrize(("text", "written"), AS_ONE_WOULD)
def test_brackets_say_what_the_signs_mean(shared_page: Any, text: str, written: str) -> None:
    assert shared_page.evaluate(READ, [text, TYPES, "doc"]) == written


@pytest.mark.parametrize("text", SAYING_MORE)
def test_what_says_more_than_choices_stays_an_expression(shared_page: Any, text: str) -> None:
    assert shared_page.evaluate(READ, [text, TYPES, "doc"]) is None


def test_none_of_these_is_a_group(shared_page: Any) -> None:
    text = 'doc.closed and not (doc.kind == "Box" or (doc.note and doc.weight > 3))'
    assert shared_page.evaluate(SHAPE, [text, TYPES]) == [
        "all",
        "closed",
        ["none", "kind", ["all", "note", "weight"]],
    ]
