"""An outcome told by message: noted when it arrives, answered in one digit, asked for by a code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from cfm_app.cases import told_by_message
from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime
from tests.engine.served import Answer
from tests.live import READ

from .conftest import OPERATOR, Office, ok
from .providers import Provider
from .test_outbox import gateway
from .test_restricted import class_of

INBOX = "cfm_app.api.inbox"
RATION = "Quantité de la ration"
WORDS = "Les deux sacs seront remis lundi au site B."
PURPOSES = ("Record", "Share inside", "Call back")


class Thread:
    """A person who writes, the case of their conversation, and what the operator does with it."""

    def __init__(self, office: Office, provider: Provider, account: str, number: str) -> None:
        self.office, self.provider, self.account = office, provider, account
        self.number, self.came = number, 0
        self.operator = office.user(OPERATOR)
        self.writes("Il manque deux sacs.")
        self.name = str(office.rows("CFM Conversation", account=account)[0].name)
        self.case = self.code = ""

    def writes(self, text: str) -> None:
        self.came += 1
        message = {"from": self.number, "text": text, "id": f"{self.account}-in-{self.came}"}
        self.office.brought(self.office.address(self.account), message)
        self.office.work()

    def does(self, method: str, **values: Any) -> Any:
        return ok(self.tries(method, **values))

    def tries(self, method: str, **values: Any) -> Answer:
        return self.operator.call(f"{INBOX}.{method}", name=self.name, **values)

    def resolves(self, call_back: str = "Granted") -> None:
        """Make a case of the conversation, and decide it."""
        decisions = dict.fromkeys(PURPOSES, "Granted") | {"Call back": call_back}
        consent = {
            "giver": "Self",
            "method": "Message",
            "statement": READ,
            "purposes": [{"purpose": p, "decision": d} for p, d in decisions.items()],
        }
        self.does("take_over")
        values = {"case": {"category": RATION}, "consent": consent}
        made = self.does("make_case", values=values)
        self.case, self.code = made["case"], made["status_code"]
        self.decides()

    def decides(self) -> None:
        ok(self.operator.call("cfm_app.api.cases.move", case=self.case, action="Start Work"))
        ok(self.operator.call("cfm_app.api.cases.resolve", case=self.case, resolution=WORDS))

    def tells(self, **values: Any) -> str:
        """The outcome leaves; the name of the message."""
        values = {"case": self.case, "text": WORDS, "asks_satisfaction": 1, **values}
        self.provider.body = {"message": {"id": f"{self.account}-out-{self.came}"}}
        name = str(self.does("inform", **values)["message"]["name"])
        self.office.work()
        return name

    def report(self, message: str, state: str) -> None:
        """The provider tells what became of a message."""
        sender_id = self.message(message).sender_id
        told = {"id": sender_id, "state": state}
        self.office.brought(self.office.address(self.account, "report"), told)
        self.office.work()

    def message(self, name: str) -> Any:
        fields = ("state", "sender_id", "text", "informs_state", "informs_note")
        return self.office.rows("CFM Message", *fields, name=name)[0]

    def stands(self) -> Any:
        fields = ("phase", "response_given", "satisfaction", "informed_by", "next_contact_on")
        return self.office.rows("Case", *fields, name=self.case)[0]

    def attempts(self) -> list[tuple[str, str]]:
        """Outcome and message of each contact."""
        fields = ("outcome", "message", "attempted_by", "idx")
        rows = self.office.rows("Case Contact Attempt", *fields, parent=self.case)
        assert {row.attempted_by for row in rows} <= {OPERATOR}
        return [(row.outcome, row.message) for row in sorted(rows, key=lambda row: row.idx)]

    def waits(self) -> bool:
        row = self.office.rows("CFM Conversation", "state", name=self.name)[0]
        return bool(row.state == "Waiting")


@pytest.fixture
def thread(office: Office, provider: Provider, request: pytest.FixtureRequest) -> Thread:
    account = gateway(office, provider, f"tell {request.node.name}"[:80])
    number = f"+2356630{abs(hash(request.node.name)) % 10000:04}"
    return Thread(office, provider, account, number)


def test_a_message_that_arrived_has_told_the_outcome(thread: Thread) -> None:
    thread.resolves()
    beside = thread.does("beside")
    assert [each["to_tell"] for each in beside["cases"]] == [WORDS]
    message = thread.tells()
    sent = thread.provider.seen[-1].values["text"]
    assert sent.startswith(WORDS) and sent.endswith(beside["question"])
    # It left, and nobody knows yet whether it arrived.
    assert (thread.stands().phase, thread.attempts()) == ("Resolved", [])
    assert thread.does("beside")["cases"][0]["to_tell"] is None
    again = thread.tries("inform", case=thread.case, text=WORDS)
    assert again.status == 417 and "on its way" in again.text
    for _time in range(2):
        thread.report(message, "delivered")
    assert thread.attempts() == [("Informed", message)]
    case = thread.stands()
    assert (case.phase, case.response_given, case.informed_by) == ("Informed", WORDS, OPERATOR)
    assert thread.message(message).informs_state == "Told"


def test_what_did_not_arrive_is_an_attempt_and_told_to_whoever_sent_it(thread: Thread) -> None:
    thread.resolves()
    message = thread.tells()
    thread.report(message, "failed")
    assert thread.attempts() == [("No answer", message)]
    case = thread.stands()
    assert case.phase == "Resolved" and case.next_contact_on
    about = {"document_name": thread.case, "for_user": OPERATOR}
    assert thread.office.rows("Notification Log", **about)
    # It can be sent again, and a report that comes late is believed.
    assert thread.does("beside")["cases"][0]["to_tell"] == WORDS
    thread.report(message, "arrived")
    assert [outcome for outcome, _message in thread.attempts()] == ["No answer", "Informed"]


@pytest.mark.parametrize(
    ("counts", "state", "phase"), [("Sent", "", "Informed"), ("Read", "arrived", "Resolved")]
)
def test_the_office_says_when_a_message_has_told(
    thread: Thread, counts: str, state: str, phase: str
) -> None:
    thread.office.change("CFM Settings", "CFM Settings", message_tells=counts)
    try:
        thread.resolves()
        message = thread.tells()
        if state:
            thread.report(message, state)
        assert thread.stands().phase == phase
        expected = "Informed" if phase == "Informed" else "Message left"
        assert thread.attempts() == [(expected, message)]
        if phase == "Resolved":
            # Whoever answers has read it.
            thread.writes("5")
            assert (thread.stands().phase, thread.stands().satisfaction) == ("Informed", "5")
    finally:
        thread.office.change("CFM Settings", "CFM Settings", message_tells="Delivered")


def test_where_nobody_tells_of_delivery_a_message_has_told_when_it_was_sent(
    thread: Thread,
) -> None:
    thread.office.change("CFM Channel Account", thread.account, report_status="")
    thread.resolves()
    message = thread.tells()
    assert thread.attempts() == [("Informed", message)]
    # What comes back later is told to whoever sent it.
    thread.office.change("CFM Channel Account", thread.account, report_status="state")
    thread.report(message, "failed")
    found = thread.message(message)
    assert found.informs_state == "Not noted" and "came back" in found.informs_note
    about = {"document_name": thread.case, "for_user": OPERATOR}
    assert thread.office.rows("Notification Log", **about)


def test_a_machine_that_goes_down_loses_no_telling(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread.resolves()
    monkeypatch.setattr(told_by_message, "follow", lambda message: None)
    message = thread.tells()
    thread.report(message, "delivered")
    assert thread.stands().phase == "Resolved"
    thread.office.served.work(told_by_message.settle_waiting)
    assert thread.attempts() == [("Informed", message)]


@pytest.mark.parametrize("reply", ["4", " 4. ", "٤", "4️⃣", "(4)", "\u200f۴\u200f"])
def test_one_digit_says_how_satisfied_the_person_is(thread: Thread, reply: str) -> None:
    thread.resolves()
    thread.report(thread.tells(), "delivered")
    thread.writes(reply)
    assert thread.stands().satisfaction == "4" and not thread.waits()


@pytest.mark.parametrize(
    ("reply", "satisfaction"),
    [
        ("2", "2"),
        ("1", "1"),
        ("2 sacs manquent", None),
        ("9", None),
        ("0", None),
        ("45", None),
        ("½", None),
    ],
)
def test_whoever_is_not_satisfied_or_says_more_waits_for_somebody(
    thread: Thread, reply: str, satisfaction: str | None
) -> None:
    thread.resolves()
    thread.report(thread.tells(), "delivered")
    thread.writes(reply)
    assert (thread.stands().satisfaction or None) == satisfaction and thread.waits()


def test_a_digit_answers_the_question_that_was_asked_last(thread: Thread) -> None:
    thread.resolves()
    thread.report(thread.tells(), "delivered")
    thread.does("answer", text="Combien de sacs manquent ?")
    thread.writes("2")
    assert not thread.stands().satisfaction and thread.waits()


def test_a_digit_after_the_case_was_taken_up_again_is_left_to_somebody(thread: Thread) -> None:
    thread.resolves()
    thread.report(thread.tells(), "delivered")
    ok(thread.operator.call("cfm_app.api.loop.close", case=thread.case))
    ok(thread.operator.call("cfm_app.api.loop.reopen", case=thread.case, reason="Rien reçu"))
    thread.writes("5")
    assert not thread.stands().satisfaction and thread.waits()


def test_a_closed_case_hears_how_satisfied_its_person_is(thread: Thread) -> None:
    thread.resolves()
    thread.report(thread.tells(), "delivered")
    ok(thread.operator.call("cfm_app.api.loop.close", case=thread.case))
    beside = thread.does("beside")["cases"][0]["told"]
    assert beside == {"satisfaction": None, "may_reopen": True}
    thread.writes("1")
    assert (thread.stands().phase, thread.stands().satisfaction) == ("Closed", "1")
    assert thread.waits()


def test_a_message_about_an_older_decision_tells_nothing(thread: Thread) -> None:
    thread.resolves()
    message = thread.tells()
    later = add_to_date(now_datetime(), days=1)
    thread.office.set("Case", thread.case, resolved_on=later)
    thread.report(message, "delivered")
    assert thread.attempts() == [] and thread.stands().phase == "Resolved"
    found = thread.message(message)
    assert found.informs_state == "Not noted" and "anew" in found.informs_note
    shown = thread.does("thread")["messages"][-1]
    assert shown["tells"] == thread.case and "anew" in shown["telling_note"]


def test_whoever_was_told_by_phone_meanwhile_is_not_told_twice(thread: Thread) -> None:
    thread.resolves()
    message = thread.tells()
    values = {"case": thread.case, "outcome": "Informed", "response_given": "Dit au téléphone"}
    ok(thread.operator.call("cfm_app.api.loop.record_contact", **values))
    thread.report(message, "delivered")
    assert [outcome for outcome, _message in thread.attempts()] == ["Informed"]
    assert thread.message(message).informs_state == "Not noted"


def test_nobody_is_told_what_they_do_not_want_or_what_is_not_decided(thread: Thread) -> None:
    thread.resolves(call_back="Refused")
    refused = thread.tries("inform", case=thread.case, text=WORDS)
    assert refused.status == 417 and "does not want to be called back" in refused.text
    operator = thread.operator
    other = ok(operator.call("cfm_app.api.console.new_case", case={"description": "x"}))["case"]
    apart = thread.tries("inform", case=other, text=WORDS)
    assert apart.status == 417 and "Attach" in apart.text
    thread.does("attach", case=other)
    ok(operator.call("cfm_app.api.cases.move", case=other, action="Start Work"))
    open_still = thread.tries("inform", case=other, text=WORDS)
    assert open_still.status == 417 and "not resolved" in open_still.text
    assert not thread.office.rows("CFM Message", conversation=thread.name, direction="Out")


def test_a_report_that_never_comes_holds_up_nobody_for_longer_than_a_day(thread: Thread) -> None:
    thread.resolves()
    message = thread.tells()
    assert thread.tries("inform", case=thread.case, text=WORDS).status == 417
    yesterday = add_to_date(now_datetime(), hours=-26)
    thread.office.set("CFM Message", message, creation=yesterday)
    assert thread.does("beside")["cases"][0]["to_tell"] == WORDS
    thread.does("inform", case=thread.case, text=WORDS)


def test_two_tabs_tell_an_outcome_once(thread: Thread) -> None:
    thread.resolves()
    tell = partial(thread.tries, "inform", case=thread.case, text=WORDS)
    with ThreadPoolExecutor(2) as pool:
        answers = [each.result() for each in [pool.submit(tell) for _tab in range(2)]]
    assert sorted(each.status for each in answers) == [200, 417]
    sent = {"conversation": thread.name, "informs_case": thread.case}
    assert len(thread.office.rows("CFM Message", **sent)) == 1


def test_a_message_is_evidence_for_its_own_case_alone(thread: Thread) -> None:
    thread.resolves()
    message = thread.tells()
    operator = thread.operator
    other = ok(operator.call("cfm_app.api.console.new_case", case={"description": "x"}))["case"]
    rows = [{"outcome": "No answer", "message": message}]
    refused = operator.send("PUT", f"/api/resource/Case/{other}", {"contact_attempts": rows})
    assert refused.status == 417 and "another case" in refused.text


def test_a_code_alone_is_answered_at_once(thread: Thread) -> None:
    thread.resolves()
    code = thread.code
    thread.does("answer", text="Merci")
    assert not thread.waits()
    thread.writes(f" {code.lower()} ")
    assert "answer for you" in thread.provider.seen[-1].values["text"]
    assert not thread.waits()
    last = thread.does("thread")["messages"][-1]
    assert last["author"] == "Automatic answer"
    # With a word more it is for somebody to read.
    thread.writes(f"{code} et mon mari")
    assert thread.waits()


def test_a_code_goes_on_to_answer_when_its_case_becomes_restricted(thread: Thread) -> None:
    thread.resolves()
    code = thread.code
    thread.does("answer", text="Merci")
    thread.office.set("Case", thread.case, sensitivity=class_of(thread.office), is_restricted=1)
    thread.writes(code)
    assert "working on your message" in thread.provider.seen[-1].values["text"]


def test_whoever_tries_codes_is_answered_five_times_an_hour(thread: Thread) -> None:
    thread.resolves()
    code = thread.code
    for _try in range(7):
        thread.writes(code)
    assert len(thread.provider.seen) == 5 and thread.waits()


def test_an_ordinary_case_does_not_tell_that_its_conversation_is_restricted(thread: Thread) -> None:
    thread.resolves()
    thread.provider.body = {"message": {"id": "unsent"}}
    values = {"case": thread.case, "text": WORDS, "asks_satisfaction": 1}
    sent = thread.does("inform", **values)["message"]["name"]
    thread.does("sensitive", sensitivity=class_of(thread.office))
    thread.office.work()
    assert thread.office.rows("CFM Message", "state", name=sent)[0].state == "Failed"
    case = thread.operator.get(f"/api/resource/Case/{thread.case}")
    assert case.json["data"]["contact_attempts"] and sent not in case.text
    assert "restrict" not in case.text.replace("is_restricted", "").lower()
