"""Where an account sends to is changed by nobody unnoticed, and an inner server by whoever runs the machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from .conftest import OPERATOR, Office
from .providers import Provider
from .test_maps import GATEWAYS, SIGNING
from .test_outbox import answered, gateway

MANAGER, GUARDIAN = "leads@test.cfm", "guards@test.cfm"
ACCOUNT, OUTSIDE = "CFM Channel Account", "https://8.8.8.8/send"


def path(account: str) -> str:
    return f"/api/resource/{ACCOUNT.replace(' ', '%20')}/{account}"


def test_a_new_server_is_handed_no_secret_and_is_told(office: Office, provider: Provider) -> None:
    office.served.add_user(GUARDIAN, "CFM Data Protection", language="en")
    account = gateway(office, provider, "moves", api_secret="of-the-former-one")
    manager = office.user(MANAGER)
    answer = manager.send("PUT", path(account), {"out_url": OUTSIDE})
    assert answer.status == 200 and "Enter this again" in answer.text
    assert not answer.json["data"].get("api_secret")
    log = office.rows("CFM Access Log", "user", "detail", ref_name=account, action="Account")
    assert (log[-1].user, "Address of the gateway" in log[-1].detail) == (MANAGER, True)
    told = office.rows("Notification Log", "subject", for_user=GUARDIAN)
    assert "8.8.8.8" in told[-1].subject
    again = manager.send("PUT", path(account), {"api_secret": "of-the-new-one"})
    assert again.status == 200 and again.json["data"]["api_secret"]


def test_a_secret_typed_with_the_new_server_stays(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "moves-whole", api_secret="old")
    values = {"out_url": OUTSIDE, "api_secret": "new"}
    answer = office.user(MANAGER).send("PUT", path(account), values)
    assert answer.status == 200 and answer.json["data"]["api_secret"]


def test_a_manager_enters_no_server_behind_the_wall(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "inner", out_url=OUTSIDE)
    for inner in (
        "http://127.0.0.1:6379/",
        "http://10.0.0.7/x",
        "http://[::1]/x",
        "http://169.254.169.254/",
    ):
        answer = office.user(MANAGER).send("PUT", path(account), {"out_url": inner})
        assert answer.status == 417 and "inner_servers" in answer.text, inner
    assert office.rows(ACCOUNT, "out_url", name=account)[0].out_url == OUTSIDE
    office.change(ACCOUNT, account, out_url=provider.url)
    assert office.user(MANAGER).send("PUT", path(account), {"rate_per_minute": 5}).status == 200


def test_whoever_is_shown_the_addresses_stands_in_the_log(
    office: Office, provider: Provider
) -> None:
    account = gateway(office, provider, "shown")
    doc = office.user(MANAGER).get(path(account)).json["data"]
    asked = {"docs": json.dumps(doc), "method": "show_addresses"}
    assert office.user(MANAGER).post("/api/method/run_doc_method", asked).status == 200
    log = office.rows("CFM Access Log", "user", ref_name=account, action="Account")
    assert log[-1].user == MANAGER


def test_nobody_chooses_the_token_of_an_address(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "chosen")
    manager, good = office.user(MANAGER), office.address(account)
    given = {
        "token": "chosen",
        "previous_token": "chosen-too",
        "previous_token_until": "2099-01-01",
    }
    assert manager.send("PUT", path(account), given).status == 200
    for field, value in given.items():
        asked = {"doctype": ACCOUNT, "name": account, "fieldname": field, "value": value}
        manager.call("frappe.client.set_value", **asked)
    door = good.partition("token=")[0]
    said = {"from": "23566200077", "text": "forged", "id": "chosen-1"}
    for token in ("chosen", "chosen-too"):
        answer = office.served.guest().send("POST", f"{door}token={token}", json.dumps(said))
        assert answer.status == 403
    assert office.address(account) == good
    made = {"doctype": ACCOUNT, "account_name": "chosen new", "adapter": "SMS", "channel": "SMS"}
    answer = manager.call(
        "frappe.client.insert", doc={**made, "enabled": 1, **given, "out_url": OUTSIDE}
    )
    assert answer.status == 200 and not answer.json["message"].get("previous_token")
    assert "chosen" not in office.address("chosen new").partition("token=")[2]


def test_ids_at_the_provider_are_nobodys_to_read(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "ids")
    answered(office, account, "Bonjour")
    name = office.rows("CFM Message", account=account, direction="Out")[0].name
    for user in (OPERATOR, MANAGER):
        shown = office.user(user).get(f"/api/resource/CFM%20Message/{name}").json["data"]
        assert not {"sender_id", "reference"} & {key for key, value in shown.items() if value}


def test_only_what_was_signed_is_read(office: Office) -> None:
    account = office.account(
        account_name="signed body",
        adapter="SMS",
        ready_map="Android SMS Gateway",
        signature_secret=SIGNING,
    )
    raw, moment = json.dumps(GATEWAYS[3].brings), int(time.time())
    made = hmac.new(SIGNING.encode(), f"{raw}{moment}".encode(), hashlib.sha256).hexdigest()
    forged = "payload.sender=%2B23566990099&payload.message=FORGED&payload.messageId=f"
    address = f"{office.address(account)}&{forged}&payload.receivedAt=2026-11-27T08:00:00Z"
    headers = {"X_Timestamp": str(moment), "X_Signature": made}
    office.served.guest().send("POST", address, raw, Content_Type="text/plain", **headers)
    assert office.rows("CFM Envelope", account=account) == []


def test_a_charset_in_the_address_brings_no_other_words(office: Office) -> None:
    """Kannel says in the address in which charset a text stands there; that is no part of what is signed."""
    given = {"in_sender": "from", "in_text": "text", "in_id": "id", "in_time": "time"}
    given |= {"in_charset": "charset", "in_id_repeats": 1, "signature_header": "X-Signature"}
    account = office.account(
        account_name="signed form", adapter="SMS", signature_secret=SIGNING, **given
    )
    raw = "from=%2B23566990098&text=eau&time=2026-11-27T08:00:00Z&charset=utf-8"
    headers = {"X_Signature": hmac.new(SIGNING.encode(), raw.encode(), hashlib.sha256).hexdigest()}
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    for more in ("", "&charset=utf-8&text=FORGED"):
        address = f"{office.address(account)}{more}"
        answer = office.served.guest().send("POST", address, raw, **kind, **headers)
        assert answer.status == 200
    office.work()
    assert [row.text for row in office.rows("CFM Message", "text", account=account)] == ["eau"]
