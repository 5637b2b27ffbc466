"""An account that lacks what says of which kind it is."""

import frappe

from cfm_app.testing import CFMTestCase


class TestAccountWithoutKind(CFMTestCase):
    def test_it_is_refused_in_words(self) -> None:
        for kind in (None, "", "Carrier pigeon"):
            account = frappe.get_doc(
                {
                    "doctype": "CFM Channel Account",
                    "account_name": f"without-{kind}",
                    "adapter": kind,
                    "channel": frappe.get_all("CFM Channel", limit=1, pluck="name")[0],
                }
            )
            with self.assertRaises(frappe.ValidationError):
                account.insert()
