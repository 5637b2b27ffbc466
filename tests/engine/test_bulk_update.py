"""Many documents at once, by the method that clients of Frappe call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local, set_user
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.jobs.worker import run_pending
from frappe_embedded.services.workflow.bulk_update import submit_cancel_or_update_docs
from tests.engine.office import MANAGER, STRANGER, fill, made
from tests.patterns import Patterns


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, fill) as site:
        yield site


@pytest.fixture
def desk(office: Any) -> Iterator[Context]:
    with opened(office) as context:
        set_user(MANAGER)
        yield context


def parcels(count: int) -> list[str]:
    names = [
        get_doc({"doctype": "Parcel", "subject": "Books", "kind": "Plain"}).insert().name
        for _each in range(count)
    ]
    local.db.commit()
    return names


def kinds(names: list[str]) -> set[str]:
    return {local.db.get_value("Parcel", name, "kind") for name in names}


def update(names: list[str], **values: Any) -> Any:
    return submit_cancel_or_update_docs("Parcel", json.dumps(names), "update", json.dumps(values))


def test_each_is_changed_for_itself(desk: Context) -> None:
    names = parcels(2)
    assert update([*names, "missing"], kind="Fragile") == ["missing"]
    assert kinds(names) == {"Fragile"}
    assert update(names, kind="No such kind") == names
    assert kinds(names) == {"Fragile"}


def test_twenty_and_more_are_changed_in_the_background(desk: Context, office: Any) -> None:
    names = parcels(20)
    assert update(names, kind="Fragile") is None
    assert kinds(names) == {"Plain"}
    local.db.commit()
    run_pending(office)
    assert kinds(names) == {"Fragile"}
    with pytest.raises(ValidationError):
        update([str(each) for each in range(501)], kind="Plain")


def test_rights_and_states_hold(desk: Context) -> None:
    names = parcels(1)
    # It is no type of document that is submitted, nor is its name a field.
    assert submit_cancel_or_update_docs("Parcel", names, "cancel") == names
    assert update(names, name="other", owner=STRANGER) == []
    assert local.db.get_value("Parcel", names[0], "owner") == MANAGER
    set_user(STRANGER)
    assert update(names, kind="Fragile") == names
