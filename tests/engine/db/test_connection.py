from __future__ import annotations

import datetime
import decimal
import sqlite3
import threading
import time
from functools import partial

import pytest

from frappe_embedded.kernel.core.exceptions import QueryTimeoutError
from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.db.connection import Connection


@pytest.fixture(autouse=True)
def table(db: Connection) -> None:
    db.sql(
        "create table t (name varchar(140), n integer, d date, dt datetime(6), "
        "tm time(6), f decimal(21,9))"
    )
    db.sql("insert into t (name, n) values ('a', 1), ('b', 2), ('c', 3)")
    db.commit()


def test_results_take_four_shapes(db: Connection) -> None:
    query = "select name, n from t where n > %s order by n"
    assert db.sql(query, (1,)) == (("b", 2), ("c", 3))
    assert db.sql(query, (1,), as_list=True) == [["b", 2], ["c", 3]]
    assert db.sql(query, (1,), as_dict=True)[0].name == "b"
    assert db.sql(query, (1,), pluck=True) == ["b", "c"]
    assert db.sql(query, 1, as_dict=True, update={"x": 1})[0] == {"name": "b", "n": 2, "x": 1}


def test_values_are_bound(db: Connection) -> None:
    assert db.sql("select name from t where name = %(x)s or name = %(x)s", {"x": "a"}) == (("a",),)
    assert db.sql("select name from t where name in %s", (["a", "b"],), pluck=True) == ["a", "b"]
    assert db.sql("select name from t where name in %(x)s", {"x": []}) == ()
    assert db.sql("select '%s', name from t where n = %s", 1) == (("%s", "a"),)
    assert db.sql("select name from t where name like '%a%'", pluck=True) == ["a"]
    assert db.sql("select name from t where name like '%%a' and n = %s", 1, pluck=True) == ["a"]
    assert db.sql("select name from t where name = %s", "' or 1=1 --") == ()


@pytest.mark.parametrize("values", [(), (1, 2), {"y": 1}])
def test_wrong_number_of_values(db: Connection, values: object) -> None:
    query = "select %(x)s" if isinstance(values, dict) else "select %s"
    with pytest.raises(sqlite3.Error):
        db.sql(query, values)


def test_several_statements_are_refused(db: Connection) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        db.sql("select 1; delete from t")
    assert db.sql("select ';' ; ") == ((";",),)


def test_types_survive(db: Connection) -> None:
    values = (
        datetime.date(2024, 1, 31),
        datetime.datetime(2024, 1, 31, 10, 0, 0, 5),
        datetime.timedelta(hours=30, minutes=5),
        decimal.Decimal("1.5"),
    )
    db.sql("update t set d = %s, dt = %s, tm = %s, f = %s where n = 1", values)
    assert db.sql("select d, dt, tm, f from t where n = 1") == ((*values[:3], 1.5),)
    assert db.sql("select dt || '' from t where n = 1") == (("2024-01-31 10:00:00.000005",),)
    db.sql("update t set d = '0000-00-00', tm = %s where n = 1", -values[2])
    assert db.sql("select d, tm from t where n = 1") == ((None, -values[2]),)


@pytest.mark.parametrize(
    ("query", "construct"),
    [
        ("select now() - interval 1 day", "INTERVAL"),
        ("insert into t (name) values ('x') on duplicate key update n = 1", "ON DUPLICATE KEY"),
        ("select timestampdiff(day, d, dt) from t", "TIMESTAMPDIFF"),
        ("show tables", "SHOW"),
    ],
)
def test_constructs_of_mariadb_are_named(db: Connection, query: str, construct: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match=construct):
        db.sql(query)


def test_kinds_of_errors(db: Connection) -> None:
    with pytest.raises(sqlite3.Error) as caught:
        db.sql("select 1 from nowhere")
    assert db.is_table_missing(caught.value)
    with pytest.raises(sqlite3.Error) as caught:
        db.sql("select zilch from t")
    assert db.is_missing_column(caught.value)
    db.sql("create unique index u on t (n)")
    with pytest.raises(sqlite3.Error) as caught:
        db.sql("insert into t (n) values (1)")
    assert db.is_unique_key_violation(caught.value)
    assert not db.is_primary_key_violation(caught.value)
    assert db.violated_columns(caught.value) == ["n"]


def test_transaction_control_in_sql_is_refused(db: Connection) -> None:
    for query in ("commit", "begin", "rollback", "savepoint x"):
        with pytest.raises(sqlite3.ProgrammingError):
            db.sql(query)


