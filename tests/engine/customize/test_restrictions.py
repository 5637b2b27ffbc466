"""Keeping a person to some entries: the numbers are true, and tell nothing about hidden entries."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import (
    DuplicateEntryError,
    PermissionError,
    ValidationError,
)
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.permissions import hooks
from frappe_embedded.kernel.permissions.lists import get_list
from frappe_embedded.services.customize.restrictions import (
    add_restriction,
    effect_of_adding,
    effect_of_removing,
    kinds_to_restrict,
    remove_restriction,
    restrictions_of,
    seen_by,
)
from tests.engine.office import MANAGER, WORKER


def _town(name: str, parent: str = "") -> None:
    get_doc(
        {"doctype": "Town", "town_name": name, "parent_town": parent, "is_group": int(not parent)}
    ).insert(ignore_permissions=True)


@pytest.fixture
def towns(desk: Context) -> Context:
    """North with two towns below it, and parcels for each."""
    for name, parent in (("North", ""), ("Bol", "North"), ("Faya", "North"), ("South", "")):
        _town(name, parent)
    for town, count in (("Bol", 3), ("Faya", 2), ("South", 4), (None, 1)):
        for _number in range(count):
            get_doc({"doctype": "Crate", "town": town}).insert()
    return desk


def kept_to(town: str, **more: Any) -> dict[str, Any]:
    return {"user": WORKER, "allow": "Town", "for_value": town, **more}


def numbers(effect: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {
        each["doctype"]: (each["before"], each["after"], each["of"]) for each in effect["lines"]
    }


def test_the_effect_is_told_in_numbers_and_nothing_is_stored(towns: Context) -> None:
    effect = effect_of_adding(kept_to("North"))
    assert numbers(effect) == {"Crate": (10, 6, 10), "Town": (4, 3, 4)}
    assert effect["empties"] == []
    assert restrictions_of(WORKER) == []


def test_what_was_told_is_what_the_person_then_sees(towns: Context) -> None:
    add_restriction(kept_to("North"))
    assert seen_by(WORKER, ["Crate"]) == {"Crate": (6, 10)}
    set_user(WORKER)
    assert len(get_list("Crate")) == 6


def test_without_what_lies_below(towns: Context) -> None:
    assert numbers(effect_of_adding(kept_to("North", hide_descendants=1)))["Crate"] == (10, 1, 10)


def test_for_one_kind_of_entry_only(towns: Context) -> None:
    assert numbers(effect_of_adding(kept_to("South", applicable_for="Crate"))) == {
        "Crate": (10, 5, 10)
    }


def test_taking_it_away_tells_what_becomes_visible(towns: Context) -> None:
    name = add_restriction(kept_to("South"))
    assert numbers(effect_of_removing(name))["Crate"] == (5, 10, 10)
    assert len(restrictions_of(WORKER)) == 1
    remove_restriction(name)
    assert restrictions_of(WORKER) == []


def test_nothing_left_to_see_is_told(towns: Context) -> None:
    towns.db.sql("delete from `tabCrate` where town is null or town = 'South'")
    assert effect_of_adding(kept_to("South"))["empties"] == ["Crate"]


def test_entries_that_the_manager_does_not_see_are_not_counted(
    towns: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hidden(user: str) -> str:
        return "`tabCrate`.`town` != 'Bol'" if user == MANAGER else ""

    monkeypatch.setitem(hooks._core_conditions, "Crate", hidden)
    assert numbers(effect_of_adding(kept_to("North")))["Crate"] == (6, 2, 6)


def test_what_makes_no_sense_is_refused(towns: Context) -> None:
    add_restriction(kept_to("South"))
    for values in (
        kept_to("South"),
        kept_to("Nowhere"),
        kept_to(""),
        {**kept_to("South"), "user": "Administrator"},
    ):
        with pytest.raises((ValidationError, DuplicateEntryError)):
            add_restriction(values)


def test_kinds_are_those_that_concern_something_trees_first(desk: Context) -> None:
    kinds = {kind["name"]: kind for kind in kinds_to_restrict(WORKER)}
    assert next(iter(kinds)) == "Town"
    assert kinds["Town"]["concerns"] == [["Crate", "Crate"], ["Town", "Town"]]


def test_only_managers_restrict(towns: Context) -> None:
    set_user(WORKER)
    for attempt in (
        lambda: restrictions_of(WORKER),
        lambda: effect_of_adding(kept_to("South")),
        lambda: add_restriction(kept_to("South")),
        lambda: seen_by(WORKER),
    ):
        with pytest.raises(PermissionError):
            attempt()
