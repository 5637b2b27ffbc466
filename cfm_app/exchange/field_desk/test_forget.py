"""A device that was emptied has the browser forget the site; no page of somebody else can ask for it."""

import frappe

from cfm_app.api import field_desk
from cfm_app.testing import CFMTestCase, request_of
from cfm_app.web.pages import shell


class ForgetTest(CFMTestCase):
    def asked_from(self, origin: str) -> str:
        before = getattr(frappe.local, "request", None)
        self.addCleanup(setattr, frappe.local, "request", before)
        self.addCleanup(frappe.flags.pop, shell.CLEARED, None)
        frappe.flags.pop(shell.CLEARED, None)
        frappe.local.request = request_of("/api/method/cfm_app.api.field_desk.forget", "POST")
        frappe.local.request.environ["HTTP_SEC_FETCH_SITE"] = origin
        field_desk.forget()
        return str(frappe.flags.get(shell.CLEARED) or "")

    def test_only_a_page_of_this_site_may_ask(self) -> None:
        self.assertEqual(self.asked_from("same-origin"), '"cache", "storage"')
        for origin in ("cross-site", "same-site", "none", ""):
            self.assertEqual(self.asked_from(origin), "", origin)
