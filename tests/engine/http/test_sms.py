"""Text messages reach the gateway as its settings say, and leave nothing personal behind."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.jobs.worker import run_pending
from frappe_embedded.services.notify.sms import send_sms, send_test
from tests.engine.served import Served

NUMBER = "+235 66 12-34 56"


class Gateway(BaseHTTPRequestHandler):
    """Keeps what it is asked; refuses numbers that end with 00."""

    seen: list[dict[str, Any]] = []

    def do_GET(self) -> None:
        self.answer({key: value[0] for key, value in parse_qs(urlsplit(self.path).query).items()})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = "json" in self.headers["Content-Type"]
        self.answer(json.loads(body) if is_json else {k: v[0] for k, v in parse_qs(body).items()})

    def answer(self, values: dict[str, str]) -> None:
        self.seen.append({"verb": self.command, "key": self.headers.get("X-Key"), **values})
        self.send_response(400 if values["to"].endswith("00") else 200)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture
def gateway() -> Iterator[str]:
    Gateway.seen = []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()


def set_up(
    served: Served, url: str, *, post: int = 0, headers: tuple[tuple[str, str], ...] = ()
) -> None:
    def change() -> None:
        settings = get_doc("SMS Settings", "SMS Settings")
        rows = [{"parameter": "sender", "value": "CFM"}]
        rows += [{"parameter": key, "value": value, "header": 1} for key, value in headers]
        settings.update(
            {"sms_gateway_url": url, "message_parameter": "text", "receiver_parameter": "to"}
        )
        settings.use_post = post
        settings.set("parameters", rows)
        settings.save()

    served.work(change)


@pytest.mark.parametrize(
    ("post", "headers", "verb"),
    [
        (0, (("X-Key", "k1"),), "GET"),
        (1, (("X-Key", "k1"),), "POST"),
        (1, (("X-Key", "k1"), ("Content-Type", "application/json")), "POST"),
    ],
)
def test_the_gateway_gets_text_number_and_parameters(
    served: Served, gateway: str, post: int, headers: tuple[tuple[str, str], ...], verb: str
) -> None:
    set_up(served, gateway, post=post, headers=headers)
    assert served.work(lambda: send_test(NUMBER, "Bonjour ; été")) == ""
    [asked] = Gateway.seen
    assert asked == {
        "verb": verb,
        "key": "k1",
        "text": "Bonjour ; été",
        "to": "+23566123456",
        "sender": "CFM",
    }


def test_a_text_is_sent_after_the_transaction_and_a_refusal_names_nobody(
    served: Served, gateway: str
) -> None:
    set_up(served, gateway)
    served.work(lambda: send_sms([NUMBER, "+23566000000", NUMBER], "Secret"))
    run_pending(served.site)
    assert sorted(asked["to"] for asked in Gateway.seen) == ["+23566000000", "+23566123456"]

    def logged() -> list[str]:
        return [row[0] for row in local.db.sql("select error from `tabError Log`")]

    [error] = served.work(logged)
    assert error == "1 / 2\nHTTP 400"


def test_a_gateway_that_is_not_there_is_told_by_a_trial(served: Served) -> None:
    set_up(served, "http://127.0.0.1:9/send")
    assert served.work(lambda: send_test(NUMBER, "x")) == "ConnectionError"
