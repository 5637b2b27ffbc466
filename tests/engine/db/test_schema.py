from __future__ import annotations

import datetime
import sqlite3

import pytest
from metas import field, meta

from frappe_embedded.kernel.db.connection import Connection
from frappe_embedded.kernel.db.schema import sync_table, table_columns
from frappe_embedded.kernel.db.series import (
    current_value,
    next_id,
    next_value,
    revert,
    set_value,
)
from frappe_embedded.kernel.db.types import column_value

FIELDS = (
    field("title", unique=1),
    field("section", "Section Break"),
    field("note", "Small Text"),
    field("n", "Int", default="5"),
    field("amount", "Currency"),
    field("on", "Date", default="Today"),
    field("state", "Select", default="Open", search_index=1),
    field("rows", "Table"),
)


def names(db: Connection, table: str) -> list[str]:
    return [column.name for column in table_columns(db, table)]


def test_columns_in_their_order(db: Connection) -> None:
    assert sync_table(db, meta("Note", *FIELDS))
    assert names(db, "tabNote") == [
        *["name", "creation", "modified", "modified_by", "owner", "docstatus", "idx"],
        *["title", "note", "n", "amount", "on", "state"],
        *["_user_tags", "_comments", "_assign", "_liked_by"],
    ]
    sync_table(db, meta("Row", field("k"), istable=1))
    assert names(db, "tabRow")[-4:] == ["k", "parent", "parentfield", "parenttype"]
    assert not sync_table(db, meta("Single", issingle=1))


def test_defaults(db: Connection) -> None:
    sync_table(db, meta("Note", *FIELDS))
    db.sql("insert into tabNote (name) values ('x')")
    query = "select docstatus, idx, n, amount, `on`, state, note from tabNote"
    assert db.sql(query) == ((0, 0, 5, 0.0, None, "Open", None),)


def test_a_second_sync_changes_nothing(db: Connection) -> None:
    sync_table(db, meta("Note", *FIELDS))
    assert not sync_table(db, meta("Note", *FIELDS))


def test_added_field_is_appended(db: Connection) -> None:
    sync_table(db, meta("Note", *FIELDS))
    db.sql("insert into tabNote (name) values ('x')")
    assert sync_table(db, meta("Note", field("extra", "Int"), *FIELDS))
    assert names(db, "tabNote")[-1] == "extra"
    assert db.sql("select extra from tabNote") == ((0,),)


def test_rebuild_loses_nothing(db: Connection) -> None:
    sync_table(db, meta("Note", *FIELDS))
    db.sql("create index mine on tabNote (note)")
    db.sql(
        "insert into tabNote (name, title, n, amount, state, `on`, note) "
        "values ('x', 'Éclair', 7, 1.25, 'Open', '2024-01-31', 'gone'), "
        "('y', null, 8, 2, null, null, '')"
    )
    before = db.sql("select * from tabNote order by name")
    changed = [f for f in FIELDS if f.fieldname != "note"]
    changed[0] = field("title", length=200, unique=1)
    assert sync_table(db, meta("Note", *changed, field("more")))
    assert [row[:-1] for row in db.sql("select * from tabNote order by name")] == list(before)
    columns = {column.name: column for column in table_columns(db, "tabNote")}
    assert columns["name"].primary
    assert columns["title"].type == "varchar(200)"
    assert columns["n"].default == "5"
    with pytest.raises(sqlite3.IntegrityError):
        db.sql("insert into tabNote (name, title) values ('z', 'ECLAIR')")
    with pytest.raises(sqlite3.IntegrityError):
        db.sql("insert into tabNote (name) values ('X ')")
    indexes = db.sql("select name from sqlite_master where type = 'index'", pluck=True)
    assert {"mine", "tabNote_modified_index", "tabNote_state_index"} <= set(indexes)


