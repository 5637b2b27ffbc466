"""``frappe.db``: values, counts, changes, Singles, defaults, trees, tables."""

from __future__ import annotations

import datetime
import sqlite3
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.query import defaults, reading, writing
from frappe_embedded.kernel.query.api import Database, savepoint
from frappe_embedded.kernel.query.rows import evaluate_filters, filter_rows
from frappe_embedded.kernel.query.select import get_all


def test_get_value(joined: Database) -> None:
    get = joined.get_value
    assert get("Thing", "p1", "s") == "b"
    assert get("Thing", "P1") == "p1"
    assert get("Thing", "p1", ["s", "n"]) == ("b", 3)
    assert get("Thing", "p1", "s, n") == ("b", 3)
    assert get("Thing", "p1", ["s", "n"], as_dict=True) == {"s": "b", "n": 3}
    assert get("Thing", "p1", "s as t", as_dict=True).t == "b"
    assert get("Thing", "p1", "*").s == "b"
    assert get("Thing", "nothing", ["s", "n"]) is None
    assert get("Thing", {"n": [">", 0]}) == "p4"
    assert get("Thing", {}) == "p4"
    assert get("Thing", {"n": [">", 0]}, order_by="n") == "p4"
    assert get("Thing", {"n": [">", 0]}, order_by="n asc") == "p2"
    assert get("Thing", [["s", "=", "b"]]) == "p1"
    assert get("Thing", ["p3", None], "n") == 2
    assert get("Thing", {"grp": None}) == "p3"
    assert get("Thing", [["Line", "v", "=", 5]]) == "p2"
    assert get("Thing", "p1", "grp.title") == "First"
    assert get("Thing", {"n": [">", 1]}, "count(*)") == 3
    assert get("Thing", {}, "max(n)") == 4
    assert get("Thing", {}, "max(modified)") == datetime.datetime(2024, 5, 4)
    assert get("Thing", None, "s") is None
    assert get("Thing", "", "s") is None
    assert get("Nothing", "x", "y") is None
    with pytest.raises(sqlite3.OperationalError):
        get("Thing", "p1", "no_such")
    with pytest.raises(sqlite3.OperationalError):
        get("Thing", {"no_such": 1})
    assert get("Thing", "p1", "no_such", ignore=True) is None


def test_the_text_of_a_statement_is_made_once_and_its_values_are_those_of_each_question(
    joined: Database,
) -> None:
    get = joined.get_value
    for _time in range(2):
        assert get("Thing", {"n": 3}) == "p1"
        assert get("Thing", {"n": "4"}) == "p4"
        assert get("Thing", {"n": 3, "s": "b"}) == "p1"
        assert get("Thing", {"s": "b", "n": 4}) is None
        assert get("Thing", {"grp": None, "n": 2}) == "p3"
        assert get("Thing", "p1", ["'x' as y", "s"], as_dict=True) == {"y": "x", "s": "b"}
        assert get("Thing", "p2", "grp.title") == get("Thing", {"name": "p2"}, "grp.title")


def test_get_values(joined: Database) -> None:
    get = joined.get_values
    assert get("Thing", {"n": [">", 2]}, ["name", "n"], order_by="n asc") == (("p1", 3), ("p4", 4))
    assert get("Thing", {}, "name", pluck=True, order_by="name", limit=2) == ["p4", "p3"]
    assert get("Thing", {"s": "a"}, ["n"], as_dict=True, update={"x": 1}) == [
        {"n": 4, "x": 1},
        {"n": 1, "x": 1},
    ]


def test_cached_values(joined: Database) -> None:
    assert joined.get_value("Thing", "p1", "n", cache=True) == 3
    joined.sql("update tabThing set n = 50 where name = 'p1'")
    assert joined.get_value("Thing", "p1", "n", cache=True) == 3
    joined.set_value("Thing", "p1", "n", 60)
    assert joined.get_value("Thing", "p1", "n", cache=True) == 60
    joined.commit()
    joined.set_value("Thing", "p1", "n", 70)
    assert joined.get_value("Thing", "p1", "n", cache=True) == 70
    joined.rollback()
    assert joined.get_value("Thing", "p1", "n", cache=True) == 60


