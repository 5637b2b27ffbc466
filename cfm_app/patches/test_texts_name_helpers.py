"""A changed copy of a shipped text goes on printing after the upgrade; what asks for more stays as it is."""

import frappe

from cfm_app.patches import texts_name_helpers
from cfm_app.testing import CFMTestCase

BEFORE = (
    '{% set rtl = frappe.lang == "ar" %}{{ frappe.utils.format_datetime(doc.received_on) }}'
    ' {{ frappe.db.get_value("CFM Language", doc.language, "language_name") }}'
    ' {{ frappe.db.get_value("User", frappe.session.user, "full_name") }}'
    ' {{ frappe.db.get_single_value("CFM Settings", "office_name") or "x" }}'
)
NOW = (
    "{% set rtl = is_rtl() %}{{ format_datetime(doc.received_on) }}"
    ' {{ linked(doc, "language", "language_name") }} {{ user_name() }} {{ office_name() or "x" }}'
)
MORE = "{{ frappe.get_all('Case') }}"


class TestRenaming(CFMTestCase):
    def test_a_text_names_what_it_shows_as_it_is_named_now(self) -> None:
        kept = frappe.get_doc(doctype="Email Template", name="Kept", subject="x", response="x")
        kept.insert()
        for written, left in ((BEFORE, NOW), (MORE, MORE), (f"{BEFORE}{MORE}", f"{BEFORE}{MORE}")):
            kept.db_set("response", written)
            texts_name_helpers.execute()
            self.assertEqual(frappe.db.get_value("Email Template", "Kept", "response"), left)
