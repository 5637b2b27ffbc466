"""A conversation that is sensitive is invisible to all others, at once and through every door."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.engine.served import Answer, Client
from tests.png import png_of

from .conftest import ELSEWHERE, HANDLER, OPERATOR, SECOND, Office, ok
from .meta import envelope, post, text, whatsapp
from .providers import Provider
from .test_whatsapp import image

INBOX = "cfm_app.api.inbox"
NOW = int(time.time()) - 600
SECRET = "zqsecret"
CLASS = "Exploitation et abus sexuels"
RATION, ABUSE = "Quantité de la ration", "Exploitation ou abus sexuel"
OTHERS = (OPERATOR, SECOND, "leads@test.cfm", ELSEWHERE)
# The same bytes are one file, and what others sent is theirs to read.
PICTURE = png_of(SECRET.encode())
MISSING = {"CFM Conversation": "CNV-2026-100001", "CFM Message": "MSG-2026-100001"}


def began(office: Office, provider: Provider, name: str, phone: str) -> str:
    """A conversation with words and a file."""
    account = whatsapp(office, provider, name)
    provider.body = {"url": f"{provider.url}/bytes"}
    provider.pages["/bytes"] = ("image/png", PICTURE)
    said = text(f"wamid.{name}", f"{SECRET} au dépôt", NOW, phone)
    picture = image(f"wamid.{name}.i", "m", NOW)
    picture["contacts"][0]["wa_id"] = picture["messages"][0]["from"] = phone
    post(office, account, envelope(said, picture))
    office.work()
    return str(office.rows("CFM Conversation", account=account)[0].name)


def class_of(office: Office) -> str:
    names = [
        row.name for row in office.rows("Case Sensitivity", handler_role="CFM PSEA Focal Point")
    ]
    assert names
    return names[0]


@pytest.fixture
def restricted(office: Office, provider: Provider, request: pytest.FixtureRequest) -> str:
    phone = f"235661{abs(hash(request.node.name)) % 10**5:05d}"
    name = began(office, provider, f"wa-{request.node.name}"[:60], phone)
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take", name=name))
    answer = ok(operator.call(f"{INBOX}.sensitive", name=name, sensitivity=class_of(office)))
    assert answer == {"conversation": name, "still_open": False}
    return name


def doors(client: Client, doctype: str, name: str, conversation: str) -> list[Answer]:
    """What is answered about one document, by its name and by lists that could show it."""
    by = json.dumps([["name", "=", name]])
    of = json.dumps(
        [["conversation", "=", conversation]] if doctype == "CFM Message" else [["name", "=", name]]
    )
    call = client.call
    return [
        client.get(f"/api/resource/{doctype.replace(' ', '%20')}/{name}"),
        client.get(f"/api/resource/{doctype.replace(' ', '%20')}", {"filters": by}),
        call("frappe.client.get", doctype=doctype, name=name),
        call("frappe.client.get_list", doctype=doctype, filters=of),
        call("frappe.client.get_count", doctype=doctype, filters=of),
        call("frappe.desk.reportview.get_count", doctype=doctype, filters=of),
        call("frappe.client.get_value", doctype=doctype, fieldname="state", filters=by),
        call("frappe.desk.search.search_link", doctype=doctype, txt=name),
        call("frappe.desk.form.load.getdoc", doctype=doctype, name=name),
        call("frappe.client.validate_link", doctype=doctype, docname=name, fields="[]"),
        call("frappe.desk.form.load.get_communications", doctype=doctype, name=name),
        call(f"{INBOX}.thread", name=name),
        call(f"{INBOX}.take", name=name),
        call(f"{INBOX}.take_over", name=name),
        call(f"{INBOX}.answer", name=name, text="x"),
        call(f"{INBOX}.not_feedback", name=name),
        call(f"{INBOX}.sensitive", name=name, sensitivity="Non sensible"),
        call(f"{INBOX}.make_case", name=name, values={}),
        call(f"{INBOX}.attach", name=name, case="CFM-2026-100001"),
    ]


@pytest.mark.parametrize("doctype", list(MISSING))
def test_it_is_a_missing_one_to_everybody_else(
    office: Office, restricted: str, doctype: str
) -> None:
    name = restricted
    if doctype == "CFM Message":
        name = office.rows("CFM Message", conversation=restricted)[0].name
    for user in OTHERS:
        client = office.user(user)
        closed = doors(client, doctype, name, restricted)
        absent = doors(client, doctype, MISSING[doctype], MISSING["CFM Conversation"])
        for found, missing in zip(closed, absent, strict=True):
            told = found.text.replace(name, "N").replace(restricted, "N")
            wanted = missing.text.replace(MISSING[doctype], "N").replace(
                MISSING["CFM Conversation"], "N"
            )
            assert (found.status, told) == (missing.status, wanted), user
            assert SECRET not in found.text


def test_its_files_and_lists_are_closed_to_everybody_else(office: Office, restricted: str) -> None:
    messages = [row.name for row in office.rows("CFM Message", conversation=restricted)]
    files = [
        file for name in messages for file in office.rows("File", "file_url", attached_to_name=name)
    ]
    assert len(files) == 1
    for user in OTHERS:
        client = office.user(user)
        assert client.get(files[0].file_url).status in (403, 404)
        listed = client.get("/api/resource/File", {"limit_page_length": "0"}).text
        assert files[0].name not in listed
        for view in ("waiting", "mine", "all", "answered"):
            answer = client.call(f"{INBOX}.conversations", view=view)
            assert restricted not in answer.text and SECRET not in answer.text
        news = client.call(f"{INBOX}.news", since="2020-01-01 00:00:00")
        assert restricted not in news.text
    assert office.user(HANDLER).get(files[0].file_url).content == PICTURE


def test_a_file_that_is_closed_is_answered_as_one_that_was_never_there(
    office: Office, restricted: str
) -> None:
    messages = [row.name for row in office.rows("CFM Message", conversation=restricted)]
    (closed,) = [
        file.name for name in messages for file in office.rows("File", attached_to_name=name)
    ]
    for client in (*map(office.user, OTHERS), office.served.guest()):
        told = []
        for name in (closed, "0123456789"):
            address = f"/api/resource/File/{name}"
            answers = [
                client.get(address),
                client.send("PUT", address, {"file_type": "x"}),
                client.send("DELETE", address),
                client.get(f"/api/v2/document/File/{name}"),
                client.call("frappe.client.get", doctype="File", name=name),
                client.call("frappe.client.delete", doctype="File", name=name),
                client.call("frappe.desk.form.load.getdoc", doctype="File", name=name),
                client.call("frappe.client.validate_link", doctype="File", docname=name),
                client.call("frappe.desk.form.utils.remove_attach", fid=name),
                client.call("frappe.core.api.file.unzip_file", name=name),
            ]
            told.append([(each.status, each.text.replace(name, "N")) for each in answers])
        assert told[0] == told[1]
    assert office.user(HANDLER).get(f"/api/resource/File/{closed}").status == 200


def test_its_handlers_read_it_and_are_told_without_a_word_of_it(
    office: Office, restricted: str
) -> None:
    handler = office.user(HANDLER)
    thread = ok(handler.call(f"{INBOX}.thread", name=restricted))
    assert thread["messages"][0]["text"].startswith(SECRET) and thread["restricted"]
    told = office.rows("Notification Log", "subject", "for_user", document_name=restricted)
    assert [row.for_user for row in told] == [HANDLER]
    assert SECRET not in told[0].subject
    read = office.rows("CFM Access Log", "user", ref_name=restricted, action="Read")
    assert [row.user for row in read] == [HANDLER]


def test_nothing_but_the_neutral_text_goes_out(
    office: Office, provider: Provider, restricted: str
) -> None:
    handler = office.user(HANDLER)
    ok(handler.call(f"{INBOX}.take", name=restricted))
    refused = handler.call(f"{INBOX}.answer", name=restricted, text="Nous savons qui c'était.")
    assert refused.status == 417 and "restricted" in refused.text
    thread = ok(handler.call(f"{INBOX}.thread", name=restricted))
    assert "restricted" in thread["why_not"]
    provider.body, provider.pages = {"messages": [{"id": "wamid.neutral"}]}, {}
    before = len(provider.seen)
    ok(handler.call(f"{INBOX}.answer", name=restricted, text=thread["only_text"]))
    office.work()
    assert [each.values["text"]["body"] for each in provider.seen[before:]] == [thread["only_text"]]


def test_what_waits_to_go_out_stays_when_it_becomes_restricted(
    office: Office, provider: Provider
) -> None:
    name = began(office, provider, "wa-late", "23566100001")
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take", name=name))
    sent = ok(operator.call(f"{INBOX}.answer", name=name, text="Qui était-ce ?"))["message"]["name"]
    ok(operator.call(f"{INBOX}.sensitive", name=name, sensitivity=class_of(office)))
    before = len(provider.seen)
    office.work()
    assert len(provider.seen) == before
    stored = office.rows("CFM Message", "state", "error", name=sent)[0]
    assert stored.state == "Failed" and "restricted" in stored.error


def test_what_the_person_writes_next_reaches_the_handlers_alone(
    office: Office, restricted: str
) -> None:
    row = office.rows("CFM Conversation", "account", "contact_address", name=restricted)[0]
    more = text("wamid.more", f"{SECRET} encore", NOW + 60, row.contact_address.removeprefix("+"))
    post(office, row.account, envelope(more))
    office.work()
    assert [each.name for each in office.rows("CFM Conversation", account=row.account)] == [
        restricted
    ]
    thread = ok(office.user(HANDLER).call(f"{INBOX}.thread", name=restricted))
    assert thread["messages"][-1]["text"] == f"{SECRET} encore"


def test_a_sensitive_case_takes_its_conversation_along(office: Office, provider: Provider) -> None:
    name = began(office, provider, "wa-case", "23566100002")
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take", name=name))
    made = ok(operator.call(f"{INBOX}.make_case", name=name, values={"case": {"category": ABUSE}}))
    assert made["restricted"] and not made["conversation_open"]
    assert operator.call(f"{INBOX}.thread", name=name).status == 404
    handler = office.user(HANDLER)
    thread = ok(handler.call(f"{INBOX}.thread", name=name))
    assert [each["name"] for each in thread["cases"]] == [made["case"]]
    report = office.rows("Sensitive Report", "description", cfm_case=made["case"])[0]
    assert report.description.startswith(SECRET)


def test_a_conversation_follows_its_case_there_and_back(office: Office, provider: Provider) -> None:
    name = began(office, provider, "wa-follow", "23566100003")
    operator, handler = office.user(OPERATOR), office.user(HANDLER)
    ok(operator.call(f"{INBOX}.take", name=name))
    made: Any = ok(
        operator.call(f"{INBOX}.make_case", name=name, values={"case": {"category": RATION}})
    )
    assert made["conversation_open"]
    path = f"/api/resource/Case/{made['case']}"
    changed = operator.send("PUT", path, {"category": ABUSE, "sensitivity": None})
    assert changed.status == 200, changed.text
    assert operator.call(f"{INBOX}.thread", name=name).status == 404
    refused = handler.call(f"{INBOX}.sensitive", name=name, sensitivity="Non sensible")
    assert refused.status == 417 and "class" in refused.text
    ok(
        handler.call(
            "cfm_app.api.sensitive.clarify",
            case=made["case"],
            sensitivity="Non sensible",
            reason="Rien de sensible",
            category=RATION,
        )
    )
    assert ok(operator.call(f"{INBOX}.thread", name=name))["restricted"] is False


def test_nobody_writes_messages_by_rest(office: Office, provider: Provider) -> None:
    name = began(office, provider, "wa-rest", "23566100004")
    message = office.rows("CFM Message", conversation=name)[0].name
    for user in (OPERATOR, "leads@test.cfm"):
        client = office.user(user)
        made = client.post(
            "/api/resource/CFM%20Message", {"conversation": name, "direction": "Out"}
        )
        assert made.status == 403, made.text
        for doctype, of, values in (
            ("CFM%20Message", message, {"text": "x"}),
            ("CFM%20Conversation", name, {"sensitivity": "Non sensible", "taken_by": SECOND}),
        ):
            path = f"/api/resource/{doctype}/{of}"
            assert client.send("PUT", path, values).status == 403
            assert client.send("DELETE", path).status == 403
    assert len(office.rows("CFM Message", conversation=name)) == 2
