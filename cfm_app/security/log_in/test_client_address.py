"""Whatever a client writes into the headers of proxies, it is counted by its own address."""

from unittest import skipUnless
from unittest.mock import patch

import frappe
from frappe import auth

from cfm_app.security.log_in import client_address
from cfm_app.security.log_in.client_address import address_of
from cfm_app.testing import CFMTestCase, request_of

ON_A_BENCH = skipUnless(
    hasattr(getattr(auth, "HTTPRequest", None), "set_request_ip"),
    "the embedded engine reads addresses by itself",
)
# Python takes the ranges of examples for private ones.
CLIENT, CHOSEN, OUTER = "41.202.0.7", "41.202.9.1", "192.0.2.9"


class TestClientAddress(CFMTestCase):
    def test_what_a_client_writes_first_does_not_count(self) -> None:
        for peer in ("127.0.0.1", "::1", "172.18.0.5", ""):
            for forwarded in (CLIENT, f"{CHOSEN}, {CLIENT}", f"{CHOSEN},x,{CLIENT}", f" {CLIENT} "):
                with self.subTest(peer=peer, forwarded=forwarded):
                    self.assertEqual(address_of(peer, forwarded, ()), CLIENT)

    def test_a_client_of_the_own_network_counts_as_itself(self) -> None:
        self.assertEqual(address_of("127.0.0.1", f"{CHOSEN}, 192.168.1.20", ()), "192.168.1.20")

    def test_whoever_connects_from_outside_is_no_proxy(self) -> None:
        self.assertEqual(address_of(CLIENT, CHOSEN, ()), CLIENT)

    def test_what_is_no_address_is_not_taken(self) -> None:
        for forwarded in ("", "x", "10.1.1.1x", "unknown", f"{CHOSEN}, x"):
            self.assertEqual(address_of("127.0.0.1", forwarded, ()), "127.0.0.1")
        self.assertEqual(address_of("", "", ()), "127.0.0.1")

    def test_proxies_in_a_row_are_listed(self) -> None:
        row = ["127.0.0.1", "192.0.2.0/24"]
        self.assertEqual(address_of("127.0.0.1", f"{CHOSEN}, {CLIENT}, {OUTER}", row), CLIENT)
        self.assertEqual(address_of("127.0.0.1", f"{CHOSEN}, {CLIENT}", row), CLIENT)
        self.assertEqual(address_of("10.0.0.1", CHOSEN, row), "10.0.0.1")

    @ON_A_BENCH
    def test_the_framework_counts_by_it(self) -> None:
        client_address.install()
        request = request_of("/api/method/ping", "GET")
        environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"{CHOSEN}, {CLIENT}"}
        request.environ.update(environ)
        with patch.object(frappe.local, "request", type(request)(request.environ), create=True):
            auth.HTTPRequest.set_request_ip(object())  # type: ignore[attr-defined]
        self.assertEqual(frappe.local.request_ip, CLIENT)
