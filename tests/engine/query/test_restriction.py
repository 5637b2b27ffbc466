from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.exceptions import DataError, PermissionError
from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.restriction import Restriction
from frappe_embedded.kernel.query.select import Listing

PERMITTED = {
    "Thing": {"s", "n", "grp", "modified"},
    "Line": {"k", "v", "parent"},
    "Group": {"title"},
}


def checked(doctype: str) -> None:
    if doctype == "Group":
        raise PermissionError(doctype)


LEVELS = Restriction(permitted_fields=lambda doctype, parent: PERMITTED[doctype])


def ask(restriction: Restriction, **arguments: Any) -> Any:
    return Listing("Thing", restriction=restriction, **{"order_by": "name", **arguments}).result()


def test_conditions_and_shares(joined: Database) -> None:
    limited = Restriction(conditions=[("`tabThing`.`n` > ?", [2]), ("`tabThing`.`s` = ?", ["b"])])
    assert ask(limited, pluck="name") == ["p1"]
    shared = Restriction(conditions=limited.conditions, shared=["p2", "P3"])
    assert ask(shared, pluck="name") == ["p1", "p2", "p3"]
    assert ask(shared, pluck="name", filters={"s": "a"}) == ["p2"]
    assert ask(shared, pluck="name", or_filters={"s": "a", "n": 3}) == ["p1", "p2"]


def test_hidden_fields_are_left_out(joined: Database) -> None:
    row = ask(LEVELS, fields=["*"])[0]
    assert set(row) == {"name", "modified", "s", "n", "grp"}
    assert set(ask(LEVELS, fields=["name", "secret", "s"])[0]) == {"name", "s"}
    assert ask(LEVELS, fields=["secret"]) == []
    assert ask(LEVELS, fields=["secret", "s"], as_list=True)[0] == (None, "b")
    assert set(ask(LEVELS, fields=["name", "lines"])[0]) == {"name"}
    assert set(ask(LEVELS, fields=["name", "lines.k", "lines.hidden"])[0]) == {"name", "k"}
    assert set(ask(LEVELS, fields=["name", "grp.title", "grp.secret"])[0]) == {"name", "title"}


def test_hidden_fields_of_rows_join_no_rows(joined: Database) -> None:
    names = ask(LEVELS, pluck="name")
    assert [row.name for row in ask(LEVELS, fields=["name", "lines.hidden"])] == names


@pytest.mark.parametrize(
    "field",
    ["max(secret) as x", "count(distinct secret) as x", "length(`tabThing`.`secret`) as x"],
)
def test_functions_of_hidden_fields_are_left_out(joined: Database, field: str) -> None:
    assert ask(LEVELS, fields=[field]) == []
    assert set(ask(LEVELS, fields=["s", field])[0]) == {"s"}


def test_rows_are_checked_before_they_are_joined(joined: Database) -> None:
    def refused(doctype: str) -> None:
        raise PermissionError(doctype)

    select_only = Restriction(check_child=refused)
    for arguments in (
        {"fields": ["name", "lines.k"]},
        {"fields": ["name", "`tabLine`.`k`"]},
        {"filters": [["Line", "k", "=", "a"]]},
    ):
        with pytest.raises(PermissionError):
            ask(select_only, **arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"filters": {"secret": ["like", "t%"]}},
        {"filters": [["Thing", "secret", "=", "t1"]]},
        {"or_filters": {"secret": "t1"}},
        {"filters": [["Line", "hidden", "=", "h"]]},
        {"filters": {"hidden": "h"}},
        {"filters": {"no_such": 1}},
        {"order_by": "secret"},
        {"order_by": "abs(secret)"},
        {"order_by": "grp.secret"},
        {"group_by": "secret"},
        {"fields": ["s", "max(secret) as x"], "order_by": "x"},
        {"fields": ["no_such"]},
        {"fields": ["d as n"], "order_by": "d"},
        {"fields": ["min(name) as secret", "count(name) as x"], "group_by": "secret"},
        {"fields": ["s as secret", "count(name) as x"], "group_by": "secret", "limit": 9},
    ],
)
def test_hidden_fields_cannot_be_guessed(joined: Database, arguments: dict[str, Any]) -> None:
    with pytest.raises((DataError, PermissionError)):
        ask(LEVELS, **arguments)


def test_an_alias_of_a_group_means_no_hidden_field_of_rows(joined: Database) -> None:
    asked = {"fields": ["lines.k", "s as hidden", "count(name) as x"], "group_by": "hidden"}
    by_column = {**asked, "fields": ["lines.k", "s", "count(name) as x"], "group_by": "s"}
    counts = [row.x for row in ask(LEVELS, **asked, order_by="x", limit=9)]
    assert counts == [row.x for row in ask(LEVELS, **by_column, order_by="x", limit=9)]


def test_tables_of_others_are_out_of_reach(joined: Database) -> None:
    for arguments in (
        {"filters": [["Visit", "place", "=", "x"]]},
        {"filters": [["Group", "secret", "like", "x%"]]},
        {"fields": ["`tabGroup`.`title`"]},
        {"fields": ["name"], "order_by": "`tabGroup`.`title`"},
    ):
        with pytest.raises(PermissionError):
            ask(LEVELS, **arguments)


def test_link_targets_are_checked(joined: Database) -> None:
    with pytest.raises(PermissionError):
        ask(Restriction(check_doctype=checked), fields=["name", "grp.title"])
    with pytest.raises(PermissionError):
        ask(Restriction(check_doctype=checked), order_by="grp.title")
    without_link = Restriction(permitted_fields=lambda doctype, parent: {"s", "title"})
    with pytest.raises(DataError):
        ask(without_link, fields=["name", "grp.title"])


def test_the_default_order_needs_no_permission(joined: Database) -> None:
    only_s = Restriction(permitted_fields=lambda doctype, parent: {"s"})
    assert Listing("Thing", pluck="s", restriction=only_s).result() == ["a", "c", "a", "b"]


def test_columns_of_removed_fields_are_hidden(joined: Database) -> None:
    joined.sql("alter table `tabThing` add column old_secret varchar")
    assert ask(Restriction(), fields=["name", "old_secret"], limit=1) == [{"name": "p1"}]
    assert "old_secret" not in ask(Restriction(), fields=["*"], limit=1)[0]
    with pytest.raises(DataError):
        ask(Restriction(), filters={"old_secret": "x"})
