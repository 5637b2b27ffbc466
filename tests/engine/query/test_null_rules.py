"""Filters against NULL, empty, case, accents and wildcards, as recorded on Frappe v15."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.exceptions import DataError, ValidationError
from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.select import get_all

ALL = "r1 r2 r3 r4 r5 r6"
LISTED: list[tuple[str, str, Any, str]] = [
    ("s", "=", "alpha", "r1 r2"),
    ("s", "=", "eclair", "r5"),
    ("s", "=", "", "r3 r4"),
    ("s", "=", None, ""),
    ("s", "!=", "Alpha", "r3 r4 r5 r6"),
    ("s", "!=", "", "r1 r2 r5 r6"),
    ("s", "<", "b", "r1 r2 r3 r4 r6"),
    ("s", ">=", "", ALL),
    ("s", "not in", ["Alpha"], "r3 r4 r5 r6"),
    ("s", "in", ["Alpha", ""], "r1 r2 r3 r4"),
    ("s", "in", [None, "Alpha"], "r1 r2 r3 r4"),
    ("s", "in", [], "r3 r4"),
    ("s", "not in", [], "r1 r2 r5 r6"),
    ("s", "in", "alpha, eclair", "r1 r2 r5"),
    ("s", "is", "set", "r1 r2 r5 r6"),
    ("s", "is", "not set", "r3 r4"),
    ("s", "like", "%alp%", "r1 r2"),
    ("s", "like", "a_b%", "r6"),
    ("s", "like", "a\\_b%", ""),
    ("s", "like", "%", "r1 r2 r3 r5 r6"),
    ("s", "like", "", "r3 r4"),
    ("s", "not like", "%alp%", "r3 r4 r5 r6"),
    ("s", "not like", "%", ""),
    ("s", "between", ["a", "b"], "r1 r2 r6"),
    ("n", "=", "0", "r1"),
    ("n", "=", None, "r1"),
    ("n", "=", "abc", "r1"),
    ("n", "in", "1,2", "r2 r5"),
    ("n", "in", [], ""),
    ("n", "not in", [], ALL),
    ("n", "is", "set", "r2 r3 r4 r5 r6"),
    ("n", "is", "not set", ""),
    ("n", "like", "1%", "r2 r4 r6"),
    ("n", "between", [0, 2], "r1 r2 r5"),
    ("f", "not in", [0], "r2 r3 r4 r5 r6"),
    ("c", "=", True, "r2 r4"),
    ("d", "<", "2024-01-15", "r1 r4 r5"),
    ("d", "=", "2024-1-31", "r2"),
    ("d", ">", "2024-01-15", "r2 r3 r6"),
    ("d", "!=", "2024-01-31", "r1 r3 r4 r5 r6"),
    ("d", "between", ["2024-01-01", "2024-01-31"], "r1 r2"),
    ("d", "not in", ["2024-01-31"], "r1 r3 r4 r5 r6"),
    ("d", "in", ["2024-01-31", None], "r2 r4"),
    ("d", "is", "not set", "r4"),
    ("d", "timespan", "last week", ""),
    ("dt", "between", ["2024-01-31", "2024-01-31"], "r1 r2"),
    ("dt", "=", "", "r4"),
    ("dt", ">=", "", "r1 r2 r3 r5 r6"),
    ("dt", "previous", "1 month", ""),
    ("name", "in", [], ""),
    ("name", "not in", [], ALL),
    ("name", "=", "R1 ", "r1"),
    ("name", "is", "set", ALL),
]
DIRECT: list[tuple[str, str, Any, int]] = [
    ("s", "!=", "Alpha", 3),
    ("s", "=", None, 1),
    ("s", "=", "", 1),
    ("s", "not in", ["Alpha"], 3),
    ("s", "in", [None, "Alpha"], 2),
    ("s", "not in", [None, "Alpha"], 0),
    ("s", "in", "Alpha, Éclair", 2),
    ("s", "is", "set", 5),
    ("s", "is", "not set", 1),
    ("s", "not like", "%alp%", 3),
    ("n", "in", [], 1),
    ("n", "=", "", 1),
    ("n", "between", [0, 2], 3),
    ("d", "<", "2024-01-15", 2),
    ("d", "<", "2024-01-31 10:00:00", 3),
    ("d", "=", "2024-01-31 10:00:00", 0),
    ("d", "=", "nonsense", 0),
    ("d", "=", None, 1),
    ("d", "like", "2024-01%", 2),
    ("dt", "=", "2024-01-31", 1),
    ("dt", "between", ["2024-01-31", "2024-01-31"], 1),
]


@pytest.mark.parametrize(("field", "operator", "value", "names"), LISTED)
def test_filters_of_a_list(
    things: Database, field: str, operator: str, value: Any, names: str
) -> None:
    found = get_all("Thing", filters={field: [operator, value]}, pluck="name", order_by="name")
    assert found == names.split()


@pytest.mark.parametrize(("field", "operator", "value", "number"), DIRECT)
def test_filters_of_db(
    things: Database, field: str, operator: str, value: Any, number: int
) -> None:
    assert things.count("Thing", {field: [operator, value]}) == number


@pytest.mark.parametrize(
    "wanted",
    [
        {"s": ["~", "x"]},
        {"s": ["is", "maybe"]},
        {"n": ["between", [1]]},
        {"d": ["timespan", "nonsense"]},
        {"d": "nonsense"},
        {"dt": ["like", "2024%"]},
        [["s", "x"]],
        ["s", "=", "x"],
        [["Group", "title", "=", "x"]],
    ],
)
def test_filters_that_are_refused(things: Database, wanted: Any) -> None:
    with pytest.raises((ValidationError, DataError)):
        get_all("Thing", filters=wanted)


def test_lists_as_values_are_refused(things: Database) -> None:
    for ask in (get_all, things.count):
        with pytest.raises(things.DataError):
            ask("Thing", filters={"s": ["=", ["Alpha"]]})


def test_ignore_ifnull_leaves_null_out(things: Database) -> None:
    names = get_all(
        "Thing", filters={"s": ["!=", "Alpha"]}, ignore_ifnull=True, pluck="name", order_by="name"
    )
    assert names == ["r3", "r5", "r6"]


def test_spans_of_days(things: Database) -> None:
    things.set_value("Thing", "r1", "dt", things.sql("select now()")[0][0])
    for span in ("last 7 days", "today", "this month", "this year"):
        found = get_all("Thing", filters={"dt": ["timespan", span]}, pluck="name")
        assert found == ["r1"], span
