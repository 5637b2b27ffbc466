"""A mission is read and changed by its people and managers; what is confined or restricted, by no other door.

Every function that clients can call, page, list, print and file is walked by colleagues of all roles.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402
from tests.clock import office_day  # noqa: E402

from ..engine.served import Client, Served  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, comment_on, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

MISSION, API = "CFM Mission", "cfm_app.api.missions"
ROWS = ("CFM Mission Member", "CFM Mission Activity", "CFM Mission Check", "CFM Mission Form")
LEADER, BOSS, HANDLER = "leads@test.cfm", "boss@test.cfm", "protects@test.cfm"
COLLEAGUES = {
    "operates@test.cfm": "CFM Operator",
    "accounts@test.cfm": "CFM AAP Focal Point",
    "counts@test.cfm": "CFM Analyst",
    "guards@test.cfm": "CFM Data Protection",
    HANDLER: "CFM PSEA Focal Point",
    "answers@test.cfm": "CFM Focal Point",
}
OUTSIDE = ("counts@test.cfm", HANDLER, "answers@test.cfm")
CONFINED, ORDINARY, NOTE = "the road by 5571", "a desk at 5572", "a note of a colleague 5573"
SECRET = "what the guard did 5574"
# Whoever works here plans missions and reports breaches of their own.
OWN = (".missions.plan", ".breaches.report")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(
        tmp_path_factory.mktemp("missions"),
        patterns,
        {**COLLEAGUES, LEADER: "CFM Operator", BOSS: "CFM Manager"},
    ) as served:
        yield served


def _planned(site: Served, purpose: str, is_confined: int) -> str:
    leader = site.logged_in(LEADER)
    place = site.work(lambda: get_all("CFM Location", limit=1, pluck="name", order_by="lft"))[0]
    today = office_day().isoformat()
    values = {"purpose": purpose, "location": place, "starts_on": today, "ends_on": today}
    made = leader.call(f"{API}.plan", values={**values, "is_confined": is_confined})
    assert made.status == 200, made.text
    name = str(made.json["message"]["name"])
    kind = site.work(lambda: get_all("CFM Mission Kind", limit=1, pluck="name"))[0]
    given = {"kind": kind, "wanted_result": purpose}
    assert leader.call(f"{API}.add_activity", name=name, values=given).status == 200
    site.work(lambda: comment_on(MISSION, name, NOTE))
    return name


@pytest.fixture(scope="module")
def confined(site: Served) -> ClosedDocuments:
    name = _planned(site, CONFINED, 1)
    return ClosedDocuments(site, [(MISSION, name)], (CONFINED, NOTE), ROWS)


@pytest.fixture(scope="module")
def ordinary(site: Served) -> ClosedDocuments:
    name = _planned(site, ORDINARY, 0)
    return ClosedDocuments(site, [(MISSION, name)], (ORDINARY,), ROWS)


@pytest.mark.parametrize("user", COLLEAGUES)
def test_a_confined_mission_is_told_and_changed_by_no_function(
    site: Served, confined: ClosedDocuments, user: str
) -> None:
    before = confined.stored()
    assert confined.open_functions(site.logged_in(user), OWN) == {}
    assert _of(confined.stored(), confined) == _of(before, confined)


@pytest.mark.parametrize("user", COLLEAGUES)
def test_a_confined_mission_stands_on_no_page_list_print_or_file(
    site: Served, confined: ClosedDocuments, user: str
) -> None:
    assert confined.telling_paths(site.logged_in(user)) == []


@pytest.mark.parametrize("user", OUTSIDE)
def test_an_ordinary_mission_is_for_the_office(
    site: Served, ordinary: ClosedDocuments, user: str
) -> None:
    assert ordinary.telling_paths(site.logged_in(user)) == []


@pytest.mark.parametrize("user", COLLEAGUES)
def test_who_reads_a_mission_changes_nothing_of_it(
    site: Served, ordinary: ClosedDocuments, user: str
) -> None:
    before = ordinary.stored()
    ordinary.open_functions(site.logged_in(user), OWN)
    assert _of(ordinary.stored(), ordinary) == _of(before, ordinary)


@pytest.mark.parametrize("user", [LEADER, BOSS])
def test_its_people_and_managers_read_it(
    site: Served, confined: ClosedDocuments, user: str
) -> None:
    """Else the others would be shown nothing for another reason."""
    assert len(confined.telling_paths(site.logged_in(user))) >= 6


def test_a_restricted_case_is_told_by_nothing_about_its_mission(
    site: Served, ordinary: ClosedDocuments
) -> None:
    [(_doctype, name)] = ordinary.subjects
    site.work(lambda: local.db.set_value(MISSION, name, "state", "Approved"))
    case = {"category": "Exploitation ou abus sexuel", "description": SECRET, "mission": name}
    made = site.logged_in(HANDLER).post("/api/resource/Case", {**case, "mission": None})
    number = str(made.json["data"]["name"])
    assert site.logged_in(LEADER).post("/api/resource/Case", case).status == 200
    stored = site.work(
        lambda: get_all("Sensitive Report", filters={"mission": name}, pluck="cfm_case")
    )
    assert len(stored) == 1
    told = ClosedDocuments(site, [(MISSION, name)], (SECRET, number, str(stored[0])), ROWS)
    for user in (BOSS, "accounts@test.cfm"):
        client: Client = site.logged_in(user)
        assert told.open_functions(client, OWN) == {}
        assert told.telling_paths(client) == []


def _of(rows: list[dict[str, object]], documents: ClosedDocuments) -> list[dict[str, object]]:
    """What is stored of a mission and its rows, without what others planned meanwhile.

    Whoever reads it may like it and comment on it: the framework keeps that in columns of its own.
    """
    names = {name for _doctype, name in documents.subjects}
    return [
        {key: value for key, value in row.items() if not key.startswith("_")}
        for row in rows
        if {row["name"], row.get("parent")} & names
    ]
