"""People who write to the office by SMS: an account of the office, and the gateway that it is at."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests

from ..channels.providers import Provider, Sent, serving_provider
from ..live import Client, Server

MANAGER = "manager@demo.cfm"
ACCOUNT = "CFM Channel Account"
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

    def _post(self, door: str, values: dict[str, Any]) -> None:
        asked = urlsplit(self.doors[door])
        answer = requests.post(
            f"{self.office.url}{asked.path}?{asked.query}", data=values, timeout=30
        )
        assert answer.status_code == 200, answer.text


@contextlib.contextmanager
def gateway(office: Server, name: str, **more: Any) -> Iterator[Gateway]:
    """An SMS account of the office, with a gateway that listens until the end of the block."""
    with serving_provider() as provider:
        provider.body = {"id": "g1"}
        manager = Client(office.url, MANAGER)
        given = {
            "account_name": name,
            "adapter": "SMS",
            "channel": "SMS",
            "rate_per_minute": 6000,
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
        account = manager.create(ACCOUNT, **{**given, **more})["name"]
        doors = manager.call("cfm_app.api.channels.addresses", account=account)
        try:
            yield Gateway(office, account, doors, provider)
        finally:
            # Whoever logs in often enough ends the session from before.
            Client(office.url, MANAGER).change(ACCOUNT, account, enabled=0)
