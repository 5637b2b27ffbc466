"""The client asks only allowed addresses of a SugarCRM server, and reads no more than the limit."""

import http.server
import socket
import threading
from typing import Any
from unittest import mock

import frappe

from cfm_app.channels.adapters.test_outside import Heard
from cfm_app.exchange.migration import rest_client
from cfm_app.exchange.migration.records import SourceError
from cfm_app.exchange.migration.rest_client import Client
from cfm_app.testing import CFMTestCase

NAME = "crm.example"


class TestRestClient(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Heard.heard.clear()

    def client(self, host: str, is_near: bool) -> Client:
        address = f"http://{host}:{self.server.server_port}"
        return Client(address, lambda _client: {"T": "t"}, lambda _pause: None, 0.0, is_near)

    def test_a_name_that_later_resolves_inside_is_not_called(self) -> None:
        known = socket.getaddrinfo

        def found(host: Any, port: Any, *args: Any, **given: Any) -> Any:
            return known("127.0.0.1" if host == NAME else host, port, *args, **given)

        with mock.patch("socket.getaddrinfo", found):
            with self.assertRaises(SourceError):
                self.client(NAME, is_near=False).json("GET", "/inside")
            self.assertEqual(Heard.heard, [])
            self.assertEqual(self.client(NAME, is_near=True).json("GET", "/in"), {"id": 7})

    def test_an_endless_answer_is_refused(self) -> None:
        with mock.patch.object(rest_client, "MOST_BYTES", 1 << 20), self.assertRaises(SourceError):
            self.client("127.0.0.1", is_near=True).content("/endless")

    def test_malformed_data_is_reported_in_words(self) -> None:
        with self.assertRaises(SourceError):
            self.client("127.0.0.1", is_near=True).object("GET", "/list")