def test_a_record_that_people_name_is_looked_up_once_until_its_table_changes(
    joined: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "is_named_by_people", lambda doctype: doctype == "Thing")

    def found() -> object:
        named = joined.get_value("Thing", "p1", ["name", "n"], as_dict=True, kept=True)
        return joined.exists("Thing", "P1 "), named and named.n

    joined.commit()
    assert found() == ("p1", 3)
    joined.last_query = ""
    assert found() == ("p1", 3)
    assert joined.last_query == ""
    joined.sql("update tabThing set n = 50 where name = 'p1'")
    assert found() == ("p1", 50)
    joined.commit()
    joined.sql("delete from tabThing where name = 'p1'")
    assert found() == (None, None)
    joined.rollback()
    assert found() == ("p1", 50)


def test_what_is_kept_of_a_record_is_nobodys_to_change(
    joined: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "is_named_by_people", lambda _doctype: True)
    joined.get_value("Thing", "p1", ["n"], as_dict=True, kept=True).n = 7
    assert joined.get_value("Thing", "p1", ["n"], as_dict=True, kept=True).n == 3


def test_exists_and_count(joined: Database) -> None:
    assert joined.exists("Thing", "P1 ") == "p1"
    assert joined.exists("Thing", {"n": [">", 3]}) == "p4"
    assert joined.exists({"doctype": "Thing", "s": "b"}) == "p1"
    assert joined.exists("Options") == joined.exists("Options", "Options") == "Options"
    for missing in ("nothing", None, "", {"s": "zz"}):
        assert joined.exists("Thing", missing) is None
    assert joined.exists("Nothing", "x") is None
    assert joined.count("Thing") == 4
    assert joined.count("Thing", "p1") == 1
    assert joined.count("Thing", [["Line", "v", ">", 0]]) == 3
    assert joined.count("Line", {"parenttype": "Thing"}) == 5


def values(**filters: Any) -> list[tuple[Any, ...]]:
    return list(get_all("Thing", fields=["s", "n"], order_by="name", as_list=True))


def test_set_value(joined: Database) -> None:
    joined.set_value("Thing", "p1", "s", "new")
    joined.set_value("Thing", {"n": [">", 3]}, {"s": "many", "n": "7"})
    joined.set_value("Thing", [["Line", "v", "=", 5]], "s", "child")
    joined.set_value("Thing", "nothing", "s", "x")
    joined.set_value("Thing", None, "s", "x")
    assert values() == [("new", 3), ("child", 1), ("c", 2), ("many", 7)]
    joined.set_value("Thing", {}, "s", None)
    assert {row[0] for row in values()} == {None}
    for field, value in (("n", "abc"), ("s", ["a"]), ("s", "x" * 141), ("no_such", 1)):
        with pytest.raises(sqlite3.Error):
            joined.set_value("Thing", "p1", field, value)
    joined.set_value("Thing", "p1", "d", "2024-2-3")
    assert joined.get_value("Thing", "p1", "d") == datetime.date(2024, 2, 3)


def test_set_value_and_modified(joined: Database) -> None:
    local.session.user = "ann@example.com"
    given = {"s": "x"}
    joined.set_value("Thing", "p1", given)
    modified, by = joined.get_value("Thing", "p1", ["modified", "modified_by"])
    assert modified.year >= 2025 and by == "ann@example.com" and given == {"s": "x"}
    joined.set_value("Thing", "p2", "s", "x", update_modified=False)
    assert joined.get_value("Thing", "p2", "modified") == datetime.datetime(2024, 5, 2)
    joined.set_value("Thing", "p2", "s", "x", modified="2020-02-02", modified_by="bob")
    assert joined.get_value("Thing", "p2", ["modified", "modified_by"]) == (
        datetime.datetime(2020, 2, 2),
        "bob",
    )


def test_set_value_forgets_documents(joined: Database) -> None:
    local.document_cache |= {("Thing", "p1"): 1, ("Thing", "p2"): 1, ("Group", "p1"): 1}
    joined.set_value("Thing", "P1", "s", "x")
    assert set(local.document_cache) == {("Thing", "p2"), ("Group", "p1")}
    joined.set_value("Thing", {"n": 1}, "s", "x")
    assert set(local.document_cache) == {("Group", "p1")}