def test_rebuild_is_part_of_the_transaction(db: Connection) -> None:
    sync_table(db, meta("Note", *FIELDS))
    db.sql("insert into tabNote (name, note) values ('x', 'here')")
    db.commit()
    sync_table(db, meta("Note", field("note", "Long Text")))
    db.rollback()
    assert {c.name: c.type for c in table_columns(db, "tabNote")}["note"] == "text"
    assert db.sql("select note from tabNote") == (("here",),)


def test_removed_not_null_column_does_not_block_new_rows(db: Connection) -> None:
    sync_table(db, meta("Note", *FIELDS))
    sync_table(db, meta("Note", field("title")))
    db.sql("insert into tabNote (name, title) values ('x', 'a'), ('y', 'a')")
    assert "n" in names(db, "tabNote")


def test_a_column_that_becomes_not_null_fills_its_gaps(db: Connection) -> None:
    sync_table(db, meta("Note", field("n", "Data")))
    db.sql("insert into tabNote (name, n) values ('x', null), ('y', '12')")
    sync_table(db, meta("Note", field("n", "Int")))
    assert db.sql("select n from tabNote order by name", pluck=True) == [0, 12]


def test_unique_index_comes_and_goes(db: Connection) -> None:
    sync_table(db, meta("Note", field("title")))
    db.sql("insert into tabNote (name, title) values ('x', 'a'), ('y', 'A')")
    with pytest.raises(sqlite3.IntegrityError):
        sync_table(db, meta("Note", field("title", unique=1)))
    db.sql("delete from tabNote where name = 'y'")
    sync_table(db, meta("Note", field("title", unique=1)))
    sync_table(db, meta("Note", field("title")))
    db.sql("insert into tabNote (name, title) values ('y', 'A')")


def test_autoincrement_names_are_numbers(db: Connection) -> None:
    sync_table(db, meta("Log", field("text"), autoname="autoincrement"))
    for _ in range(2):
        db.sql("insert into tabLog (name) values (%s)", next_id(db, "Log"))
    db.sql("delete from tabLog")
    db.sql("insert into tabLog (name) values (%s)", next_id(db, "Log"))
    assert db.sql("select name from tabLog") == ((3,),)


def test_series(db: Connection) -> None:
    assert current_value(db, "A-") is None
    assert [next_value(db, "A-"), next_value(db, "A-"), next_value(db, "")] == [1, 2, 1]
    revert(db, "A-", 1)
    assert current_value(db, "A-") == 2
    revert(db, "A-", 2)
    assert next_value(db, "A-") == 2
    set_value(db, "A-", 40)
    assert next_value(db, "A-") == 41


@pytest.mark.parametrize(
    ("fieldtype", "value", "stored"),
    [
        ("Int", "7", 7),
        ("Int", "", 0),
        ("Int", None, 0),
        ("Check", True, 1),
        ("Float", "1.5", 1.5),
        ("Date", "2024-1-3", "2024-01-03"),
        ("Date", "2024-01-03 10:00:00", "2024-01-03"),
        ("Date", "", None),
        ("Datetime", "2024-01-03", "2024-01-03 00:00:00.000000"),
        ("Datetime", datetime.datetime(2024, 1, 3, 4), "2024-01-03 04:00:00.000000"),
        ("Time", "8:30", "08:30:00.000000"),
        ("Time", datetime.timedelta(hours=8), "08:00:00.000000"),
        ("Data", "", ""),
        ("JSON", {"a": 1}, '{"a": 1}'),
    ],
)
def test_values_for_columns(fieldtype: str, value: object, stored: object) -> None:
    assert column_value(field("x", fieldtype), value) == stored


@pytest.mark.parametrize(
    ("fieldtype", "value"),
    [("Int", "abc"), ("Date", "nonsense"), ("Data", "x" * 141), ("Data", ["a"]), ("Time", "x")],
)
def test_values_that_columns_refuse(fieldtype: str, value: object) -> None:
    with pytest.raises(sqlite3.DataError):
        column_value(field("x", fieldtype), value)


def test_empty_text_in_a_unique_column_is_null() -> None:
    assert column_value(field("x", unique=1), "") is None
