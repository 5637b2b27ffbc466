from __future__ import annotations

import datetime
import sqlite3
from typing import Any

import pytest

from frappe_embedded.kernel.core.exceptions import DataError, DoesNotExistError, ValidationError
from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.select import get_all


def names(**arguments: Any) -> Any:
    return get_all("Thing", pluck="name", **{"order_by": "name", **arguments})


def test_shapes(joined: Database) -> None:
    assert get_all("Thing")[0] == {"name": "p4"}
    assert get_all("Thing", limit=1)[0].missing is None
    assert get_all("Thing", fields=["name", "n"], as_list=True, order_by="n") == (
        ("p2", 1),
        ("p3", 2),
        ("p1", 3),
        ("p4", 4),
    )
    assert names(fields=["n", "name"], limit=1) == ["p1"]
    with pytest.raises(KeyError):
        names(fields=["n"])


def test_types(joined: Database) -> None:
    row = get_all("Thing", fields=["*"], filters={"name": "p1"})[0]
    assert row.d == datetime.date(2024, 5, 1)
    assert row.modified == datetime.datetime(2024, 5, 1)
    assert (row.n, row.f, row.docstatus, row.c) == (3, 0.0, 0, 0)
    assert {"_assign", "owner", "grp"} <= set(row)
    latest = get_all("Thing", fields=["max(modified) as m", "min(d) as d", "sum(n) as s"])[0]
    assert latest == {
        "m": datetime.datetime(2024, 5, 4),
        "d": datetime.date(2024, 5, 1),
        "s": 10.0,
    }
    assert isinstance(latest.s, float)


def test_fields_in_all_forms(joined: Database) -> None:
    one = {"name": "p1"}
    assert get_all("Thing", fields="s, n as m", filters=one) == [{"s": "b", "m": 3}]
    assert get_all("Thing", fields=["`tabThing`.`s` AS t"], filters=one) == [{"t": "b"}]
    assert get_all("Thing", fields='["s"]', filters=one) == [{"s": "b"}]
    assert get_all("Thing", fields=["count(name)"]) == [{"count(name)": 4}]
    assert get_all("Thing", fields=[{"COUNT": "*", "as": "c"}]) == [{"c": 4}]
    assert get_all("Thing", fields=["count(distinct s) as c"]) == [{"c": 3}]
    assert get_all("Thing", fields=["year(d) as y", "'x' as lit"], filters=one) == [
        {"y": 2024, "lit": "x"}
    ]


def test_grouping(joined: Database) -> None:
    counted = get_all("Thing", fields=["s", "count(name) as c"], group_by="s", order_by="c desc, s")
    assert [(row.s, row.c) for row in counted] == [("a", 2), ("b", 1), ("c", 1)]
    by_month = get_all(
        "Thing", fields=["date_format(d, '%Y-%m') as m", "count(*) as c"], group_by="m"
    )
    assert by_month == [{"m": "2024-05", "c": 4}]


def test_child_rows_and_links(joined: Database) -> None:
    rows = get_all(
        "Thing", fields=["name", "lines.k", "grp.title as g"], order_by="name, `tabLine`.idx"
    )
    assert [(row.name, row.k, row.g) for row in rows] == [
        ("p1", "x", "First"),
        ("p1", "y", "First"),
        ("p2", "x", "Second"),
        ("p3", None, None),
        ("p4", "z", "First"),
        ("p4", "x", "First"),
    ]
    assert names(filters=[["Line", "k", "=", "x"]]) == ["p1", "p2", "p4"]
    assert names(filters=[["Line", "k", "=", "x"], ["Line", "v", ">", 1]]) == ["p2"]
    assert names(filters={"k": "y"}) == ["p1"]
    assert names(filters=[["Line", "k", "is", "not set"]]) == ["p3"]
    totals = get_all(
        "Thing", fields=["name", "sum(`tabLine`.v) as t"], group_by="name", order_by="name"
    )
    assert [row.t for row in totals] == [3.0, 5.0, None, 8.0]


