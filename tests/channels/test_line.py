"""The free line: what a telephone system tells, the calls that come of it, and whom they show to."""

from __future__ import annotations

from itertools import count, permutations
from typing import Any
from urllib.parse import urlencode

import pytest

from cfm_app.channels import ringing
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime

from .conftest import ELSEWHERE, HANDLER, OPERATOR, SECOND, Office, ok
from .test_inbox import RATION

CALLS = "cfm_app.api.calls"
MANAGER = "leads@test.cfm"
ABUSE = "EAS et harcèlement sexuel"
PHONES = {"201": OPERATOR, "202": SECOND, "203": HANDLER}
_ids = count(1)
_numbers = count(1)


@pytest.fixture
def line(office: Office, request: pytest.FixtureRequest) -> str:
    rows = [{"extension": each, "user": user} for each, user in PHONES.items()]
    return office.account(
        account_name=f"line {request.node.name}"[:100],
        adapter="Free line",
        channel="Ligne verte",
        extensions=rows,
    )


@pytest.fixture
def caller() -> str:
    """The number of somebody of this test alone."""
    return f"+2356677{next(_numbers):04d}"


class Call:
    """A call as a telephone system tells it."""

    def __init__(self, office: Office, line: str, number: str, **values: Any) -> None:
        self.office, self.line = office, line
        theirs = {"from": number, "to": "1212"}
        self.values = {"direction": "in", "callId": f"c{next(_ids)}", **theirs, **values}

    def event(self, name: str, **values: Any) -> dict[str, Any]:
        return {"event": name, **self.values, **values}

    def tell(self, name: str, work: bool = True, **values: Any) -> None:
        answer = self.office.brought(self.office.address(self.line), self.event(name, **values))
        assert (answer.status, answer.text) == (200, "{}")
        if work:
            self.office.work()

    def row(self, *fields: str) -> Any:
        [row] = self.office.rows("CFM Call", *fields, call_id=self.values["callId"])
        return row


@pytest.fixture
def call(office: Office, line: str, caller: str) -> Call:
    return Call(office, line, caller)


def rings(office: Office, user: str, call: Call) -> str | None:
    """The state of a call on the page of a user; None where it does not show."""
    rows = ok(office.user(user).call(f"{CALLS}.ringing"))
    name = call.row().name
    return next((row["state"] for row in rows if row["name"] == name), None)


def tasks(office: Office, number: str) -> list[Any]:
    fields = ("missed_calls", "call_back_due_on", "call_back_tries", "call_back_state")
    return office.rows("CFM Call", *fields, number=number, call_back_state="Open")


def test_a_call_is_told_in_three_events(office: Office, call: Call, caller: str) -> None:
    call.tell("newCall", **{"user[]": ["201", "202"]})
    row = call.row("state", "number", "direction", "channel", "rings_at")
    assert (row.state, row.number, row.direction) == ("Ringing", caller, "In")
    assert (row.channel, row.rings_at.splitlines()) == ("Ligne verte", [OPERATOR, SECOND])
    call.tell("answer", answeringNumber="202")
    row = call.row("state", "operator", "answered_on")
    assert (row.state, row.operator) == ("Answered", SECOND) and row.answered_on
    call.tell("hangup", cause="normalClearing")
    row = call.row("state", "cause", "talking_seconds", "waiting_seconds")
    assert (row.state, row.cause) == ("Ended", "normalClearing")
    assert row.talking_seconds >= 0 and row.waiting_seconds >= 0


@pytest.mark.parametrize("order", list(permutations(("newCall", "answer", "hangup"))))
def test_events_make_one_call_in_whatever_order_and_however_often_they_come(
    office: Office, call: Call, caller: str, order: tuple[str, ...]
) -> None:
    told = {"newCall": {"user": "201"}, "answer": {"answeringNumber": "201"}}
    for name in order * 3:
        call.tell(name, **told.get(name, {"cause": "normalClearing"}))
    row = call.row("state", "operator", "rings_at", "talking_seconds")
    assert (row.state, row.operator, row.rings_at) == ("Ended", OPERATOR, OPERATOR)
    assert row.talking_seconds >= 0 and not tasks(office, caller)
    assert len(office.rows("CFM Envelope", account=call.line)) == 3


MULTIPART = """--x\r
Content-Disposition: form-data; name="{}"\r
\r
{}\r
"""


def multipart(pairs: list[tuple[str, str]]) -> str:
    return "".join(MULTIPART.format(*each) for each in pairs) + "--x--\r\n"


