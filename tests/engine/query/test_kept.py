"""What is kept of the database is never older than the last commit that concerns it."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.db.statement import table_of
from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.opening import opened

TABLES = ["tabgroup"]


def add_group(db: Database, name: str, title: str) -> None:
    db.sql("insert into `tabGroup` (name, title) values (%s, %s)", (name, title))
    db.commit()


def titles(db: Database) -> Any:
    return db.cached(
        "titles", TABLES, lambda: db.sql("select title from `tabGroup` order by title", pluck=True)
    )


def test_a_result_is_read_once_until_its_table_changes(db: Database) -> None:
    add_group(db, "G1", "First")
    first = titles(db)
    db.sql("insert into `tabThing` (name, s) values ('r1', 'elsewhere')")
    db.commit()
    assert titles(db) is first
    add_group(db, "G2", "Second")
    assert titles(db) == ["First", "Second"]


def test_a_transaction_sees_its_own_changes_and_shows_them_to_nobody(db: Database) -> None:
    add_group(db, "G1", "First")
    titles(db)
    db.set_value("Group", "G1", "title", "Changed", update_modified=False)
    assert titles(db) == ["Changed"]
    with opened(db.site) as other:
        assert titles(other.db) == ["First"]
    db.rollback()
    assert titles(db) == ["First"]


def test_a_result_that_arrives_after_a_commit_is_not_used(db: Database) -> None:
    add_group(db, "G1", "First")

    def overtaken() -> Any:
        before = db.sql("select title from `tabGroup`", pluck=True)
        with opened(db.site) as other:
            other.db.sql("update `tabGroup` set title = 'Changed'")
            other.db.commit()
        return before

    assert db.cached("titles", TABLES, overtaken) == ["First"]
    assert titles(db) == ["Changed"]


def test_a_change_of_a_table_itself_counts_for_all(db: Database) -> None:
    add_group(db, "G1", "First")
    first = titles(db)
    db.sql_ddl("alter table `tabThing` add column more text")
    db.commit()
    assert titles(db) is not first


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("insert into `tabUser Permission` (name) values (?)", "tabuser permission"),
        ('INSERT OR IGNORE INTO "tabGroup" values (?)', "tabgroup"),
        ("  update tabSeries set current = 1", "tabseries"),
        ("delete\nfrom `tabGroup` where name = ?", "tabgroup"),
        ("create table t (a)", "*"),
        ("with x as (select 1) delete from tabGroup", "*"),
    ],
)
def test_which_table_a_statement_writes_to(statement: str, table: str) -> None:
    assert table_of(statement) == table