def test_filters_in_all_forms(joined: Database) -> None:
    forms: list[Any] = [
        {"s": "a"},
        [["s", "=", "a"]],
        [["Thing", "s", "=", "a"]],
        [["Thing", "s", "=", "a", False]],
        [{"s": "a"}],
        '{"s": "a"}',
        {"s": ("=", "a")},
        {"s": ["", "a"]},
    ]
    for form in forms:
        assert names(filters=form) == ["p2", "p4"], form
    assert names(filters={"grp": "G1"}, or_filters=[["s", "=", "c"], ["n", "=", 3]]) == ["p1"]
    assert names(or_filters={"s": "c", "n": 3}) == ["p1", "p3"]
    with pytest.raises(TypeError):
        names(filters=1)
    with pytest.raises(DoesNotExistError):
        names(filters=[["Nothing", "s", "=", "a"]])


def test_order_and_limit(joined: Database) -> None:
    assert names(order_by="s asc, n desc") == ["p4", "p2", "p1", "p3"]
    assert names(order_by="`tabThing`.`n` desc") == ["p4", "p1", "p3", "p2"]
    assert names(order_by="grp asc, name desc") == ["p3", "p4", "p1", "p2"]
    assert names(order_by="abs(n)") == ["p2", "p3", "p1", "p4"]
    assert names(limit=2, start=1) == ["p2", "p3"]
    assert names(limit_start="1", limit_page_length="2") == ["p2", "p3"]
    assert names(page_length=0) == ["p1", "p2", "p3", "p4"]
    assert names(limit="x") == ["p1", "p2", "p3", "p4"]
    assert get_all("Thing", fields=["s"], distinct=True, order_by="n", as_list=True) != ()
    assert sorted(names(order_by=None)) == ["p1", "p2", "p3", "p4"]


@pytest.mark.parametrize(
    "field",
    [
        "concat(s, n) as x",
        "if(n > 1, 1, 0) as x",
        "ifnull(s, 'x') as x",
        "(select 1) as x",
        "sleep(5)",
        "load_extension('x')",
        "name; drop table x",
        "s -- x",
        "s /* x */",
        "n + 1",
        "abs(n",
        "s as x y",
        "(secret)",
        "max((select 1))",
    ],
)
def test_fields_that_are_refused(joined: Database, field: str) -> None:
    with pytest.raises(DataError):
        get_all("Thing", fields=[field])


@pytest.mark.parametrize(
    "order", ["n; select 1", "(select 1)", "sleep(1)", "n desc nulls", "n,, s", "1.5", "n--"]
)
def test_orders_that_are_refused(joined: Database, order: str) -> None:
    with pytest.raises((ValidationError, DataError)):
        names(order_by=order)
    with pytest.raises((ValidationError, DataError)):
        names(group_by=order)


def test_unknown_columns(joined: Database) -> None:
    for arguments in (
        {"fields": ["no_such"]},
        {"fields": ["lines.no_such"]},
        {"fields": ["s.title"]},
        {"fields": ["nothing.k"]},
        {"filters": {"no_such": 1}},
        {"order_by": "no_such"},
        {"group_by": "no_such"},
        {"fields": ["`tabGroup`.`title`"]},
    ):
        with pytest.raises(sqlite3.OperationalError, match="no such column") as caught:
            get_all("Thing", **arguments)
        assert joined.is_missing_column(caught.value)
    with pytest.raises(TypeError):
        get_all("Thing", no_such_argument=1)
    with pytest.raises(DoesNotExistError):
        get_all("Nothing")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        get_all("Options")


def test_values_cannot_break_out(joined: Database) -> None:
    for text in ("' or 1=1 --", '" or ""="', "`", "\\' or 1 --", "%' or '%'='"):
        assert names(filters={"s": text}) == []
        assert names(filters={"s": ["in", [text]]}) == []
    with pytest.raises((DataError, sqlite3.Error)):
        names(filters={"s` = 'a' or `s": "x"})


def test_a_column_of_a_removed_field_can_be_asked_for(joined: Database) -> None:
    joined.sql("alter table `tabThing` add column old_field varchar")
    assert get_all("Thing", fields=["old_field"], limit=1) == [{"old_field": None}]


def test_what_is_set_is_not_looked_for_among_the_empty(joined: Database) -> None:
    early = ["n", "<", 3]
    assert names(filters=[["d", "is", "set"], ["d", "<", "2024-05-03"], early]) == names(
        filters=[["d", "<", "2024-05-03"], early], ignore_ifnull=True
    )
    sql = get_all("Thing", filters=[["d", "is", "set"], ["d", "<", "2024-05-03"]], run=False)
    assert "IS NULL" not in sql
    assert "IS NULL" in get_all("Thing", filters=[["d", "<", "2024-05-03"]], run=False)