def test_delete_and_insert(joined: Database) -> None:
    joined.delete("Thing", {"n": [">", 2]})
    joined.delete("Thing", [["Line", "k", "=", "x"]])
    assert get_all("Thing", pluck="name") == ["p3"]
    assert joined.count("Line", {"parent": "p1"}) == 2
    joined.bulk_insert("Group", ["name", "title"], [("b1", "t"), ("b2", "t")])
    with pytest.raises(joined.IntegrityError) as caught:
        joined.bulk_insert("Group", ["name"], [("B1",)])
    assert joined.is_primary_key_violation(caught.value)
    joined.bulk_insert("Group", ["name"], [("b1",), ("b3",)], ignore_duplicates=True)
    assert joined.count("Group", {"name": ["like", "b%"]}) == 3
    joined.delete("Thing")
    assert joined.count("Thing") == 0


def test_singles(db: Database) -> None:
    assert db.get_single_value("Options", "office") == ""
    assert db.get_single_value("Options", "begin") is None
    db.set_single_value("Options", {"days": 7, "begin": "2024-01-31", "active": True})
    assert db.get_single_value("Options", "days") == 7
    assert db.get_single_value("Options", "begin") == datetime.date(2024, 1, 31)
    assert db.get_value("Options", None, "days") == "7"
    assert db.get_value("Options", "Options", ["days", "office"], as_dict=True) == {
        "days": "7",
        "office": None,
    }
    assert db.get_value("Options", "Options", ["days", "active"]) == ("7", "1")
    db.set_value("Options", None, "days", 8)
    assert db.get_singles_dict("Options", cast=True).days == 8
    assert db.get_singles_dict("Options").days == "8"
    with pytest.raises(Exception, match="does not exist"):
        db.get_single_value("Options", "nothing")


def test_defaults(db: Database) -> None:
    db.set_default("key", "site")
    assert db.get_default("key") == defaults.get_global_default("key") == "site"
    defaults.set_user_default("key", "mine")
    assert defaults.get_user_default("key") == "mine"
    defaults.add_user_default("key", "more")
    assert defaults.get_user_default_as_list("key") == ["mine", "more"]
    assert defaults.get_user_default("key", user="bob") == "site"
    defaults.clear_user_default("key")
    assert defaults.get_user_default("key") == "site"
    assert defaults.get_user_default("other") is None
    assert db.get_default("other") is None
    db.set_default("key", None)
    assert db.get_default("key") is None
    db.set_global("g", "1")
    assert db.get_global("g") == "1"
    db.rollback()
    assert db.get_global("g") is None


TREE: list[tuple[str, str | None, str]] = [
    ("descendants of", "North", "Borkou Ennedi"),
    ("descendants of (inclusive)", "North", "Borkou Ennedi North"),
    ("not descendants of", "North", "Chad North South"),
    ("ancestors of", "Borkou", "Chad North"),
    ("not ancestors of", "Borkou", "Borkou Ennedi South"),
    ("descendants of", "Borkou", ""),
    ("descendants of", None, ""),
    ("descendants of (inclusive)", "Borkou", "Borkou"),
]


@pytest.mark.parametrize(("operator", "name", "expected"), TREE)
def test_trees(places: Database, operator: str, name: str | None, expected: str) -> None:
    wanted = expected.split()
    on_tree = get_all("Place", filters={"name": [operator, name]}, pluck="name", order_by="name")
    assert on_tree == wanted
    assert places.count("Place", {"name": [operator, name]}) == len(wanted)
    visits = get_all("Visit", filters={"place": [operator, name]}, pluck="name", order_by="name")
    nowhere = ["nowhere"] if operator.startswith("not") else []
    assert sorted(visits) == sorted(f"v {name}" for name in wanted + nowhere)


def test_get_descendants(places: Database) -> None:
    assert places.get_descendants("Place", "North") == ["Borkou", "Ennedi"]
    assert places.get_descendants("Place", "nowhere") == []


def test_tables(db: Database) -> None:
    assert db.table_exists("Thing") and not db.table_exists("Nothing")
    assert db.has_column("Thing", "s") and not db.has_column("Thing", "zz")
    assert db.get_table_columns("Line")[-1] == "parenttype"
    with pytest.raises(sqlite3.OperationalError):
        db.get_table_columns("Nothing")
    assert db.get_column_type("Thing", "s") == "varchar(140)"
    db.add_index("Thing", ["s", "txt(10)"])
    assert db.has_index("tabThing", "s_txt_index")
    db.add_unique("Thing", ["s", "n"])
    db.bulk_insert("Thing", ["name", "s", "n"], [("a", "x", 1)])
    with pytest.raises(db.IntegrityError) as caught:
        db.bulk_insert("Thing", ["name", "s", "n"], [("b", "X", 1)])
    assert db.is_unique_key_violation(caught.value)
    assert db.violated_columns(caught.value) == ["s", "n"]


