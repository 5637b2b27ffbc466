"""Full-text indexes as MariaDB has them: kept up by each statement, searched in boolean mode."""

from __future__ import annotations

import sqlite3

import pytest
from metas import field, meta

from frappe_embedded.kernel.db.connection import Connection
from frappe_embedded.kernel.db.fulltext import boolean_expression, create, index_in
from frappe_embedded.kernel.db.schema import sync_table

CREATE = "create fulltext index if not exists words_index on `tabNote` (`words`)"
FOUND = (
    "select name from `tabNote` where match(`tabNote`.`words`) against (%s in boolean mode)"
    " order by name"
)
NOTE = meta("Note", field("words", "Long Text"), autoname="autoincrement")


@pytest.fixture
def notes(db: Connection) -> Connection:
    sync_table(db, NOTE)
    db.sql("insert into `tabNote` (name, words) values (1, 'sac de mil'), (2, 'carte sim')")
    _index(db)
    db.commit()
    return db


def _index(db: Connection) -> None:
    wanted = index_in(CREATE)
    assert wanted
    create(db, wanted)


def found(db: Connection, text: str) -> list[int]:
    return db.sql(FOUND, [text], pluck=True)


def test_what_was_there_is_found(notes: Connection) -> None:
    assert found(notes, "+mil") == [1]
    assert found(notes, "+car*") == [2]
    assert found(notes, "+car") == []
    assert found(notes, "") == []
    assert found(notes, "mil sim") == [1, 2]


def test_the_index_is_made_once(notes: Connection) -> None:
    _index(notes)
    assert found(notes, "+mil") == [1]


def test_signs_and_brackets(notes: Connection) -> None:
    notes.sql("insert into `tabNote` (name, words) values (3, 'sac vide'), (4, 'mil vide')")
    assert found(notes, "+(mil carte) +(sac sim)") == [1, 2]
    assert found(notes, "+sac -vide") == [1]
    assert found(notes, "sac +vide") == [3, 4], "an unsigned word beside one with a plus is a wish"


def test_each_change_is_followed_in_its_transaction(notes: Connection) -> None:
    notes.sql("update `tabNote` set words = 'farine' where name = 1")
    notes.sql("delete from `tabNote` where name = 2")
    assert (found(notes, "farine"), found(notes, "mil"), found(notes, "sim")) == ([1], [], [])
    notes.rollback()
    assert (found(notes, "farine"), found(notes, "mil"), found(notes, "sim")) == ([], [1], [2])


def test_the_index_survives_a_change_of_the_table(notes: Connection) -> None:
    longer = meta("Note", field("words", "Long Text", reqd=1), autoname="autoincrement")
    sync_table(notes, longer)
    notes.sql("insert into `tabNote` (name, words) values (9, 'farine')")
    notes.sql("delete from `tabNote` where name = 1")
    assert (found(notes, "farine"), found(notes, "mil"), found(notes, "sim")) == ([9], [], [2])


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 42), reason="older SQLite marks them only")
def test_a_deleted_word_is_nowhere_in_the_index(notes: Connection) -> None:
    notes.sql("delete from `tabNote` where name = 2")
    notes.commit()
    blocks = notes.sql("select block from `__fulltext_tabNote_words_data`", pluck=True)
    assert any(b"mil" in block for block in blocks)
    assert not any(b"carte" in block for block in blocks)


@pytest.mark.parametrize("text", ['"mil vide"', "~mil", "mil)", "mil @3", "mil'"])
def test_what_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        boolean_expression(text)
