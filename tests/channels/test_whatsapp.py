"""WhatsApp against a server that answers as Meta documents; the real one cannot be had in tests."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

import pytest

from cfm_app.channels import conversations, media
from cfm_app.channels.adapters import whatsapp as whatsapp_adapter
from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime
from tests.png import png_of

from .conftest import OPERATOR, Office, ok
from .meta import envelope, post, status, text, whatsapp
from .providers import Provider

INBOX = "cfm_app.api.inbox"
NOW = int(time.time()) - 600
PNG = png_of(bytes(64))


def rows(office: Office, account: str) -> list[Any]:
    fields = ("contact_address", "user_id", "contact_name", "unread", "opted_out_on")
    return office.rows("CFM Conversation", *fields, account=account)


def texts(office: Office, conversation: str) -> list[str]:
    thread = ok(office.user(OPERATOR).call(f"{INBOX}.thread", name=conversation))
    return [each["text"] for each in thread["messages"]]


def answered(office: Office, conversation: str, **given: Any) -> Any:
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take_over", name=conversation))
    answer = operator.call(f"{INBOX}.answer", name=conversation, **given)
    office.work()
    return answer


def test_meta_is_answered_its_challenge_as_plain_text(office: Office, provider: Provider) -> None:
    account = whatsapp(office, provider, "wa-challenge")
    address = office.address(account)
    token = address.partition("token=")[2]
    for given, status_code, body in ((token, 200, b"1158201444"), ("another", 403, b"")):
        asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": given}
        answer = office.served.guest().get(f"{address}&{urlencode(asked)}")
        assert (answer.status, answer.content) == (status_code, body)
        assert (answer.header("Content-Type") or "").startswith("text/plain")


def test_every_entry_change_and_message_is_read_once(office: Office, provider: Provider) -> None:
    account = whatsapp(office, provider, "wa-batch")
    body = envelope(
        text("wamid.b2", "deux", NOW + 2, "23566000011"),
        text("wamid.b3", "ثلاثة ‏", NOW + 3, "23566000011"),
        text("wamid.c1", "autre personne", NOW, "23566000012"),
    )
    body["entry"] += envelope(text("wamid.b1", "un 🌍", NOW + 1, "23566000011"))["entry"]
    body["entry"] += envelope(text("wamid.x", "x", NOW), number_id="of another number")["entry"]
    for _time in range(3):
        assert post(office, account, body).status == 200
    office.work()
    assert [(row.contact_address, row.unread) for row in rows(office, account)] == [
        ("+23566000011", 3),
        ("+23566000012", 1),
    ]
    assert texts(office, rows(office, account)[0].name) == ["un 🌍", "deux", "ثلاثة ‏"]


def test_a_wrong_signature_is_refused_and_told_without_content(
    office: Office, provider: Provider
) -> None:
    account = whatsapp(office, provider, "wa-forged")
    answer = post(office, account, envelope(text("wamid.f", "mot secret", NOW)), "another secret")
    assert (answer.status, answer.content) == (403, b"")
    logged = office.rows("Error Log", "method", "error", reference_name=account)
    assert len(logged) == 1 and "signature" in str(logged[0].error)
    assert "mot secret" not in str(logged)
    assert not office.rows("CFM Envelope", account=account)
    stored = office.rows("CFM Channel Account", "last_refusal", account_name=account)
    assert "signature" in stored[0].last_refusal


def test_a_person_is_known_by_their_id_and_the_number_may_be_missing(
    office: Office, provider: Provider
) -> None:
    account = whatsapp(office, provider, "wa-bsuid")
    number = "23566000021"
    for each in (
        text("wamid.1", "sans ID", NOW, number),
        text("wamid.2", "avec les deux", NOW + 1, number, "TD.1"),
        text("wamid.3", "sans numéro", NOW + 2, None, "TD.1"),
        text("wamid.4", "le numéro d'une autre", NOW + 3, number, "TD.2"),
    ):
        post(office, account, envelope(each))
        office.work()
    found = rows(office, account)
    assert [(row.contact_address, row.user_id, row.unread) for row in found] == [
        (f"+{number}", "TD.1", 3),
        (f"+{number}", "TD.2", 1),
    ]


def test_an_answer_goes_out_and_its_state_never_falls_back(
    office: Office, provider: Provider
) -> None:
    account = whatsapp(office, provider, "wa-states")
    post(office, account, envelope(text("wamid.s", "bonjour", NOW, "23566000031")))
    office.work()
    conversation = rows(office, account)[0].name
    provider.body = {"messages": [{"id": "wamid.out"}]}
    name = ok(answered(office, conversation, text="Bonjour à vous"))["message"]["name"]
    asked = provider.seen[-1]
    assert asked.headers["Authorization"] == "Bearer access-token"
    assert asked.values["to"] == "23566000031"
    assert asked.values["text"] == {"body": "Bonjour à vous"}

    def state() -> str:
        return str(office.rows("CFM Message", "state", name=name)[0].state)

    for told, stands in (("read", "Read"), ("sent", "Read"), ("delivered", "Read")):
        post(office, account, envelope(status("wamid.out", told, NOW + 9)))
        office.work()
        assert state() == stands


@pytest.mark.parametrize(
    ("code", "http", "state", "words"),
    [
        (131047, 400, "Failed", "24 hours"),
        (130429, 429, "Queued", "no more messages for now"),
        (190, 401, "Queued", "refuses the access token"),
        (100, 400, "Failed", "refuses the message (100)"),
        (131000, 500, "Queued", "no more messages for now"),
    ],
)
def test_errors_are_what_they_are(
    office: Office, provider: Provider, code: int, http: int, state: str, words: str
) -> None:
    account = whatsapp(office, provider, f"wa-error-{code}")
    post(office, account, envelope(text("wamid.e", "bonjour", NOW, "23566000041")))
    office.work()
    provider.status = http
    provider.body = {"error": {"code": code, "message": "(#1) quotes +23566000041"}}
    answer = ok(answered(office, rows(office, account)[0].name, text="Bonjour"))
    stored = office.rows("CFM Message", "state", "error", name=answer["message"]["name"])[0]
    assert stored.state == state and words in stored.error
    assert "23566000041" not in stored.error


def test_outside_the_window_only_a_filled_template_goes_out(
    office: Office, provider: Provider
) -> None:
    account = whatsapp(office, provider, "wa-window")
    post(office, account, envelope(text("wamid.w", "avant-hier", NOW - 200_000, "23566000051")))
    office.work()
    conversation = rows(office, account)[0].name
    operator = office.user(OPERATOR)
    thread = ok(operator.call(f"{INBOX}.thread", name=conversation))
    assert thread["needs_template"] and thread["templates"][0]["name"] == "call_us"
    assert "24 hours" in answered(office, conversation, text="Bonjour").text
    given = {"template": "call_us", "values": ["Achta", "1234"]}
    shown = ok(operator.call(f"{INBOX}.preview", name=conversation, **given))
    assert shown["text"] == "Bonjour Achta, appelez-nous au 1234."
    half = answered(office, conversation, template="call_us", values=["Achta"])
    assert half.status == 417 and "every place" in half.text
    provider.body = {"messages": [{"id": "wamid.t"}]}
    assert ok(answered(office, conversation, **given))["message"]["text"] == shown["text"]
    template = provider.seen[-1].values["template"]
    assert (template["name"], template["language"]) == ("call_us", {"code": "fr"})
    parameters = template["components"][0]["parameters"]
    assert [each["text"] for each in parameters] == ["Achta", "1234"]


def test_who_leaves_is_left_alone_until_they_come_back(office: Office, provider: Provider) -> None:
    account = whatsapp(office, provider, "wa-stop")
    post(office, account, envelope(text("wamid.p1", " Arrêt. ", NOW, "23566000061")))
    office.work()
    conversation = rows(office, account)[0].name
    refused = answered(office, conversation, text="Bonjour")
    assert refused.status == 417 and "no more messages" in refused.text
    post(office, account, envelope(text("wamid.p2", "reprendre", NOW + 1, "23566000061")))
    office.work()
    ok(answered(office, conversation, text="Bonjour"))


def image(wamid: str, media_id: str, at: int = NOW) -> dict[str, Any]:
    message = text(wamid, "", at, "23566000071")
    sent = {"id": media_id, "mime_type": "image/png", "caption": "le sac"}
    message["messages"][0] |= {"type": "image", "image": sent}
    return message


@pytest.mark.parametrize(
    ("media_id", "content", "state", "words"),
    [
        ("m1", PNG, "Fetched", ""),
        ("m2", b"<svg onload=alert(1)>", "Refused", "no picture"),
        ("m3", PNG + b"\0" * (2 << 20), "Refused", "larger than 1 MB"),
    ],
)
def test_files_are_private_limited_and_looked_at(
    office: Office, provider: Provider, media_id: str, content: bytes, state: str, words: str
) -> None:
    account = whatsapp(office, provider, f"wa-media-{media_id}", media_megabytes=1)
    provider.body = {"url": f"{provider.url}/bytes", "mime_type": "image/png"}
    provider.pages["/bytes"] = ("image/png", content)
    post(office, account, envelope(image("wamid.i", media_id)))
    office.work()
    conversation = rows(office, account)[0].name
    thread = ok(office.user(OPERATOR).call(f"{INBOX}.thread", name=conversation))
    shown = thread["messages"][0]
    assert (shown["text"], shown["media_state"]) == ("le sac", state)
    assert words in (shown["media_note"] or "")
    assert len(shown["files"]) == (state == "Fetched")
    for file in shown["files"]:
        assert file["file_url"].startswith("/private/files/")
        assert office.user(OPERATOR).get(file["file_url"]).content == content
        assert office.served.guest().get(file["file_url"]).status in (403, 404)


def test_a_file_that_the_account_takes_and_the_site_does_not_keep(
    office: Office, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = whatsapp(office, provider, "wa-media-site", media_megabytes=2)
    monkeypatch.setitem(office.served.site.config, "max_file_size", 1 << 20)
    provider.body = {"url": f"{provider.url}/bytes", "mime_type": "image/png"}
    provider.pages["/bytes"] = ("image/png", PNG.ljust((1 << 20) + 1, b"\0"))
    post(office, account, envelope(image("wamid.site", "m4")))
    office.work()
    conversation = rows(office, account)[0].name
    shown = ok(office.user(OPERATOR).call(f"{INBOX}.thread", name=conversation))["messages"][0]
    assert (shown["media_state"], shown["files"]) == ("Refused", [])
    assert "larger than 1 MB" in shown["media_note"]


def brought_and_lost(office: Office, provider: Provider, name: str) -> str:
    """A picture came in, and the worker that was to fetch it was killed: its conversation."""
    account = whatsapp(office, provider, name)
    provider.body = {"url": f"{provider.url}/bytes", "mime_type": "image/png"}
    provider.pages["/bytes"] = ("image/png", PNG)
    post(office, account, envelope(image(f"wamid.{name}", "m5")))
    office.served.work(conversations.process_waiting)
    office.served.work(lambda: local.db.sql("delete from `__job`"))
    return str(rows(office, account)[0].name)


def media_of(office: Office, conversation: str) -> Any:
    thread = ok(office.user(OPERATOR).call(f"{INBOX}.thread", name=conversation))
    [shown] = thread["messages"]
    return shown


def test_a_file_is_fetched_although_its_worker_was_killed(
    office: Office, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = brought_and_lost(office, provider, "wa-lost")
    office.served.work(media.fetch_waiting)
    # The job may be on its way.
    assert media_of(office, conversation)["media_state"] == "Waiting"
    pass_days(monkeypatch, 1)
    office.served.work(media.fetch_waiting)
    assert media_of(office, conversation)["media_state"] == "Fetched"


def test_a_file_that_ends_its_worker_is_given_up(
    office: Office, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = brought_and_lost(office, provider, "wa-deadly")

    def die(*_arguments: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(whatsapp_adapter.WhatsApp, "fetch", die)
    for tries in range(1, media.MOST_TRIES + 1):
        pass_days(monkeypatch, tries)
        with pytest.raises(SystemExit):
            office.served.work(media.fetch_waiting)
    pass_days(monkeypatch, media.MOST_TRIES + 1)
    office.served.work(media.fetch_waiting)
    shown = media_of(office, conversation)
    assert shown["media_state"] == "Refused" and "again and again" in shown["media_note"]


def pass_days(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    later = add_to_date(now_datetime(), days=days)
    monkeypatch.setattr(media, "now_datetime", lambda: later)


@pytest.mark.parametrize(
    "place", ["http://localhost:{port}/bytes", "http://10.0.0.1/x", "http://[::1]:{port}/bytes"]
)
def test_a_file_behind_the_wall_of_the_office_is_not_fetched(
    office: Office, provider: Provider, place: str
) -> None:
    account = whatsapp(office, provider, f"wa-wall-{len(place)}")
    port = provider.url.rpartition(":")[2]
    provider.body = {"url": place.format(port=port), "mime_type": "image/png"}
    provider.pages["/bytes"] = ("image/png", PNG)
    post(office, account, envelope(image("wamid.w", "m9")))
    office.work()
    conversation = rows(office, account)[0].name
    shown = ok(office.user(OPERATOR).call(f"{INBOX}.thread", name=conversation))["messages"][0]
    assert (shown["media_state"], shown["files"]) == ("Refused", [])
    assert "not on the internet" in shown["media_note"]
    assert "/bytes" not in [each.path for each in provider.seen]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, {"display_phone_number": "+235 66 00 00 00"}, "knows the account: +235 66 00 00 00"),
        (400, {"error": {"code": 100, "error_subcode": 33}}, "copy the phone number ID from Meta"),
        (401, {"error": {"code": 190}}, "a manager enters a new one"),
    ],
)
def test_a_trial_says_what_to_do(
    office: Office, provider: Provider, status: int, body: dict[str, Any], said: str
) -> None:
    account = whatsapp(office, provider, f"wa-trial-{status}")
    provider.status, provider.body = status, body
    asked = {"dt": "CFM Channel Account", "dn": account, "method": "try_connection"}
    answer = office.user("leads@test.cfm").post("/api/method/run_doc_method", asked)
    assert said in ok(answer)
