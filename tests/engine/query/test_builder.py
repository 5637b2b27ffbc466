"""``frappe.qb``."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pypika import Order

from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.builder import builder as qb
from frappe_embedded.kernel.query.functions import (
    Coalesce,
    Concat,
    Count,
    CurDate,
    DateFormat,
    IfNull,
    Max,
    Now,
    Sum,
)
from frappe_embedded.kernel.query.terms import Case


@pytest.fixture
def thing(joined: Database) -> Any:
    return qb.DocType("Thing")


def test_select(thing: Any) -> None:
    query = qb.from_(thing).select(thing.name, thing.n).where(thing.n > 2).orderby(thing.name)
    assert query.run() == (("p1", 3), ("p4", 4))
    assert query.run(as_dict=True)[0].n == 3
    assert query.run(pluck=True) == ["p1", "p4"]
    assert query.run(as_list=True) == [["p1", 3], ["p4", 4]]
    assert query.run(run=False).count("?") == 1
    last = qb.from_("Thing").select(thing.name).orderby(thing.name, order=Order.desc)
    assert last.limit(2).offset(1).run(pluck=True) == ["p3", "p2"]


def test_values_are_bound(thing: Any) -> None:
    text = "it's ` \" \\ %"
    qb.update(thing).set(thing.s, text).set(thing.grp, None).where(thing.name == "p1").run()
    query = qb.from_(thing).select(thing.name).where(thing.s == text)
    assert text not in query.run(run=False)
    assert query.run(pluck=True) == ["p1"]
    functions = qb.from_(thing).select(Concat(thing.name, "'x'", "?")).where(thing.n == 1)
    assert functions.run() == (("p2'x'?",),)
    assert "'x'" not in functions.run(run=False)
    moment = datetime.datetime(2024, 5, 2)
    assert qb.from_(thing).select(thing.name).where(thing.modified == moment).run(pluck=True) == [
        "p2"
    ]
    chosen = qb.from_(thing).select(thing.name).where(thing.d.isin([moment.date()]))
    assert chosen.run(pluck=True) == ["p2"]


def test_aggregates_and_joins(thing: Any) -> None:
    line = qb.DocType("Line")
    rows = (
        qb.from_(thing)
        .left_join(line)
        .on(line.parent == thing.name)
        .select(thing.name, Count(line.name).as_("rows"), Sum(line.v).as_("total"))
        .groupby(thing.name)
        .orderby(thing.name)
        .run(as_dict=True)
    )
    assert [(row.rows, row.total) for row in rows] == [(2, 3.0), (1, 5.0), (0, None), (2, 8.0)]
    assert isinstance(rows[0].total, float)
    assert qb.from_(thing).select(Max(thing.modified), Max(thing.n)).run() == (
        (datetime.datetime(2024, 5, 4), 4),
    )
    distinct = qb.from_(thing).select(Count(thing.s).distinct()).run()
    assert distinct == ((3,),)


def test_functions(thing: Any) -> None:
    one = qb.from_(thing).where(thing.name == "p3")
    size = Case().when(thing.n > 1, "big").else_("small").as_("size")
    assert one.select(IfNull(thing.grp, "none"), Coalesce(thing.grp, "x"), size).run() == (
        ("none", "x", "big"),
    )
    assert one.select(DateFormat(thing.d, "%Y-%m")).run() == (("2024-05",),)
    assert one.select(CurDate(), Now()).run()[0][0] == datetime.date.today().isoformat()  # noqa: DTZ011
    assert qb.from_(thing).select(thing.name).where(thing.n * 2 == thing.n + 3).run(pluck=True) == [
        "p1"
    ]


def test_changes(thing: Any) -> None:
    group = qb.DocType("Group")
    qb.into("Group").columns("name", "title").insert(("a", "'q'"), ("b", None)).run()
    assert qb.from_(group).select(group.title).where(group.name == "a").run() == (("'q'",),)
    qb.update(thing).set(thing.n, thing.n + 1).where(thing.s == "a").run()
    qb.from_(thing).delete().where(thing.n > 2).run()
    assert qb.from_(thing).select(thing.name).orderby(thing.name).run(pluck=True) == ["p2", "p3"]


def test_unions_and_subqueries(thing: Any) -> None:
    group = qb.DocType("Group")
    both = qb.from_(thing).select(thing.name).where(thing.n < 2)
    assert sorted(both.union_all(qb.from_(group).select(group.name)).run(pluck=True)) == [
        "G1",
        "G2",
        "p2",
    ]
    inner = qb.from_(group).select(group.name).where(group.title == "First")
    query = qb.from_(thing).select(thing.name).where(thing.grp.isin(inner))
    assert sorted(query.run(pluck=True)) == ["p1", "p4"]


def test_get_query(joined: Database) -> None:
    query = qb.get_query(
        "Thing", fields=["name", "grp.title as t"], filters={"n": [">", 2]}, order_by="name asc"
    )
    assert query.run(as_dict=True) == [
        {"name": "p1", "t": "First"},
        {"name": "p4", "t": "First"},
    ]
    table = qb.DocType("Thing")
    assert qb.get_query(table, filters=table.n == 1).run(pluck=True) == ["p2"]
    more = qb.get_query("Thing", filters={"s": "a"}).where(table.n == 4)
    assert more.run(pluck=True) == ["p4"]
    assert qb.get_query("Thing", filters=[["Line", "k", "=", "y"]]).run(pluck=True) == ["p1"]
    assert qb.get_query("Thing", limit=1, offset=1, order_by="n asc").run(pluck=True) == ["p3"]
    qb.get_query("Thing", filters="p1", update=True).set("s", "u").run()
    qb.get_query("Thing", filters={"n": 1}, delete=True).run()
    assert joined.get_value("Thing", "p1", "s") == "u"
    assert joined.count("Thing") == 3
    grouped = qb.get_query("Thing", fields=["s", "count(*) as c"], group_by="s", order_by="c desc")
    assert grouped.run(as_list=True) == [["c", 1], ["u", 1], ["a", 1]] or len(grouped.run()) == 3


def test_for_update_becomes_the_writer(thing: Any, joined: Database) -> None:
    joined.commit()
    qb.from_(thing).select(thing.name).for_update().run()
    assert joined.in_transaction
    joined.rollback()
    joined.get_value("Thing", "p1", "s", for_update=True)
    assert joined.in_transaction
