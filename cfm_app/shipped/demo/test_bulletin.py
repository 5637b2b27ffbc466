"""The demo office has a bulletin that is out, and nobody is told of it."""

import json

import frappe

from cfm_app.figures.releases import entry, states
from cfm_app.shipped.demo import bulletin, cases, learning, office
from cfm_app.testing import CFMTestCase


class TestBulletin(CFMTestCase):
    def test_a_bulletin_is_out(self) -> None:
        frappe.set_user("Administrator")
        office.create("a-long-demo-password-7", count=0)
        for doctype in ("Case", "Sensitive Report", entry.DOCTYPE):
            frappe.db.delete(doctype)
        cases.create(300, seed=2026)
        learning.create()
        [release] = frappe.get_all(entry.DOCTYPE, fields=["name", "state", "figures"])
        self.assertEqual(release.state, states.RELEASED)
        self.assertEqual(len(json.loads(release.figures)), len(bulletin.TABLES))
        unread = {"read": 0, "document_type": entry.DOCTYPE}
        self.assertEqual(frappe.get_all("Notification Log", unread, pluck="subject"), [])
