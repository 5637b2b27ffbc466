"""What is deleted or overwritten is in no byte of the database, its index of words, or its log."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from metas import field, meta

from frappe_embedded.kernel.core import disk
from frappe_embedded.kernel.db import compaction, fulltext
from frappe_embedded.kernel.db.compaction import tables_in
from frappe_embedded.kernel.db.connection import Connection
from frappe_embedded.kernel.db.errors import DiskFull, StorageError
from frappe_embedded.kernel.db.schema import sync_table
from frappe_embedded.kernel.query.api import Database

CREATE = "create fulltext index if not exists words_index on `tabNote` (`words`)"
OPTIMIZE = "optimize table `tabNote`"
NOTE = meta("Note", field("words", "Long Text"), autoname="autoincrement")
WORD = "zqxsecretword"
ROWS = 400


@pytest.fixture
def notes(db: Connection) -> Database:
    database = Database(db.site)
    sync_table(database, NOTE)
    wanted = fulltext.index_in(CREATE)
    assert wanted
    fulltext.create(database, wanted)
    for number in range(1, ROWS + 1):
        # Some longer than a page.
        text = f"{WORD}{number} " * (700 if number % 50 == 0 else 3)
        database.sql("insert into `tabNote` (name, words) values (%s, %s)", (number, text))
    database.commit()
    return database


def stored(db: Connection) -> bytes:
    if db.site.key is not None:
        pytest.skip("no byte of an encrypted database can be looked for")
    path = Path(db.site.db_path)
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
    return b"".join(each.read_bytes() for each in (path, *beside) if each.exists())


@pytest.mark.parametrize("change", ["delete from `tabNote`", "update `tabNote` set words = null"])
def test_no_byte_of_it_is_left(notes: Database, change: str) -> None:
    assert WORD.encode() in stored(notes)
    notes.sql(f"{change} where name %% 2 = %s", (0,))
    notes.sql(f"{change} where name %% 2 = %s", (1,))
    notes.sql_ddl(OPTIMIZE)
    assert WORD.encode() not in stored(notes)


def test_no_copy_stays_in_pages_that_were_split(notes: Database) -> None:
    """Rows that grow move to other pages; what they leave behind is written anew."""
    for grown in (40, 90):
        notes.sql("update `tabNote` set words = words || %s", (f" {WORD}" * grown,))
        notes.commit()
    notes.sql("update `tabNote` set words = null")
    notes.sql_ddl(OPTIMIZE)
    assert WORD.encode() not in stored(notes)


def test_several_tables_are_named_in_one_statement() -> None:
    assert tables_in("OPTIMIZE TABLE `tabNote`, `tabTo Do`;") == ["tabNote", "tabTo Do"]
    assert tables_in("select * from `tabNote`") == []


def test_what_stays_is_found(notes: Database) -> None:
    notes.sql("delete from `tabNote` where name <> %s", (7,))
    notes.sql_ddl(OPTIMIZE)
    asked = "select name from `tabNote` where match(`tabNote`.`words`) against (%s in boolean mode)"
    assert notes.sql(asked, [f"{WORD}7"], pluck=True) == [7]
    assert notes.sql(asked, [f"{WORD}8"], pluck=True) == []


def test_a_disk_without_room_is_said_in_a_sentence(
    notes: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = Path(notes.site.db_path).stat().st_size
    monkeypatch.setattr(disk, "free_bytes", lambda site: size // 2)
    notes.sql("delete from `tabNote` where name > %s", (10,))
    notes.commit()
    with pytest.raises(
        DiskFull, match=r"no room to overwrite .* needs \d+ MB, and \d+ MB are free"
    ):
        notes.sql_ddl(OPTIMIZE)
    # Nothing is lost by it, and it works once there is room.
    assert len(notes.sql("select name from `tabNote`")) == 10
    monkeypatch.undo()
    notes.sql_ddl(OPTIMIZE)


def test_what_somebody_still_reads_stays_in_the_log_and_is_told(notes: Database) -> None:
    if notes.site.key is not None:
        pytest.skip("read past the key")
    reader = sqlite3.connect(notes.site.db_path)
    notes.sql("delete from `tabNote` where name > %s", (10,))
    notes.commit()
    reader.execute("begin")
    assert reader.execute("select count(*) from `tabNote`").fetchone() == (10,)
    notes.maintain("PRAGMA busy_timeout = 10")
    with pytest.raises(StorageError, match="somebody reads it"):
        notes.sql_ddl(OPTIMIZE)
    reader.close()
    notes.sql_ddl(OPTIMIZE)
    assert f"{WORD}399".encode() not in stored(notes)


def test_two_empty_the_log_at_once_and_neither_gives_up(notes: Database) -> None:
    """SQLite refuses whoever asks while another empties it, without waiting."""

    def empty(times: int) -> None:
        mine = Connection(notes.site)
        for _ in range(times):
            compaction.empty_log(mine)
        mine.close()

    notes.sql("delete from `tabNote` where name > %s", (10,))
    notes.commit()
    with ThreadPoolExecutor(4) as several:
        list(several.map(empty, [100] * 4))