@pytest.mark.parametrize(
    ("kind", "people", "call_id"),
    [
        ("application/json", [("user", ["201", "202"])], "callId"),
        ("application/x-www-form-urlencoded", [("user[]", "201"), ("user[]", "202")], "callId"),
        ("application/x-www-form-urlencoded", [("user[0]", "201"), ("user[1]", "202")], "call_id"),
        ("application/x-www-form-urlencoded", [("user", "201"), ("user", "202")], "callId"),
        ("multipart/form-data; boundary=x", [("user[]", "201"), ("user[]", "202")], "callId"),
    ],
)
def test_all_ways_to_write_the_contract_are_read(
    office: Office, call: Call, kind: str, people: list[tuple[str, Any]], call_id: str, caller: str
) -> None:
    event = call.event("newCall")
    event[call_id] = event.pop("callId")
    pairs = [*event.items(), *people]
    body: Any = dict(pairs)
    if "json" not in kind:
        body = multipart(pairs) if "multipart" in kind else urlencode(pairs)
    answer = office.served.guest().post(office.address(call.line), body, Content_Type=kind)
    assert (answer.status, answer.text) == (200, "{}")
    office.work()
    row = call.row("number", "rings_at")
    assert (row.number, row.rings_at.splitlines()) == (caller, [OPERATOR, SECOND])


def test_what_is_no_call_is_refused_and_nothing_of_it_is_noted(office: Office, call: Call) -> None:
    address, good = office.address(call.line), call.event("newCall")
    for wrong in ({"event": "other"}, {"callId": ""}, {"direction": "up"}, {"event": ""}):
        assert office.brought(address, {**good, **wrong}).status == 400
    assert office.served.guest().get(address).status == 403
    assert not office.rows("CFM Envelope", account=call.line)
    logged = office.rows("Error Log", "error", reference_name=call.line)
    assert logged and not any(good["from"] in row.error for row in logged)


def test_it_shows_at_the_phone_that_rings_and_nowhere_else(office: Office, call: Call) -> None:
    call.tell("newCall", user="201")
    assert rings(office, OPERATOR, call) == "Ringing"
    assert not rings(office, SECOND, call) and not rings(office, MANAGER, call)
    call.tell("answer", answeringNumber="202")
    assert rings(office, OPERATOR, call) is None
    assert rings(office, SECOND, call) == "Answered"
    call.tell("hangup", cause="normalClearing")
    assert rings(office, SECOND, call) == "Ended"


def test_users_are_known_by_their_names_and_log_ins_too(office: Office, line: str) -> None:
    full_name = office.rows("User", "full_name", name=OPERATOR)[0].full_name
    for named in (full_name, OPERATOR.upper(), "201"):
        call = Call(office, line, "+23566990001")
        call.tell("newCall", **{"user[]": [named, "nobody"]})
        assert call.row("rings_at").rings_at == OPERATOR


def test_the_number_proposes_people_whom_the_operator_confirms(
    office: Office, call: Call, caller: str
) -> None:
    operator = office.user(OPERATOR)
    given = {
        "case": {"category": RATION, "description": "x"},
        "person": {"full_name": "Zara", "phone": caller},
    }
    case = ok(operator.call("cfm_app.api.console.new_case", **given))["case"]
    call.tell("newCall", user="201")
    name = call.row().name
    told = ok(operator.call(f"{CALLS}.caller", name=name))
    [person] = told["people"]
    assert (person["full_name"], person["cases"][0]["name"]) == ("Zara", case)
    assert told["number"] == caller and told["script"] and told["person"] is None
    assert call.row("community_member").community_member is None
    confirmed = {"name": name, "community_member": person["name"]}
    ok(operator.call(f"{CALLS}.confirm_person", **confirmed))
    assert call.row("community_member").community_member == person["name"]


@pytest.mark.parametrize("written", ["anonymous", "", "Unknown", "WITHHELD"])
def test_withheld_numbers_work(office: Office, line: str, written: str) -> None:
    call = Call(office, line, written)
    call.tell("newCall", user="201")
    row = call.row("number", "is_withheld")
    assert (row.number, row.is_withheld) == (None, 1)
    told = ok(office.user(OPERATOR).call(f"{CALLS}.caller", name=row.name))
    assert told["number"] is None and told["people"] == []
    call.tell("hangup", cause="cancel")
    assert call.row("state", "call_back_state").state == "Missed"
    assert not call.row("call_back_state").call_back_state


