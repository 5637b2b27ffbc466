"""The inbox over its API: who has a conversation in hand, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime
from tests.engine.served import Client
from tests.live import READ

from .conftest import ELSEWHERE, OPERATOR, SECOND, Office, ok
from .test_door import plain, sms

INBOX = "cfm_app.api.inbox"
RATION = "Quantité de la ration"


def call(client: Client, method: str, **arguments: Any) -> Any:
    return ok(client.call(f"{INBOX}.{method}", **arguments))


def listed(client: Client, view: str) -> list[Any]:
    """All rows of a view, page after page: other tests write to the same office."""
    found: list[Any] = []
    while more := call(client, "conversations", view=view, start=len(found))["rows"]:
        found += more
    return found


@pytest.fixture
def name(office: Office, request: pytest.FixtureRequest) -> str:
    """A conversation with two messages of somebody."""
    account = plain(office, f"inbox-{request.node.name}"[:100])
    for number, text in enumerate(("Il manque deux sacs.", "Depuis octobre.")):
        values = sms(id=f"m{number}", text=text, time=str(1764180000 + number))
        office.brought(office.address(account), values)
    office.work()
    return str(office.rows("CFM Conversation", account=account)[0].name)


def test_one_at_a_time_has_a_conversation_in_hand(office: Office, name: str) -> None:
    first, second = office.user(OPERATOR), office.user(SECOND)
    assert call(first, "take", name=name)["is_mine"]
    row = next(each for each in listed(second, "all") if each["name"] == name)
    assert row["taken_by"] == OPERATOR and not row["is_mine"] and row["taken_by_name"]
    for method, more in (("take", {}), ("answer", {"text": "x"}), ("not_feedback", {})):
        refused = second.call(f"{INBOX}.{method}", name=name, **more)
        assert refused.status == 417 and "has this conversation" in refused.text
    assert call(second, "take_over", name=name)["is_mine"]
    assert first.call(f"{INBOX}.answer", name=name, text="x").status == 417
    call(first, "release", name=name)
    assert call(second, "release", name=name)["taken_by"] is None
    call(first, "take", name=name)
    past = add_to_date(now_datetime(), minutes=-1)
    office.set("CFM Conversation", name, taken_until=past)
    assert call(second, "take", name=name)["is_mine"]


def test_views_hold_what_they_say(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)

    def views() -> set[str]:
        return {
            view
            for view in ("waiting", "mine", "answered", "not_feedback", "all")
            if name in [each["name"] for each in listed(operator, view)]
        }

    assert views() == {"waiting", "all"}
    call(operator, "take", name=name)
    assert views() == {"waiting", "mine", "all"}
    call(operator, "answer", name=name, text="Merci")
    assert views() == {"mine", "answered", "all"}
    call(operator, "not_feedback", name=name)
    assert views() == {"not_feedback", "all"}
    account = office.rows("CFM Conversation", "account", name=name)[0].account
    office.brought(office.address(account), sms(id="again", time="1764190000"))
    office.work()
    assert views() == {"waiting", "all"}
    assert operator.call(f"{INBOX}.conversations", view="no such view").status == 417


def test_news_tell_what_changed_since(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    now = call(operator, "news")["now"]
    assert call(operator, "news", since="2100-01-01 00:00:00")["changed"] == []
    before = call(operator, "news", since=now)
    account = office.rows("CFM Conversation", "account", name=name)[0].account
    office.brought(office.address(account), sms(id="new", time="1764190000"))
    office.brought(office.address(account), sms(id="other", **{"from": "+23566400099"}))
    office.work()
    after = call(operator, "news", since=now)
    assert name in after["changed"] and len(after["changed"]) >= 2
    assert after["total"] == before["total"] + 1
    assert call(office.user(ELSEWHERE), "news", since=now)["total"] == 0


def test_reading_a_thread_counts_as_reading(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    thread = call(operator, "thread", name=name)
    assert [each["text"] for each in thread["messages"]] == [
        "Il manque deux sacs.",
        "Depuis octobre.",
    ]
    row = office.rows("CFM Conversation", "unread", "to_be_clarified", name=name)[0]
    assert (row.unread, row.to_be_clarified) == (0, 0)
    older = call(operator, "thread", name=name, before=thread["messages"][1]["name"])
    assert [each["text"] for each in older["messages"]] == ["Il manque deux sacs."]


def test_pages_of_a_thread_hold_every_message_once(office: Office, name: str) -> None:
    account = office.rows("CFM Conversation", "account", name=name)[0].account
    for number in range(120):
        # Many at the same moment.
        values = sms(id=f"p{number}", text=f"{number}", time=str(1764190000 + number // 40))
        office.brought(office.address(account), values)
    office.work()
    operator = office.user(OPERATOR)
    seen: list[str] = []
    before, more = None, True
    while more:
        thread = call(operator, "thread", name=name, before=before)
        seen = [each["text"] for each in thread["messages"]] + seen
        before, more = thread["messages"][0]["name"], thread["more"]
    assert seen == ["Il manque deux sacs.", "Depuis octobre.", *(str(each) for each in range(120))]


def test_a_case_is_made_of_the_words_once(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    values = {
        "case": {"category": RATION},
        "person": {"full_name": "Achta Mahamat", "phone": "+23566400001"},
        "consent": {
            "giver": "Self",
            "method": "Message",
            "statement": READ,
            "purposes": [{"purpose": "Record", "decision": "Granted"}],
        },
    }
    assert operator.call(f"{INBOX}.make_case", name=name, values=values).status == 417
    call(operator, "take", name=name)
    given = {"name": name, "values": values, "request_id": f"case-{name}"}
    made = [call(operator, "make_case", **given) for _time in range(2)]
    assert made[0] == made[1] and made[0]["conversation_open"]
    case = office.rows("Case", "description", "channel", name=made[0]["case"])[0]
    assert case.description == "Il manque deux sacs.\nDepuis octobre."
    assert case.channel == "SMS"
    thread = call(operator, "thread", name=name)
    assert [each["name"] for each in thread["cases"]] == [made[0]["case"]]
    assert made[0]["status_code"]


def test_words_of_whoever_is_not_recorded_become_no_case(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    call(operator, "take", name=name)
    refused = {"purposes": [{"purpose": "Record", "decision": "Refused"}], "giver": "Self"}
    values = {"case": {"category": RATION}, "consent": refused}
    answer = operator.call(f"{INBOX}.make_case", name=name, values=values)
    assert answer.status == 417 and "recorded" in answer.text
    assert not office.rows("CFM Conversation Case", parent=name)


def test_a_conversation_is_attached_to_a_case_that_one_sees(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    case = ok(operator.call("cfm_app.api.console.new_case", case={"description": "x"}))["case"]
    call(operator, "take", name=name)
    for _time in range(2):
        assert call(operator, "attach", name=name, case=case)["case"] == case
    assert len(office.rows("CFM Conversation Case", parent=name)) == 1
    missing = operator.call(f"{INBOX}.attach", name=name, case="CFM-2026-100001")
    assert missing.status == 404


def test_a_person_is_confirmed_by_an_operator_alone(office: Office, name: str) -> None:
    operator = office.user(OPERATOR)
    known = {"full_name": "Achta Mahamat", "phone": "66 40 00 01"}
    member = operator.post("/api/resource/Community%20Member", known).json["data"]["name"]
    thread = call(operator, "thread", name=name)
    assert thread["person"] is None and thread["who"] == "+23566400001"
    possible = call(operator, "beside", name=name)["possible"]
    assert member in [each["name"] for each in possible]
    # Whoever is shown by a number is noted, as where a number is looked up.
    assert office.rows("CFM Access Log", action="Search", ref_name=member)
    call(operator, "take", name=name)
    row = call(operator, "confirm_person", name=name, community_member=member)
    assert (row["person"], row["who"]) == (member, "Achta Mahamat")
    assert call(operator, "confirm_person", name=name)["person"] is None
    missing = operator.call(
        f"{INBOX}.confirm_person", name=name, community_member="PER-2026-100001"
    )
    assert missing.status == 404


def test_who_takes_no_calls_sees_no_conversation(office: Office, name: str) -> None:
    stranger = office.user(ELSEWHERE)
    assert call(stranger, "conversations", view="all")["rows"] == []
    assert stranger.call(f"{INBOX}.thread", name=name).status == 404
    assert office.served.guest().call(f"{INBOX}.thread", name=name).status == 403
