"""Many documents assigned to one person, over HTTP: what would happen is told, and nothing has happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.collaborate.assigning_many import SHARED, outcomes
from tests.engine.office import fill
from tests.engine.served import Served, serving
from tests.patterns import Patterns

BOSS, HELPER = "boss@example.com", "helper@example.com"
OUTSIDER = "outsider@example.com"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), patterns) as served:
        served.work(fill)
        served.add_user(BOSS, "Clerk")
        served.add_user(HELPER, "Clerk")
        served.add_user(OUTSIDER, "Visitor")
        yield served


@pytest.fixture
def parcels(served: Served) -> list[str]:
    def make() -> list[str]:
        values = {"doctype": "Parcel", "subject": "Books", "kind": "Plain"}
        return [get_doc(values).insert().name for _each in range(3)]

    return served.work(make)


def effect(client: Any, names: list[str], user: str) -> Any:
    asked = {"doctype": "Parcel", "names": names, "user": user}
    return client.post("/app/assignment-effect", asked)


def tasks(served: Served, user: str) -> list[str]:
    filters = {"allocated_to": user, "status": "Open"}
    return served.work(lambda: local.db.get_all("ToDo", filters, pluck="reference_name"))


def test_what_would_happen_is_told_and_nothing_happens(served: Served, parcels: list[str]) -> None:
    client = served.logged_in(BOSS)
    first, second, third = parcels
    add = {"doctype": "Parcel", "assign_to": [HELPER]}
    client.call("frappe.desk.form.assign_to.add", name=second, **add)
    told = effect(client, [*parcels, "missing"], HELPER).json["message"]
    assert told["assigned"] == [first, third]
    groups = {each["title"]: each["entries"] for each in told["groups"]}
    names = [[entry["name"] for entry in entries] for entries in groups.values()]
    assert names == [[first, third], [second], ["missing"]]
    assert groups["Cannot be assigned"][0]["reason"]
    assert tasks(served, HELPER) == [second]
    notices = {"for_user": HELPER, "document_name": ["in", [first, third]]}
    assert not served.work(lambda: local.db.count("Notification Log", notices))


def test_who_may_not_read_it_gets_it_only_by_a_share(served: Served, parcels: list[str]) -> None:
    told = effect(served.logged_in(BOSS), parcels, OUTSIDER).json["message"]
    # Clerks of this office may not share.
    assert told["assigned"] == []
    assert {each["title"] for each in told["groups"]} == {"Cannot be assigned"}
    found = served.work(lambda: outcomes("Parcel", parcels, OUTSIDER))
    assert [each.kind for each in found] == [SHARED] * 3
    shares = {"share_doctype": "Parcel", "user": OUTSIDER}
    assert not served.work(lambda: local.db.count("DocShare", shares))


def test_nobody_learns_of_what_they_may_not_see(served: Served, parcels: list[str]) -> None:
    client = served.logged_in(OUTSIDER)
    told = effect(client, [parcels[0], "missing"], HELPER).json["message"]
    closed, missing = told["groups"][0]["entries"]
    assert closed["reason"] == missing["reason"]
    assert effect(served.logged_in(BOSS), parcels, "nobody@example.com").status == 417
    wrong = {"doctype": "Parcel", "names": [{}], "user": HELPER}
    assert served.logged_in(BOSS).post("/app/assignment-effect", wrong).status == 417
