"""The buttons of a request read whatever is sent to them, or refuse it with a sentence."""

import frappe

from cfm_app.api import access_requests
from cfm_app.base import consts
from cfm_app.testing import CFMTestCase


class TestButtons(CFMTestCase):
    def test_what_cannot_be_read_is_refused(self) -> None:
        frappe.set_user(self.user(consts.GENDER))
        refused = (frappe.ValidationError, frappe.PermissionError)
        for button in (access_requests.agree, access_requests.refuse, access_requests.withdraw):
            for sent in ("x" * 300, "[1]", "7", '{"name": ["x"]}', "", "{}"):
                with self.assertRaises(refused):
                    button(sent)