def test_a_case_of_a_call_links_to_it(office: Office, call: Call, caller: str) -> None:
    operator = office.user(OPERATOR)
    call.tell("newCall", user="201")
    name = call.row().name
    begins = ok(operator.call(f"{CALLS}.for_case", name=name))
    assert (begins["channel"], begins["phone"]) == ("Ligne verte", caller)
    values = {"case": {"category": RATION, "description": "x"}, "person": {"phone": caller}}
    asked = {"name": name, "values": values, "request_id": name}
    made = [ok(operator.call(f"{CALLS}.make_case", **asked)) for _time in range(2)]
    assert made[0] == made[1] and made[0]["call_open"]
    rows = office.rows("CFM Conversation Case", "cfm_case", parent=name)
    assert [row.cfm_case for row in rows] == [made[0]["case"]]
    assert office.rows("Case", "channel", name=made[0]["case"])[0].channel == "Ligne verte"
    assert rings(office, OPERATOR, call) is None
    page = operator.get(f"/cfm/case?name={made[0]['case']}").text
    assert "Call of the person" in page


def test_a_call_of_a_restricted_case_is_as_hidden_as_the_case(
    office: Office, call: Call, caller: str
) -> None:
    operator = office.user(OPERATOR)
    call.tell("newCall", user="201")
    call.tell("answer", answeringNumber="201")
    name = call.row().name
    abuse = office.rows("Case Category", sensitivity=ABUSE)[0].name
    values = {"case": {"category": abuse, "description": "x"}, "person": {"phone": caller}}
    made = ok(operator.call(f"{CALLS}.make_case", name=name, values=values))
    assert made["restricted"] and made["call_open"] is False
    call.tell("hangup", cause="normalClearing")
    for user in (OPERATOR, SECOND, MANAGER, ELSEWHERE):
        client = office.user(user)
        assert client.get(f"/api/resource/CFM%20Call/{name}").status == 404
        listed = client.get("/api/resource/CFM%20Call?limit_page_length=0").text
        assert name not in listed and caller not in listed
        for method in ("caller", "for_case", "confirm_person", "reached"):
            assert client.call(f"{CALLS}.{method}", name=name).status == 404
        assert rings(office, user, call) is None
    handler = office.user(HANDLER)
    assert handler.get(f"/api/resource/CFM%20Call/{name}").json["data"]["number"] == caller
    ok(handler.call(f"{CALLS}.caller", name=name))
    assert office.rows("CFM Access Log", ref_doctype="CFM Call", ref_name=name)


def test_a_handler_sees_what_rings_at_their_phone_and_no_other_ordinary_call(
    office: Office, line: str, call: Call
) -> None:
    other = Call(office, line, "+23566990002")
    other.tell("newCall", user="201")
    call.tell("newCall", user="203")
    assert rings(office, HANDLER, call) == "Ringing" and not rings(office, HANDLER, other)
    handler, name = office.user(HANDLER), call.row().name
    ok(handler.call(f"{CALLS}.caller", name=name))
    assert handler.call(f"{CALLS}.caller", name=other.row().name).status == 404
    call.tell("answer", answeringNumber="203")
    assert handler.get(f"/api/resource/CFM%20Call/{name}").status == 200
    assert handler.get(f"/api/resource/CFM%20Call/{other.row().name}").status == 404


def test_calls_are_written_by_the_app_alone(office: Office, call: Call) -> None:
    call.tell("newCall", user="201")
    client, path = office.user(MANAGER), f"/api/resource/CFM%20Call/{call.row().name}"
    assert client.send("PUT", path, {"state": "Ended"}).status == 403
    assert client.send("DELETE", path).status == 403
    assert call.row("state").state == "Ringing"


def missed(office: Office, line: str, number: str, cause: str = "cancel") -> Call:
    call = Call(office, line, number)
    call.tell("newCall", user="201")
    call.tell("hangup", cause=cause)
    return call


def test_missed_calls_of_a_number_are_one_task(office: Office, line: str, caller: str) -> None:
    first = missed(office, line, caller)
    known = {"doctype": "Community Member", "full_name": f"Zara {caller[-4:]}", "phone": caller}
    office.served.work(lambda: get_doc(known).insert())
    missed(office, line, caller, "noAnswer")
    missed(office, line, caller.removeprefix("+"), "busy")
    [task] = tasks(office, caller)
    assert (task.name, task.missed_calls) == (first.row().name, 3)
    page = office.user(OPERATOR).get("/cfm/call-backs").text
    assert page.count(f'data-missed="{task.name}"') == 1 and "Missed calls: 3" in page
    assert f'href="tel:{caller}"' in page and f"Zara {caller[-4:]}" in page


@pytest.mark.parametrize("way", ["in", "out"])
def test_the_task_ends_when_they_are_reached_in_either_direction(
    office: Office, line: str, caller: str, way: str
) -> None:
    missed(office, line, caller)
    vain = Call(office, line, "201", direction="out", to=caller)
    vain.tell("newCall", user="201")
    vain.tell("hangup", cause="cancel")
    assert [row.call_back_tries for row in tasks(office, caller)] == [1]
    if way == "in":
        reached = Call(office, line, caller)
    else:
        reached = Call(office, line, "201", direction="out", to=caller)
    reached.tell("newCall", user="201")
    assert tasks(office, caller)
    reached.tell("answer", answeringNumber="201")
    assert not tasks(office, caller)
    fields = ("reached_in", "reached_by")
    [done] = office.rows("CFM Call", *fields, number=caller, call_back_state="Done")
    assert (done.reached_in, done.reached_by) == (reached.row().name, OPERATOR)
    missed(office, line, caller)
    assert [row.missed_calls for row in tasks(office, caller)] == [1]


