"""What the page of the inbox asks for besides the conversations themselves."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import ELSEWHERE, HANDLER, OPERATOR, SECOND, Office, ok
from .test_door import plain, sms
from .test_inbox import INBOX, RATION, call

PAGE = "/cfm/inbox"


@pytest.fixture
def number(request: pytest.FixtureRequest) -> str:
    """Of somebody of this test alone."""
    names = sorted(each.name for each in request.session.items)
    return f"+2356651{names.index(request.node.name):04d}"


@pytest.fixture
def name(office: Office, request: pytest.FixtureRequest, number: str) -> str:
    account = plain(office, f"page-{request.node.name}"[:100])
    office.brought(office.address(account), sms(text="Il manque un sac.", **{"from": number}))
    office.work()
    return str(office.rows("CFM Conversation", account=account)[0].name)


def case_of(office: Office, number: str) -> dict[str, Any]:
    values = {
        "case": {"category": RATION, "description": "x"},
        "person": {"full_name": "Achta", "phone": number},
    }
    return dict(ok(office.user(OPERATOR).call("cfm_app.api.console.new_case", **values)))


def test_people_of_the_number_are_proposed_and_their_cases_shown_once_confirmed(
    office: Office, name: str, number: str
) -> None:
    case = case_of(office, number)["case"]
    operator = office.user(OPERATOR)
    found = call(operator, "beside", name=name)
    assert found["person"] is None and found["cases"] == []
    [possible] = found["possible"]
    assert possible["open_cases"] == 1
    call(operator, "take", name=name)
    call(operator, "confirm_person", name=name, community_member=possible["name"])
    found = call(operator, "beside", name=name)
    assert found["person"]["name"] == possible["name"] and found["possible"] == []
    assert [(each["name"], each["is_linked"]) for each in found["cases"]] == [(case, False)]
    call(operator, "attach", name=name, case=case)
    found = call(operator, "beside", name=name)
    assert [(each["name"], each["is_linked"]) for each in found["cases"]] == [(case, True)]


def test_a_case_begins_with_the_words_and_the_number(
    office: Office, name: str, number: str
) -> None:
    found = call(office.user(OPERATOR), "for_case", name=name)
    given = {key: found[key] for key in ("description", "channel", "phone", "restricted")}
    assert given == {
        "description": "Il manque un sac.",
        "channel": "SMS",
        "phone": number,
        "restricted": False,
    }


def test_the_language_is_noted_by_whoever_has_the_conversation(office: Office, name: str) -> None:
    first, second = office.user(OPERATOR), office.user(SECOND)
    call(first, "take", name=name)
    given = {"name": name, "language": "shu"}
    assert second.call(f"{INBOX}.note_language", **given).status == 417
    call(first, "note_language", **given)
    assert call(first, "thread", name=name)["language"] == "shu"
    wrong = first.call(f"{INBOX}.note_language", name=name, language="no such")
    assert wrong.status == 417


def test_what_was_put_aside_waits_again_as_long_as_before(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    before = call(operator, "thread", name=name)["waiting_since"]
    call(operator, "take", name=name)
    assert call(operator, "not_feedback", name=name)["waiting_since"] is None
    row = call(operator, "wait_again", name=name)
    assert (row["state"], row["waiting_since"], row["is_mine"]) == ("Waiting", before, True)


def test_nobody_else_learns_what_stands_beside_a_restricted_conversation(
    office: Office, name: str
) -> None:
    call(office.user(OPERATOR), "sensitive", name=name, sensitivity="EAS et harcèlement sexuel")
    for user in (OPERATOR, ELSEWHERE):
        for method in ("beside", "for_case", "wait_again"):
            assert office.user(user).call(f"{INBOX}.{method}", name=name).status == 404
    assert call(office.user(HANDLER), "for_case", name=name)["restricted"] is True
    assert office.rows("CFM Access Log", ref_doctype="CFM Conversation", ref_name=name)


def test_the_page_is_for_those_who_read_conversations(office: Office) -> None:
    assert office.user(OPERATOR).get(PAGE).status == 200
    assert office.user(HANDLER).get(PAGE).status == 200


def test_waiting_conversations_are_counted_where_all_that_waits_is(
    office: Office, name: str
) -> None:
    operator = office.user(OPERATOR)
    waiting = call(operator, "news")["waiting"]
    look = ok(operator.call("cfm_app.api.bell.look"))
    assert look["counts"]["conversations"] == look["pages"]["/cfm/inbox"] == waiting > 0
