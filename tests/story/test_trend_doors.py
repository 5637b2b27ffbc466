"""A trend of a restricted class is known to its handlers alone; one of ordinary cases to managers and accountability.

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
from .closed_documents import ClosedDocuments, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

ALERT, CLASS = "CFM Trend Alert", "EAS et harcèlement sexuel"
HANDLER, BOSS = "handles@test.cfm", "boss@test.cfm"
COLLEAGUES = {
    BOSS: "CFM Manager",
    "operates@test.cfm": "CFM Operator",
    "accounts@test.cfm": "CFM AAP Focal Point",
    "counts@test.cfm": "CFM Analyst",
    "guards@test.cfm": "CFM Data Protection",
    "frauds@test.cfm": "CFM Fraud Focal Point",
    "answers@test.cfm": "CFM Focal Point",
}
READERS = (BOSS, "accounts@test.cfm")
OUTSIDE = (*(user for user in COLLEAGUES if user not in READERS), HANDLER)
HIDDEN, ORDINARY = "three from one camp 6671", "a truck that broke down 6672"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(
        tmp_path_factory.mktemp("trends"), patterns, {**COLLEAGUES, HANDLER: "CFM PSEA Focal Point"}
    ) as served:
        yield served


def _told(site: Served, words: str, sensitivity: str | None) -> ClosedDocuments:
    values = {
        "doctype": ALERT,
        "state": "New",
        "kind": "Rare cluster",
        "assessment": words,
        "sensitivity": sensitivity,
        "first_day": "2026-01-05",
        "last_day": "2026-01-09",
        "observed": 9,
        "expected": 1,
        "recurrence_days": 900,
        "detected_on": "2026-01-10 02:00:00",
    }

    def make() -> str:
        made = get_doc(values)
        made.insert(ignore_permissions=True)
        place = {"reference_doctype": ALERT, "reference_name": made.name}
        comment = {"doctype": "Comment", "comment_type": "Comment", "content": words, **place}
        get_doc(comment).insert(ignore_permissions=True)
        log = {"doctype": "Notification Log", "subject": words, "for_user": BOSS, "type": "Alert"}
        log |= {"document_type": ALERT, "document_name": made.name}
        get_doc(log).insert(ignore_permissions=True)
        return str(made.name)

    name = site.work(make)
    return ClosedDocuments(site, [(ALERT, name)], (words,))


@pytest.fixture(scope="module")
def hidden(site: Served) -> ClosedDocuments:
    return _told(site, HIDDEN, CLASS)


@pytest.fixture(scope="module")
def ordinary(site: Served) -> ClosedDocuments:
    return _told(site, ORDINARY, None)


@pytest.mark.parametrize("user", COLLEAGUES)
def test_a_trend_of_a_restricted_class_is_told_and_changed_by_no_function(
    site: Served, hidden: ClosedDocuments, user: str
) -> None:
    before = hidden.stored()
    assert hidden.open_functions(site.logged_in(user)) == {}
    assert hidden.stored() == before


@pytest.mark.parametrize("user", COLLEAGUES)
def test_it_stands_on_no_page_list_print_or_file(
    site: Served, hidden: ClosedDocuments, user: str
) -> None:
    assert hidden.telling_paths(site.logged_in(user)) == []


def test_its_handlers_read_it(site: Served, hidden: ClosedDocuments) -> None:
    """Else the others would be shown nothing for another reason."""
    assert len(hidden.telling_paths(site.logged_in(HANDLER))) >= 3


@pytest.mark.parametrize("user", OUTSIDE)
def test_a_trend_of_ordinary_cases_is_for_managers_and_accountability(
    site: Served, ordinary: ClosedDocuments, user: str
) -> None:
    assert ordinary.telling_paths(site.logged_in(user)) == []


@pytest.mark.parametrize("user", READERS)
def test_these_read_it(site: Served, ordinary: ClosedDocuments, user: str) -> None:
    assert len(ordinary.telling_paths(site.logged_in(user))) >= 3