def test_a_call_of_a_restricted_case_ends_the_task_without_a_trace(
    office: Office, line: str, caller: str
) -> None:
    task = missed(office, line, caller)
    vain = Call(office, line, "203", direction="out", to=caller)
    vain.tell("newCall", user="203")
    vain.tell("hangup", cause="cancel")
    spoken = Call(office, line, "203", direction="out", to=caller)
    spoken.tell("newCall", user="203")
    spoken.tell("answer", answeringNumber="203")
    handler = office.user(HANDLER)
    abuse = office.rows("Case Category", sensitivity=ABUSE)[0].name
    values = {"case": {"category": abuse, "description": "x"}, "person": {"phone": caller}}
    case = ok(handler.call(f"{CALLS}.make_case", name=spoken.row().name, values=values))["case"]
    ok(handler.call(f"{CALLS}.attach", name=vain.row().name, case=case))
    spoken.tell("hangup", cause="normalClearing")
    operator = office.user(OPERATOR)
    path = f"/api/resource/CFM%20Call/{task.row().name}"
    shown = operator.get(path)
    assert shown.json["data"]["call_back_state"] == "Done" and not tasks(office, caller)
    told = [value for name, value in shown.json["data"].items() if name.startswith("reached")]
    assert not any(told) and not shown.json["data"].get("call_back_tries")
    assert HANDLER not in shown.text and spoken.row().name not in shown.text


def test_the_phone_that_rang_in_vain_answered_nothing(
    office: Office, call: Call, caller: str
) -> None:
    call.tell("newCall", user="201")
    call.tell("hangup", cause="cancel", answeringNumber="201")
    row = call.row("state", "operator")
    assert (row.state, row.operator) == ("Missed", None) and len(tasks(office, caller)) == 1


def test_an_operator_settles_a_task_by_hand(office: Office, line: str, caller: str) -> None:
    call = missed(office, line, caller)
    ok(office.user(SECOND).call(f"{CALLS}.reached", name=call.row().name))
    assert not tasks(office, caller)
    assert call.row("reached_by").reached_by == SECOND
    missed(office, line, caller)
    assert [row.missed_calls for row in tasks(office, caller)] == [1]


def test_a_call_whose_end_was_lost_is_missed(office: Office, call: Call, caller: str) -> None:
    call.tell("newCall", user="201")
    long_ago = add_to_date(now_datetime(), hours=-2)
    office.set("CFM Call", call.row().name, started_on=long_ago)
    assert rings(office, OPERATOR, call) is None
    office.served.work(ringing.end_lost)
    assert call.row("state").state == "Missed" and len(tasks(office, caller)) == 1


def test_tasks_are_counted_among_what_waits(office: Office, line: str, caller: str) -> None:
    operator = office.user(OPERATOR)
    before = ok(operator.call("cfm_app.api.bell.look"))["pages"]["/cfm/call-backs"]
    missed(office, line, caller)
    after = ok(operator.call("cfm_app.api.bell.look"))["pages"]["/cfm/call-backs"]
    assert after == before + 1


def test_numbers_are_dialled_as_the_office_chose(office: Office, line: str, caller: str) -> None:
    missed(office, line, caller)
    chosen = {"dial_by": "Softphone (sip:)", "sip_domain": "pbx.test"}
    office.change("CFM Settings", "CFM Settings", **chosen)
    page = office.user(OPERATOR).get("/cfm/call-backs").text
    office.change("CFM Settings", "CFM Settings", dial_by="Telephone (tel:)")
    assert f'href="sip:{caller}@pbx.test"' in page


def test_an_account_says_who_sits_where_and_whether_calls_come(office: Office, line: str) -> None:
    asked = {"dt": "CFM Channel Account", "dn": line, "method": "try_connection"}
    client = office.user(MANAGER)
    assert "No call has come" in ok(client.post("/api/method/run_doc_method", asked))
    missed(office, line, "+23566990003")
    assert "Calls come in" in ok(client.post("/api/method/run_doc_method", asked))
    twice = [{"extension": "9", "user": OPERATOR}] * 2
    with pytest.raises(Exception, match="stands twice"):
        office.account(
            account_name="line twice", adapter="Free line", channel="Ligne verte", extensions=twice
        )
