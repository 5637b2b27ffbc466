"""A coaching note is read by who it is for and their managers, by no other door; so is a restricted second look.

Every function that clients can call, page, list, print and file is walked by colleagues of all roles.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402
from frappe_embedded.kernel.utils.dates import add_months, getdate  # noqa: E402

from ..engine.served import Served  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, comment_on, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

REVIEW, NOTE = "CFM Quality Review", "CFM Coaching Note"
MARKERS = ("listen longer 8181", "hasty remark 8182", "note of a colleague 8183")
PERSON, BOSS = "recorded@test.cfm", "boss@test.cfm"
COLLEAGUES = {
    "operates@test.cfm": "CFM Operator",
    "counts@test.cfm": "CFM Analyst",
    "guards@test.cfm": "CFM Data Protection",
    "protects@test.cfm": "CFM PSEA Focal Point",
    "answers@test.cfm": "CFM Focal Point",
}
LAST = add_months(getdate().replace(day=1), -1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(
        tmp_path_factory.mktemp("quality"),
        patterns,
        {**COLLEAGUES, PERSON: "CFM Operator", BOSS: "CFM Manager"},
    ) as served:
        yield served


@pytest.fixture(scope="module")
def closed(site: Served) -> ClosedDocuments:
    """A second look that was given, a note on it, and notes of a colleague on both."""
    client = site.logged_in(PERSON)
    said = {"category": "Quantité de la ration", "description": "x"}
    case = client.call("cfm_app.api.console.new_case", case=said).json["message"]["case"]
    closing = {"phase": "Closed", "closed_on": f"{LAST} 10:00:00"}
    site.work(lambda: local.db.set_value("Case", case, closing))
    boss, api = site.logged_in(BOSS), "cfm_app.api.quality"
    drawn = boss.call(f"{api}.draw", month=f"{LAST:%Y-%m}")
    assert drawn.status == 200, drawn.text
    [review] = site.work(lambda: get_all(REVIEW, pluck="name"))
    question = site.work(
        lambda: get_all("CFM Quality Criterion", {"scale": "No / Yes"}, pluck="name")
    )[0]
    looked = boss.call(f"{api}.look", name=review, marks={question: 1}, remark=MARKERS[1])
    assert looked.status == 200, looked.text
    written = boss.call(f"{api}.write_note", review=review, words=MARKERS[0])
    subjects = [(REVIEW, review), (NOTE, str(written.json["message"]["name"]))]
    for doctype, name in subjects:
        site.work(lambda doctype=doctype, name=name: comment_on(doctype, name, MARKERS[2]))
    return ClosedDocuments(site, subjects, MARKERS, rows=("CFM Quality Mark",))


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_function_tells_or_changes_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    before = closed.stored()
    assert closed.open_functions(site.logged_in(user)) == {}
    assert closed.stored() == before


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    assert closed.telling_paths(site.logged_in(user)) == []


def test_the_person_reads_the_note_and_not_the_second_look(
    site: Served, closed: ClosedDocuments
) -> None:
    client = site.logged_in(PERSON)
    told = [
        client.get(f"/cfm/quality{asked}").text for asked in ("", f"?name={closed.subjects[0][1]}")
    ]
    assert all(MARKERS[0] in each and MARKERS[1] not in each for each in told)
    review = closed.subjects[0][1]
    assert client.get(f"/api/resource/CFM%20Quality%20Review/{review}").status == 404
    assert client.get(f"/cfm/quality-review?name={review}").status == 404


def test_the_managers_read_both(site: Served, closed: ClosedDocuments) -> None:
    """Else the others would be shown nothing for another reason."""
    assert len(closed.telling_paths(site.logged_in(BOSS))) > 8
