"""People who write to the office: accounts of the office, and the providers that they are at."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests

from ..channels import meta
from ..channels.providers import Provider, Sent, serving_provider
from ..live import Client, Server

MANAGER = "manager@demo.cfm"
ACCOUNT = "CFM Channel Account"
SENT_ID = "wamid.out"
"""What WhatsApp calls each message that the office sends."""
NOTED_SECONDS = 30
_numbers = count(1)


@dataclass
class Gateway:
    """A gateway of the office: what it was given to send, and a way to bring it messages."""

    office: Server
    account: str
    doors: dict[str, str]
    provider: Provider

    def brings(self, sender: str, text: str, ago: int = 0) -> None:
        """A message that somebody sent so many seconds ago."""
        number = next(_numbers)
        at = str(int(time.time()) - ago)
        values = {"from": sender, "text": text, "id": f"{self.account}-{number}", "time": at}
        self._post("messages", values)

    def reports(self, reference: str, status: str) -> None:
        """What became of a message."""
        self._post("reports", {"id": reference, "status": status})

    def sent(self) -> list[Sent]:
        """The messages that it was given, the oldest first."""
        return [each for each in self.provider.seen if each.path == "/send"]

    def _post(self, door: str, body: Any, headers: dict[str, str] | None = None) -> None:
        asked = urlsplit(self.doors[door])
        address = f"{self.office.url}{asked.path}?{asked.query}"
        answer = requests.post(address, data=body, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text


class Infobip(Gateway):
    """A gateway that says things as Infobip documents them."""

    def brings(self, sender: str, text: str, ago: int = 0) -> None:
        told = {
            "messageId": f"81779031323{next(_numbers)}",
            "from": sender.removeprefix("+"),
            "text": text,
            "receivedAt": "2026-11-27T08:00:00.000+0000",
        }
        headers = {"Content-Type": "application/json"}
        self._post("messages", json.dumps({"results": [told]}), headers)


class Meta(Gateway):
    """WhatsApp as Meta documents it."""

    def brings(self, sender: str, text: str, ago: int = 0, name: str = "Achta") -> None:
        phone, at = sender.removeprefix("+"), int(time.time()) - ago
        said = meta.text(f"wamid.{self.account}.{next(_numbers)}", text, at, phone)
        said["contacts"][0]["profile"]["name"] = name
        self._signed(said)

    def reports(self, reference: str, status: str) -> None:
        self._signed(meta.status(reference, status, int(time.time())))

    def sent(self) -> list[Sent]:
        return [each for each in self.provider.seen if each.path.endswith("/messages")]

    def _signed(self, said: dict[str, Any]) -> None:
        raw = json.dumps(meta.envelope(said)).encode()
        signature = hmac.new(meta.SECRET.encode(), raw, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": f"sha256={signature}",
        }
        self._post("messages", raw, headers)


@contextlib.contextmanager
def gateway(office: Server, name: str) -> Iterator[Gateway]:
    """An SMS account of the office, with a gateway that listens until the end of the block."""
    with serving_provider() as provider:
        provider.body = {"id": "g1"}
        given = {
            "adapter": "SMS",
            "channel": "SMS",
            "in_sender": "from",
            "in_text": "text",
            "in_id": "id",
            "in_time": "time",
            "out_method": "POST form",
            "out_url": f"{provider.url}/send",
            "out_parameters": "to = {to}\ntext = {text}\nreference = {reference}",
            "report_id": "id",
            "report_status": "status",
            "delivered_words": "DELIVRD",
            "failed_words": "UNDELIV",
        }
        with _account(office, name, given) as doors:
            yield Gateway(office, name, doors, provider)


@contextlib.contextmanager
def whatsapp(office: Server, name: str, template: str) -> Iterator[Meta]:
    """A WhatsApp account of the office with one approved template."""
    with serving_provider() as provider:
        provider.body = {"messages": [{"id": SENT_ID}]}
        given = {
            "adapter": "WhatsApp",
            "channel": "WhatsApp",
            "phone_number_id": meta.NUMBER_ID,
            "graph_url": provider.url,
            "api_secret": "access-token",
            "signature_secret": meta.SECRET,
            "templates": [{"template_name": "rappel", "language_code": "fr", "body": template}],
        }
        with _account(office, name, given) as doors:
            yield Meta(office, name, doors, provider)


@dataclass
class Line:
    """The free line of the office: its telephone system tells of calls."""

    office: Server
    doors: dict[str, str]

    def tells(self, event: str, call_id: str, number: str, **values: Any) -> None:
        """Something happened to a call of or to a number."""
        is_out = values.get("direction") == "out"
        ends = {"from": "1212", "to": number} if is_out else {"from": number, "to": "1212"}
        told = {"event": event, "callId": call_id, "direction": "in", **ends, **values}
        asked = urlsplit(self.doors["messages"])
        answer = requests.post(f"{self.office.url}{asked.path}?{asked.query}", told, timeout=30)
        assert (answer.status_code, answer.json()) == (200, {}), answer.text

    def has_noted(self, call_id: str, state: str) -> None:
        """Wait until the office knows how a call stands: a worker notes what was told."""
        client, filters = Client(self.office.url, MANAGER), f'[["call_id","=","{call_id}"]]'
        deadline = time.monotonic() + NOTED_SECONDS
        while time.monotonic() < deadline:
            rows = client.list("CFM Call", filters=filters, fields='["state"]')
            if [row["state"] for row in rows] == [state]:
                return
            time.sleep(0.2)
        raise AssertionError(f"The call {call_id} is not noted as {state}: {rows}")


@contextlib.contextmanager
def free_line(office: Server, name: str, phones: dict[str, str]) -> Iterator[Line]:
    """A free line with phones: extensions, and who sits there."""
    rows = [{"extension": each, "user": user} for each, user in phones.items()]
    given = {"adapter": "Free line", "channel": "Ligne verte", "extensions": rows}
    with _account(office, name, given) as doors:
        yield Line(office, doors)


@contextlib.contextmanager
def _account(office: Server, name: str, values: dict[str, Any]) -> Iterator[dict[str, str]]:
    """An account until the end of the block, and the addresses that its provider calls."""
    manager = Client(office.url, MANAGER)
    manager.create(ACCOUNT, account_name=name, rate_per_minute=6000, **values)
    try:
        asked = {"dt": ACCOUNT, "dn": name, "method": "show_addresses"}
        yield manager.ok("POST", "/api/method/run_doc_method", json=asked)
    finally:
        # Whoever logs in often enough ends the session from before.
        Client(office.url, MANAGER).change(ACCOUNT, name, enabled=0)
