"""Groups are those of the collation, and their number, not that of the rows, decides what it costs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.db.collation import COLLATION, collate
from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.select import get_all


class Counted:
    """The collation of one connection, with how often it was asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.calls = 0
        connection.create_collation(COLLATION, self)

    def __call__(self, left: str, right: str) -> int:
        self.calls += 1
        return collate(left, right)


@pytest.fixture
def counted(db: Database) -> Iterator[Counted]:
    connection = db._open()
    yield Counted(connection)
    connection.create_collation(COLLATION, collate)


def store(db: Database, texts: list[str | None], n: int = 0, d: str | None = None) -> None:
    start = db.count("Thing")
    for number, text in enumerate(texts):
        row = (f"t{start + number:05}", text, n, d)
        db.sql("insert into `tabThing` (`name`, `s`, `n`, `d`) values %s", (row,))


def groups(**arguments: Any) -> list[tuple[Any, ...]]:
    given = {"fields": ["s", "count(name) as c"], "group_by": "s", "order_by": None}
    return list(get_all("Thing", **{"as_list": True, **given, **arguments}))


def as_the_database_groups(order_by: str) -> list[tuple[Any, ...]]:
    return local.db.rows(f"SELECT s, count(name) AS c FROM tabThing GROUP BY s {order_by}")


@pytest.mark.parametrize(
    "texts",
    [
        ["b", "a", "b", "Z", "_x", "10", "2"],
        ["a", "A", "b", "a"],
        ["Éclair", "eclair", "éclair", "f"],
        ["a", "a ", "a  ", " a"],
        [None, "", " ", None, "x"],
        ["À clarifier", "Protection", "", "a clarifier"],
        ["مرحبا", "ب", "ß", "ss", "SS"],
    ],
)
def test_groups_are_those_of_the_collation(db: Database, texts: list[str | None]) -> None:
    store(db, texts)
    expected = as_the_database_groups("")
    assert groups() == expected
    for order in ("s", "s desc", "c", "c desc", "c desc, s", "c desc, s desc"):
        assert groups(order_by=order) == as_the_database_groups(f"ORDER BY {order}"), order
    assert groups(as_list=False) == [{"s": text, "c": number} for text, number in expected]


def test_groups_of_several_columns(db: Database) -> None:
    store(db, ["b", "a", None], n=2, d="2024-05-01")
    store(db, ["b", "A", "a"], n=1, d="2024-05-02")
    fields = ["n", "s", "sum(n) as total", "max(d) as last"]
    asked = {"fields": fields, "group_by": "n, s"}
    rows = groups(**asked)
    assert [row[:3] for row in rows] == [
        (1, "A", 2.0),
        (1, "b", 1.0),
        (2, None, 2.0),
        (2, "a", 2.0),
        (2, "b", 2.0),
    ]
    assert str(rows[0][3]) == "2024-05-02"
    assert [row[:2] for row in groups(**asked, order_by="s")] == [
        (2, None),
        (1, "A"),
        (2, "a"),
        (1, "b"),
        (2, "b"),
    ]


def test_a_name_given_to_a_group_and_a_limit(db: Database) -> None:
    store(db, ["b", "a", "b"])
    asked = {"fields": ["s as kind", "count(name) as c"], "group_by": "kind"}
    assert groups(**asked, order_by="c desc") == [("b", 2), ("a", 1)]
    assert groups(**asked, order_by="c desc", limit=1) == [("b", 2)]
    assert groups(**asked, pluck="kind", as_list=False) == ["a", "b"]


def test_what_differs_within_a_group_is_as_before(db: Database) -> None:
    store(db, ["a", "A"], n=3)
    fields = ["s", "min(s) as least", "name"]
    expected = local.db.rows("SELECT s, min(s), name FROM tabThing GROUP BY s")
    assert groups(fields=fields) == expected


def cost(counted: Counted, **arguments: Any) -> int:
    counted.calls = 0
    groups(**arguments)
    return counted.calls


def test_the_collation_is_asked_of_groups_and_not_of_rows(db: Database, counted: Counted) -> None:
    shapes: list[dict[str, Any]] = [
        {},
        {"order_by": "c desc"},
        {"fields": ["s", "n", "count(*) as c"], "group_by": "s, n", "order_by": "s, n"},
        {"filters": {"n": ["<", 5]}},
    ]
    store(db, ["b", "a", "É", None] * 5)
    few = [cost(counted, **shape) for shape in shapes]
    store(db, ["b", "a", "É", None] * 100)
    assert [cost(counted, **shape) for shape in shapes] == few
