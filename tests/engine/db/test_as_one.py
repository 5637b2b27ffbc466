"""What is committed within ``as_one`` is kept at its end, or not at all."""

from __future__ import annotations

import sqlite3

import pytest

from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.db.connection import Connection


@pytest.fixture(autouse=True)
def table(db: Connection) -> None:
    db.sql("create table t (name varchar(140))")
    db.commit()


def add(db: Connection, name: str) -> None:
    db.sql("insert into t (name) values (%s)", (name,))


def seen(site: Site) -> list[str]:
    """What another connection sees."""
    other = Connection(site)
    try:
        return list(other.sql_list("select name from t order by name"))
    finally:
        other.close()


def test_others_see_nothing_before_the_end(db: Connection, site: Site) -> None:
    with db.as_one():
        add(db, "a")
        db.commit()
        assert seen(site) == []
        add(db, "b")
        db.commit()
    assert seen(site) == ["a", "b"]


def test_what_fails_in_the_middle_leaves_nothing(db: Connection, site: Site) -> None:
    with pytest.raises(ValueError, match="broken"), db.as_one():
        add(db, "a")
        db.commit()
        db.sql("alter table t add column more text")
        db.commit()
        raise ValueError("broken")
    assert seen(site) == []
    with pytest.raises(sqlite3.OperationalError):
        db.sql("select more from t")
    add(db, "after")
    db.commit()
    assert seen(site) == ["after"]


def test_a_rollback_within_goes_back_to_the_last_commit(db: Connection, site: Site) -> None:
    with db.as_one():
        add(db, "a")
        db.commit()
        add(db, "b")
        db.rollback()
        add(db, "c")
    assert seen(site) == ["a", "c"]


def test_what_waits_for_the_commit_waits_for_the_end(db: Connection) -> None:
    told: list[str] = []
    with db.as_one():
        add(db, "a")
        db.before_commit.add(lambda: told.append("before"))
        db.after_commit.add(lambda: told.append("after"))
        db.commit()
        assert told == ["before"]
        db.rollback()
    assert told == ["before", "after"]


def test_what_waited_for_a_commit_that_never_came_is_forgotten(db: Connection) -> None:
    told: list[str] = []
    with pytest.raises(ValueError, match="broken"), db.as_one():
        add(db, "a")
        db.after_commit.add(lambda: told.append("after"))
        db.commit()
        raise ValueError("broken")
    add(db, "b")
    db.commit()
    assert told == []
