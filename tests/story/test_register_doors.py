"""What data protection keeps is read by nobody else: not by whom it concerns, not by whoever reported it.

Every function that clients can call, found by reflection, is called about a breach and an alert; so are the
pages, lists, prints and files. Whoever may not see them learns no word, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402

from ..engine.served import Client, Served  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

BREACH, ALERT = "CFM Data Breach", "CFM Reading Alert"
REPORTER, CONCERNED = "reports@test.cfm", "concerned@test.cfm"
ANALYST, GUARDIAN = "counts@test.cfm", "guards@test.cfm"
ROLES = {
    REPORTER: ("CFM Operator",),
    CONCERNED: ("CFM Manager",),
    ANALYST: ("CFM Analyst",),
    GUARDIAN: ("CFM Data Protection",),
}
SECRET = "register lost 4471"
MARKERS = (SECRET, "note of the register 4472", "proof-4473", "measure 4474", "reader4475@test.cfm")
CLOSED_TO = (REPORTER, CONCERNED, ANALYST)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(tmp_path_factory.mktemp("register"), patterns, ROLES) as served:
        yield served


@pytest.fixture(scope="module")
def closed(site: Served) -> ClosedDocuments:
    """A breach that concerns the manager, with a note and a file; an alert about an operator."""
    values = {"description": SECRET, "concerns": CONCERNED}
    made = site.logged_in(REPORTER).call("cfm_app.api.breaches.report", values=values)
    name = str(made.json["message"]["name"])
    guardian = site.logged_in(GUARDIAN)
    act = {"name": name, "measure": MARKERS[3]}
    assert guardian.call("cfm_app.api.breaches.add_measure", **act).status == 200
    alert = site.work(lambda: _hang_on(name))
    subjects = [(BREACH, name), (ALERT, alert)]
    return ClosedDocuments(site, subjects, MARKERS, ("CFM Breach Measure", "CFM Breach Notice"))


def _hang_on(breach: str) -> str:
    place = {"reference_doctype": BREACH, "reference_name": breach}
    note = {"doctype": "Comment", "comment_type": "Comment", "content": MARKERS[1]}
    get_doc({**note, **place}).insert()
    kept = {"doctype": "File", "file_name": f"{MARKERS[2]}.txt", "content": SECRET}
    get_doc(
        {**kept, "is_private": 1, "attached_to_doctype": BREACH, "attached_to_name": breach}
    ).insert()
    found = {"doctype": ALERT, "alert_kind": "Cases of others", "persons_count": 20}
    alert = get_doc({**found, "reader": MARKERS[4], "read_from": "2026-11-27 09:00:00"})
    return str(alert.insert(ignore_permissions=True).name)


@pytest.mark.parametrize("user", CLOSED_TO)
def test_no_function_tells_or_changes_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    before = closed.stored()
    # Whoever works here reports, and is told the number of that.
    assert closed.open_functions(site.logged_in(user), [".breaches.report"]) == {}
    assert closed.stored() == before


@pytest.mark.parametrize("user", CLOSED_TO)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    assert closed.telling_paths(site.logged_in(user)) == []


def test_data_protection_reads_it(site: Served, closed: ClosedDocuments) -> None:
    """Else the others would be shown nothing for another reason."""
    assert len(closed.telling_paths(site.logged_in(GUARDIAN))) > 12


def test_other_spellings_and_rows_are_as_closed(site: Served, closed: ClosedDocuments) -> None:
    client: Client = site.logged_in(CONCERNED)
    name = closed.subjects[0][1]
    row = site.work(lambda: get_all("CFM Breach Measure", filters={"parent": name}, pluck="name"))[
        0
    ]
    before = closed.stored()
    for path in (
        f"/api/resource/cfm%20data%20breach/{name}",
        f"/api/resource/CFM%20Data%20Breach%20/{name}",
        f"/api/resource/CFM%20Data%20Breach/{name.lower()}",
        f"/api/resource/CFM%20Breach%20Measure/{row}",
    ):
        assert not closed.tells(client.get(path)), path
        changed = client.send("PUT", path, {"measure": "y", "state": "Closed"})
        assert changed.status in (403, 404, 417), (path, changed.text)
    assert closed.stored() == before