def test_callbacks_and_their_order(db: Connection) -> None:
    calls: list[str] = []
    db.commit_listeners.append(lambda: calls.append("listener"))
    db.before_commit.add(lambda: calls.append("before"))
    db.after_commit.add(lambda: calls.append("after"))
    db.after_rollback.add(lambda: calls.append("never"))
    db.sql("delete from t")
    db.commit()
    assert calls == ["before", "listener", "after"]
    db.commit()
    assert calls[3:] == ["listener"]


def test_callbacks_that_commit_themselves_do_not_pile_up(db: Connection) -> None:
    calls: list[int] = []
    for number in range(2000):
        db.after_commit.add(lambda number=number: (calls.append(number), db.commit()))
    db.commit()
    assert calls == list(range(2000))


def test_rollback_runs_its_callbacks_and_forgets_those_of_commit(db: Connection) -> None:
    calls: list[str] = []
    db.rollback_listeners.append(lambda: calls.append("listener"))
    db.before_commit.add(lambda: calls.append("never"))
    db.before_rollback.add(lambda: calls.append("before"))
    db.after_rollback.add(lambda: calls.append("after"))
    db.sql("delete from t")
    db.rollback()
    db.commit()
    assert calls == ["before", "listener", "after"]
    assert db.sql("select count(*) from t") == ((3,),)


def test_savepoints(db: Connection) -> None:
    calls: list[str] = []
    db.after_rollback.add(lambda: calls.append("never"))
    db.rollback_listeners.append(lambda: calls.append("listener"))
    db.savepoint("one")
    assert db.in_transaction
    db.sql("delete from t where n = 1")
    db.savepoint("two")
    db.sql("delete from t")
    db.rollback(save_point="two")
    assert db.sql("select count(*) from t") == ((2,),)
    db.rollback(save_point="one")
    db.release_savepoint("one")
    assert db.sql("select count(*) from t") == ((3,),)
    assert calls == ["listener", "listener"]
    with pytest.raises(sqlite3.OperationalError):
        db.rollback(save_point="nowhere")
    with pytest.raises(sqlite3.ProgrammingError):
        db.savepoint("a b; drop table t")


def test_reads_hold_no_lock_and_see_only_what_is_committed(db: Connection, site: Site) -> None:
    other = Connection(site)
    db.sql("update t set n = 100 where name = 'a'")
    seen: list[object] = []
    thread = threading.Thread(
        target=lambda: seen.append(other.sql("select n from t where name = 'a'"))
    )
    thread.start()
    thread.join(2)
    assert seen == [((1,),)]
    db.commit()
    assert other.sql("select n from t where name = 'a'") == ((100,),)
    other.close()


def test_second_writer_waits_for_the_first(db: Connection, site: Site) -> None:
    db.sql("update t set n = n + 1")
    done: list[float] = []

    def write() -> None:
        other = Connection(site)
        other.sql("update t set n = n * 10")
        other.commit()
        done.append(time.monotonic())
        other.close()

    thread = threading.Thread(target=write)
    thread.start()
    time.sleep(0.1)
    before = time.monotonic()
    db.commit()
    thread.join(2)
    assert done and done[0] >= before
    assert db.sql("select n from t order by n", pluck=True) == [20, 30, 40]


def test_second_writer_gives_up_with_a_clear_message(db: Connection, site: Site) -> None:
    db.sql("update t set n = n + 1")
    errors: list[Exception] = []

    def write() -> None:
        other = Connection(site)
        try:
            other.sql("delete from t")
        except QueryTimeoutError as error:
            errors.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(3)
    assert "without committing" in str(errors[0])
    assert db.is_timedout(errors[0])


def test_close_rolls_back_frees_the_lock_and_keeps_the_connection(
    db: Connection, site: Site
) -> None:
    db.sql("delete from t")
    raw = db._connection
    db.close()
    other = Connection(site)
    assert other.sql("select count(*) from t") == ((3,),)
    assert other._connection is raw
    acquired: list[bool] = []
    thread = threading.Thread(target=lambda: acquired.append(site.writer_lock.acquire(timeout=0.1)))
    thread.start()
    thread.join()
    assert acquired == [True]
    other.close()


def test_no_count_is_lost_between_threads(db: Connection, site: Site) -> None:
    site.config.writer_timeout = 20

    def count_on() -> None:
        for _ in range(50):
            connection = Connection(site)
            connection.begin()
            ((n,),) = connection.sql("select n from t where name = 'a'")
            connection.sql("update t set n = %s where name = 'a'", n + 1)
            connection.commit()
            connection.close()

    threads = [threading.Thread(target=count_on) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.sql("select n from t where name = 'a'") == ((301,),)


def test_a_thousand_callbacks_may_end_transactions_of_their_own(db: Connection) -> None:
    done: list[int] = []

    def end(number: int) -> None:
        db.commit()
        done.append(number)

    for number in range(1500):
        db.after_commit.add(partial(end, number))
    db.commit()
    assert done == list(range(1500))
