"""A proposal made at a restricted case tells nothing to colleagues, by no door; uses of answers tell nobody.

Every function that clients can call, page, list, print and file is walked by colleagues of all roles.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.query.select import get_all  # noqa: E402

from ..engine.served import Served  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, comment_on, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

DOCTYPE = "CFM Improvement"
MARKERS = ("her uncle 6171", "ask for the uncle 6172", "note of a colleague 6173")
HANDLER = "protects@test.cfm"
COLLEAGUES = {
    "operates@test.cfm": "CFM Operator",
    "counts@test.cfm": "CFM Analyst",
    "guards@test.cfm": "CFM Data Protection",
    "manages@test.cfm": "CFM Manager",
    "answers@test.cfm": "CFM Focal Point",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(
        tmp_path_factory.mktemp("improvement"),
        patterns,
        {**COLLEAGUES, HANDLER: "CFM PSEA Focal Point"},
    ) as served:
        yield served


@pytest.fixture(scope="module")
def closed(site: Served) -> ClosedDocuments:
    """A proposal at the page of a restricted case, decided, with a note of a colleague."""
    client = site.logged_in(HANDLER)
    made = client.call(
        "cfm_app.api.console.new_case",
        case={"category": "Exploitation ou abus sexuel", "description": "x"},
    )
    assert made.status == 200, made.text
    case = made.json["message"]["case"]
    told = {"seen": MARKERS[0], "proposal": MARKERS[1], "address": f"/cfm/case?name={case}"}
    sent = client.call("cfm_app.api.improvements.propose", kind="A form misses something", **told)
    assert sent.status == 200, sent.text
    name = str(sent.json["message"]["name"])
    assert site.work(lambda: get_all(DOCTYPE, filters={"cfm_case": case}, pluck="name")) == [name]
    site.work(lambda: comment_on(DOCTYPE, name, MARKERS[2]))
    return ClosedDocuments(site, [(DOCTYPE, name)], MARKERS, rows=("CFM Improvement Second",))


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_function_tells_or_changes_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    before = closed.stored()
    # Whoever works here proposes something of their own.
    own = (".improvements.propose", ".improvements.did_not_help")
    assert closed.open_functions(site.logged_in(user), own) == {}
    assert closed.stored() == before


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    assert closed.telling_paths(site.logged_in(user)) == []


def test_who_is_entrusted_with_the_case_reads_it(site: Served, closed: ClosedDocuments) -> None:
    """Else the others would be shown nothing for another reason."""
    assert len(closed.telling_paths(site.logged_in(HANDLER))) > 6