def test_tables_without_a_doctype(db: Database) -> None:
    db.bulk_insert("Series", ["name", "current"], [("A-", 3)])
    assert db.get_value("Series", "A-", "current") == 3
    db.set_value("Series", "A-", "current", 9, update_modified=False)
    assert db.get_value("Series", {"name": "A-"}, "current", order_by="name asc") == 9
    db.bulk_insert("__Auth", ["doctype", "name", "fieldname", "password"], [("U", "u", "p", "x")])
    assert db.exists("__Auth", {"doctype": "U"}) == "u"
    db.delete("Series", {"name": "A-"})
    assert not db.exists("Series", "A-")


def test_escape(db: Database) -> None:
    assert db.escape("it's") == "'it''s'"
    assert db.escape("50%") == "'50%%'"
    assert db.escape("50%", percent=False) == "'50%'"
    text = "a'b\\c%"
    assert db.sql(f"select {db.escape(text)}, %s", 1) == ((text, 1),)


def test_savepoint_block(db: Database) -> None:
    with savepoint(catch=ValueError):
        db.bulk_insert("Group", ["name"], [("lost",)])
        raise ValueError
    with savepoint():
        db.bulk_insert("Group", ["name"], [("kept",)])
    assert get_all("Group", pluck="name") == ["kept"]
    with pytest.raises(KeyError), savepoint(catch=ValueError):
        raise KeyError
    with savepoint():
        db.bulk_insert("Group", ["name"], [("lost",)])
        with savepoint():
            raise ValueError
        raise ValueError("the outer block, after one within failed")
    assert get_all("Group", pluck="name") == ["kept"]


def test_rows_in_memory() -> None:
    rows = [{"a": 1, "b": "xy"}, {"a": 2, "b": ""}, {"a": 3, "b": "xz"}]
    assert filter_rows(rows, {"b": True}) == [rows[0], rows[2]]
    assert filter_rows(rows, {"b": False}) == [rows[1]]
    assert filter_rows(rows, {"b": "^x"}, limit=1) == [rows[0]]
    assert filter_rows(rows, {"a": [">", 1]}) == rows[1:]
    assert filter_rows(rows, {"a": 1, "b": "xy"}) == rows[:1]


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"n": 1, "v": [">", 1]}, True),
        ({"n": 2}, False),
        ([["n", "=", 1], ["Line", "v", "<", 9]], True),
        ([{"n": 1}, {"v": 3}], False),
        ({}, True),
        ([["Thing", "d", ">", "01-04-2024"]], True),
        ([["Thing", "d", "<", "29-02-2024"]], False),
        ([["Thing", "d", "=", "29-02-2024"]], True),
        ([["d", "=", "29-02-2024"]], False),
        ([["Thing", "n", "=", "1"]], True),
        ([["n", "=", "1"]], False),
    ],
)
def test_filters_on_one_document(joined: Database, filters: Any, holds: bool) -> None:
    """What a filter compares is of the type of the field if it names the DocType."""
    assert evaluate_filters({"n": 1, "v": 2, "d": "2024-02-29"}, filters) is holds


def test_a_row_whose_name_is_taken_draws_another(
    joined: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["drawn00001", "drawn00001", "drawn00002"])
    monkeypatch.setattr(writing, "random_name", lambda: next(names))
    assert writing.insert_record(joined, "Thing", {"s": "one"}) == "drawn00001"
    assert writing.insert_record(joined, "Thing", {"s": "two"}) == "drawn00002"
    assert joined.get_value("Thing", "drawn00001", "s") == "one"


def test_several_rows_are_inserted_by_one_statement(
    joined: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["drawn00001", "drawn00001", "drawn00002", "drawn00003", "drawn00004"])
    monkeypatch.setattr(writing, "random_name", lambda: next(names))
    assert writing.insert_records(joined, "Thing", []) == []
    writing.insert_record(joined, "Thing", {"s": "one"})
    made = writing.insert_records(joined, "Thing", [{"s": "two"}, {"s": "three"}])
    assert made == ["drawn00003", "drawn00004"]
    assert [joined.get_value("Thing", name, "s") for name in made] == ["two", "three"]
    assert joined.get_value("Thing", "drawn00001", "s") == "one"
