"""Who had a difficult call, and what colleagues ask, is read by themselves and the managers, by no other door.

Every function that clients can call, page, list, print and file is walked by colleagues of all roles.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.document.api import get_doc  # noqa: E402

from ..engine.served import Served  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, comment_on, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

MARKERS = ("cried all night 5571", "the trader of 5572", "note of a colleague 5573")
SHAKEN, BOSS = "shaken@test.cfm", "boss@test.cfm"
COLLEAGUES = {
    "operates@test.cfm": "CFM Operator",
    "counts@test.cfm": "CFM Analyst",
    "guards@test.cfm": "CFM Data Protection",
    "protects@test.cfm": "CFM PSEA Focal Point",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(
        tmp_path_factory.mktemp("wellbeing"),
        patterns,
        {**COLLEAGUES, SHAKEN: "CFM Operator", BOSS: "CFM Manager"},
    ) as served:
        yield served


@pytest.fixture(scope="module")
def closed(site: Served) -> ClosedDocuments:
    """A call that was described and a question on an ordinary case, each with a note of a colleague."""
    client = site.logged_in(SHAKEN)
    api = "cfm_app.api.wellbeing"
    call = str(client.call(f"{api}.mark").json["message"]["name"])
    said = client.call(f"{api}.describe", name=call, note=MARKERS[0], wants_talk=1)
    assert said.status == 200, said.text
    case = str(site.work(_case))
    asked = client.call(f"{api}.ask_advice", case=case, question=MARKERS[1])
    advice = str(asked.json["message"]["name"])
    subjects = [("CFM Difficult Call", call), ("CFM Advice", advice)]
    for doctype, name in subjects:
        site.work(lambda doctype=doctype, name=name: comment_on(doctype, name, MARKERS[2]))
    return ClosedDocuments(site, subjects, MARKERS)


def _case() -> str:
    case = get_doc({"doctype": "Case", "description": "A card is lost"}).insert()
    return str(case.name)


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_function_tells_or_changes_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    before = closed.stored()
    # Whoever works here marks calls of their own, and asks questions of their own.
    own = (".wellbeing.mark", ".wellbeing.ask_advice")
    assert closed.open_functions(site.logged_in(user), own) == {}
    assert closed.stored() == before


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    assert closed.telling_paths(site.logged_in(user)) == []


@pytest.mark.parametrize("user", [SHAKEN, BOSS])
def test_the_person_and_the_managers_read_it(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    """Else the others would be shown nothing for another reason."""
    assert len(closed.telling_paths(site.logged_in(user))) > 8
