"""What a person asks about their data is read by who handles it, and its restricted part by its handler alone.

Every function that clients can call, found by reflection, is called about a request and about its part; so are
the pages, the print, the file and the lists. Whoever may not see them learns no word, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402

from ..engine.served import Served  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

REQUEST, PART = "CFM Person Request", "CFM Request Part"
TAKER, OTHER, ANALYST = "takes@test.cfm", "other@test.cfm", "counts@test.cfm"
GUARDIAN, HANDLER = "guards@test.cfm", "handles@test.cfm"
ROLES = {
    TAKER: ("CFM Operator",),
    OTHER: ("CFM Operator",),
    ANALYST: ("CFM Analyst",),
    GUARDIAN: ("CFM Data Protection",),
    HANDLER: ("CFM PSEA Focal Point",),
}
WORDS, SECRET = "asks to see all 5571", "what the guard did 5572"
PAPER = "A paper with their name, seen"
RIGHT = "Right answer"
# By whom what is not seen, and the words that would tell of it.
CLOSED = [
    (OTHER, REQUEST),
    (ANALYST, REQUEST),
    (OTHER, PART),
    (GUARDIAN, PART),
    (TAKER, PART),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(tmp_path_factory.mktemp("requests"), patterns, ROLES) as served:
        yield served


@pytest.fixture(scope="module")
def closed(site: Served) -> dict[str, ClosedDocuments]:
    """A request of a person with an ordinary and a restricted case, and its part."""
    taker = site.logged_in(TAKER)
    person = {"full_name": "Zenaba Kosso 5573", "household_size": 4}
    member = taker.post("/api/resource/Community%20Member", person).json["data"]["name"]
    case = {"description": "ration 5574", "community_member": member}
    taker.post("/api/resource/Case", case)
    secret = {"description": SECRET, "community_member": member}
    secret["category"] = "Exploitation ou abus sexuel"
    made = site.logged_in(HANDLER).post("/api/resource/Case", secret)
    restricted = str(made.json["data"]["name"])
    values = {"kind": "Access", "words": WORDS, "received_via": "Phone"}
    entered = taker.call("cfm_app.api.person_requests.register", values=values, subject=member)
    name = str(entered.json["message"]["name"])
    outcomes = {"Full name": RIGHT, PAPER: RIGHT}
    act = {"name": name, "outcomes": outcomes}
    assert taker.call("cfm_app.api.person_requests.check_identity", **act).status == 200
    part = site.work(lambda: get_all(PART, filters={"request": name}, pluck="name"))[0]
    site.work(lambda: _hang_on(name, str(part)))
    rows = ("CFM Request Question", "CFM Request Change")
    answers = {"outcomes": outcomes, "purposes": {"Record": 1}}
    keys = ("name", "part")
    return {
        REQUEST: ClosedDocuments(site, [(REQUEST, name)], (WORDS,), rows, answers, keys),
        PART: ClosedDocuments(site, [(PART, str(part))], (SECRET, restricted), rows, answers, keys),
    }


def _hang_on(request: str, part: str) -> None:
    for doctype, name, words in ((REQUEST, request, WORDS), (PART, part, SECRET)):
        place = {"reference_doctype": doctype, "reference_name": name}
        get_doc(
            {"doctype": "Comment", "comment_type": "Comment", "content": words, **place}
        ).insert()


@pytest.mark.parametrize(("user", "doctype"), CLOSED)
def test_no_function_tells_or_changes_anything(
    site: Served, closed: dict[str, ClosedDocuments], user: str, doctype: str
) -> None:
    before = closed[doctype].stored()
    # Whoever works here reports breaches of their own.
    assert closed[doctype].open_functions(site.logged_in(user), [".breaches.report"]) == {}
    assert closed[doctype].stored() == before


@pytest.mark.parametrize(("user", "doctype"), CLOSED)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, closed: dict[str, ClosedDocuments], user: str, doctype: str
) -> None:
    assert closed[doctype].telling_paths(site.logged_in(user)) == []


@pytest.mark.parametrize(
    ("user", "doctype", "key"), [(GUARDIAN, REQUEST, "name"), (HANDLER, PART, "part")]
)
def test_whoever_handles_it_reads_it(
    site: Served, closed: dict[str, ClosedDocuments], user: str, doctype: str, key: str
) -> None:
    """Else the others would be shown nothing for another reason."""
    client, documents = site.logged_in(user), closed[doctype]
    assert len(documents.telling_paths(client)) >= 8
    given = {key: documents.subjects[0][1]}
    assert documents.tells(client.post("/api/method/cfm_app.api.person_requests.file", given))
