"""What the person of a restricted case wrote: it came by a gateway, and went the restricted road."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from .cast import GUEST, Visitor
from .secret import Secret

ACCOUNT = "leaks-gateway"
READER = "operator2@demo.cfm"
SECONDS = 30


def bring(cast: dict[str, Visitor], admin: Visitor, secret: Secret) -> Secret:
    """A message; an operator who read it marks it, and a handler links it to the case."""
    said = f"{secret.word}message"
    came = {"from": secret.phone, "text": said, "id": secret.word, "time": int(time.time())}
    places = {f"in_{each}": each for each in ("text", "id", "time")}
    door = address_of(admin, ACCOUNT, adapter="SMS", channel="SMS", in_sender="from", **places)
    answer = cast[GUEST].send("POST", door, json=came)
    assert answer.status_code == 200, answer.text
    name = arrived(admin, "CFM Conversation", [["contact_address", "=", secret.phone]])
    # As if it had come by the public form.
    entered = json.dumps({"place": f"{secret.word}place", "fields": {"sex": "Female"}})
    admin.send("PUT", f"/api/resource/CFM Conversation/{name}", json={"submission": entered})
    reader, owner = cast[READER], cast[secret.handler]
    sensitivity = owner.get("Case", secret.case)["sensitivity"]
    reader.call("cfm_app.api.inbox.thread", name=name)
    reader.call("cfm_app.api.inbox.sensitive", name=name, sensitivity=sensitivity)
    admin.call("cfm_app.api.inbox.take", name=name)
    admin.call("cfm_app.api.inbox.attach", name=name, case=secret.case)
    thread = owner.call("cfm_app.api.inbox.thread", name=name)
    assert [each["text"] for each in thread["messages"]] == [said]
    assert f"{secret.word}place" in thread["submission"][0]
    return replace(secret, conversation=name, message=thread["messages"][0]["name"])


def address_of(admin: Visitor, account: str, **values: Any) -> str:
    """The path that the provider of an account calls; the account is made on first use."""
    path = f"/api/resource/CFM Channel Account/{account}"
    if admin.send("GET", path).status_code != 200:
        admin.create("CFM Channel Account", account_name=account, **values)
    asked = {"dt": "CFM Channel Account", "dn": account, "method": "show_addresses"}
    given = admin.send("POST", "/api/method/run_doc_method", json=asked).json()["message"]
    parts = urlsplit(given["messages"])
    return f"{parts.path}?{parts.query}"


def arrived(admin: Visitor, doctype: str, filters: list[Any]) -> str:
    """What the queue has made of what was brought, once it has."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if rows := admin.list(doctype, filters=json.dumps(filters)):
            return str(rows[0]["name"])
        time.sleep(0.1)
    raise AssertionError(f"no {doctype}: {filters}")
