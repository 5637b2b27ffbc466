"""Requests to providers end on the open internet, whatever a name means at the moment of the call."""

import contextlib
import http.server
import socket
import threading
from typing import Any
from unittest import mock

import frappe

from cfm_app.base import consts
from cfm_app.channels.adapters import destinations, http_answers
from cfm_app.channels.adapters.base import Failed, Retry, Uncertain
from cfm_app.channels.mail import connections
from cfm_app.testing import CFMTestCase

ACCOUNT = "CFM Channel Account"
NAME = "gateway.example"
INSIDE = ("127.0.0.1", "10.1.2.3", "169.254.169.254")


class Heard(http.server.BaseHTTPRequestHandler):
    """Answers without an end, with a list, or with an object; remembers what it was asked for."""

    heard: list[str] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.end_headers()
        if self.path == "/endless":
            with contextlib.suppress(OSError):
                while True:
                    self.wfile.write(b"x" * 65536)
        self.wfile.write(b'["no", "records"]' if self.path == "/list" else b'{"id": 7}')

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class TestOutside(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Heard.heard.clear()
        self.port = self.server.server_port

    def account(self, out_url: str, **more: Any) -> Any:
        given = {"doctype": ACCOUNT, "account_name": "outside", "adapter": "SMS", "channel": "SMS"}
        return frappe.get_doc(
            {**given, "in_sender": "from", "in_id": "id", "out_url": out_url, **more}
        )

    def named(self, address: str = "127.0.0.1") -> Any:
        """Within, the name of the gateway leads to an address inside."""
        known = socket.getaddrinfo

        def found(host: Any, port: Any, *args: Any, **given: Any) -> Any:
            return known(address if host == NAME else host, port, *args, **given)

        return mock.patch("socket.getaddrinfo", found)

    def test_a_name_that_leads_inside_later(self) -> None:
        frappe.set_user(self.manager)
        account = self.account(f"http://{NAME}:{self.port}/").insert()
        with self.named(), self.assertRaises(Retry):
            http_answers.ask(account, "GET", account.out_url)
        self.assertEqual(Heard.heard, [])

    def test_a_name_that_leads_inside_is_left_before_anything_is_said(self) -> None:
        """A handshake tells a server inside that somebody is there, and the answer that something listens."""
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        silent.settimeout(0.2)
        frappe.set_user(self.manager)
        for scheme in ("http", "https"):
            url = f"{scheme}://{NAME}:{silent.getsockname()[1]}/"
            account = self.account(url, account_name=scheme).insert()
            with self.named(), self.assertRaises(Retry) as refused:
                http_answers.ask(account, "GET", url)
            self.assertEqual(str(refused.exception), http_answers.inside())
            reached, _peer = silent.accept()
            with reached:
                self.assertEqual(reached.recv(1), b"")

    def test_who_runs_the_machine_enters_it(self) -> None:
        with self.named():
            account = self.account(f"http://{NAME}:{self.port}/in").insert()
            answer = http_answers.ask(account, "GET", account.out_url)
        self.assertEqual((answer.status_code, http_answers.content(answer)), (200, {"id": 7}))
        self.assertEqual(Heard.heard, ["/in"])

    def test_an_answer_without_an_end(self) -> None:
        account = self.account(f"http://127.0.0.1:{self.port}/endless").insert()
        with self.assertRaises(Uncertain):
            http_answers.ask(account, "GET", account.out_url)

    def test_a_form_marks_nothing(self) -> None:
        """Only what was stored before counts, and only for the host that it was meant for."""
        frappe.set_user(self.manager)
        account = self.account(f"http://{NAME}:{self.port}/", inner_hosts=NAME).insert()
        account.update({"inner_hosts": NAME}).save()
        self.assertFalse(account.inner_hosts)
        frappe.set_user("Administrator")
        account = self.account(f"http://127.0.0.1:{self.port}/", account_name="inner").insert()
        self.assertEqual(account.inner_hosts, "127.0.0.1")
        frappe.set_user(self.manager)
        account.update({"out_url": "https://8.8.8.8/"}).save()
        self.assertFalse(account.inner_hosts)

    def test_addresses_that_others_read_otherwise(self) -> None:
        """Where a host ends is asked of the library that connects."""
        frappe.set_user(self.manager)
        for url in (
            r"http://127.0.0.1\@gateway.example/",
            r"http://127.0.0.1\.gateway.example/",
            r"http://127.0.0.1:9\@gateway.example/x",
            "http://gateway.example@127.0.0.1/",
            "http:///127.0.0.1/",
            "gateway.example/send",
        ):
            with self.assertRaises(frappe.ValidationError, msg=url):
                self.account(url).insert()
            with self.assertRaises(Failed, msg=url):
                destinations.require_elsewhere(url, "https://graph.example")

    def test_another_server_behind_the_name_of_the_old_one_gets_no_secret(self) -> None:
        account = self.account("https://8.8.8.8/send", api_secret="of-the-former-one").insert()
        frappe.set_user(self.manager)
        for url in (
            r"https://9.9.9.9\@8.8.8.8/send",
            "http://8.8.8.8/send",
            "https://8.8.8.8:444/",
        ):
            account.reload()
            account.update({"out_url": url, "api_secret": "*" * 8}).save()
            self.assertFalse(account.api_secret, url)
            account.update({"out_url": "https://8.8.8.8/send", "api_secret": "typed"}).save()

    def test_mail_servers(self) -> None:
        given = {"adapter": "E-mail", "imap_host": NAME, "imap_user": "u", "imap_password": "p"}
        given |= {"smtp_host": NAME, "from_address": "office@test.cfm", "smtp_port": self.port}
        frappe.set_user(self.manager)
        account = self.account("", **given, imap_port=self.port).insert()
        for address in INSIDE:
            with self.named(address):
                for connect in (connections.mailbox, connections.outgoing):
                    with self.assertRaises(Retry) as refused, connect(account):
                        pass
                    self.assertEqual(str(refused.exception), http_answers.inside())
