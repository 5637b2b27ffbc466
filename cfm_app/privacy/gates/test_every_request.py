"""A question of a browser in advance meets no gate; everything else meets them all."""

from unittest.mock import patch

import frappe

from cfm_app.privacy.gates import every_request
from cfm_app.testing import CFMTestCase, request_of


class TestGates(CFMTestCase):
    def asks(self, verb: str, user: str | None) -> None:
        """What the gates say of a request that names a case, past the reach of a user."""
        request = request_of("/api/resource/Case/CFM-0000-000000", verb)
        earlier = getattr(frappe.local, "request", None), frappe.session.user
        frappe.local.request, frappe.session.user = request, user
        try:
            with patch.object(frappe.local, "form_dict", frappe._dict()):
                every_request.check_request()
        finally:
            frappe.local.request, frappe.session.user = earlier

    def test_a_browser_that_asks_beforehand_names_nobody(self) -> None:
        """On a bench such a request has no session, not even that of a guest."""
        self.asks("OPTIONS", None)

    def test_whoever_asks_for_a_case_meets_the_gates(self) -> None:
        self.assertIn(
            "cfm_app.privacy.gates.every_request.check_request", frappe.get_hooks("auth_hooks")
        )
        for verb in ("GET", "PUT", "DELETE"):
            with self.assertRaises(frappe.DoesNotExistError):
                self.asks(verb, "Guest")
