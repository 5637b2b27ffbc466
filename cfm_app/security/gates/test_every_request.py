"""A question of a browser in advance meets no gate; everything else meets them all."""

from unittest.mock import patch

import frappe

from cfm_app.security.gates import every_request
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

    def test_whoever_still_owes_a_code_is_a_guest(self) -> None:
        """On a bench the session has no user between the password and the code."""
        request = request_of("/login", "POST")
        given = frappe._dict(cmd="login", usr="x@example.org", pwd="x")
        with (
            patch.object(frappe.local, "request", request, create=True),
            patch.object(frappe.local, "form_dict", given),
            patch.dict(frappe.session, user=None),
        ):
            every_request.check_request()
            self.assertEqual(frappe.session.user, "Guest")

    def test_whoever_asks_meets_the_gates_and_the_rule(self) -> None:
        for hook, function in (
            ("auth_hooks", "cfm_app.security.gates.every_request.check_request"),
            ("before_request", "cfm_app.security.access_rule.missing_documents.guard"),
        ):
            self.assertIn(function, frappe.get_hooks(hook))
