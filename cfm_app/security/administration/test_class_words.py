"""Words that point to a restricted class are taken away by two people."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase

SEA, UNCLEAR = "Exploitation ou abus sexuel", "À clarifier"


class TestClassWords(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        manager = self.user(consts.MANAGER, "System Manager", email="power@test.cfm")
        self.user(consts.PSEA)
        # Until there is a restricted case, one person sets the office up.
        self.case(category=SEA)
        frappe.set_user(manager)

    def test_words_that_point_to_a_class(self) -> None:
        """Who adds words to a restricted class opens nothing; who takes some away, or calls some harmless, does."""
        changes = (
            (UNCLEAR, lambda text: text.replace("viol\n", "")),
            (UNCLEAR, lambda _text: ""),
            ("Non sensible", lambda text: f"{text}\nviol avec violence"),
        )
        for name, change in changes:
            with self.subTest(name):
                row = frappe.get_doc("Case Sensitivity", name)
                row.words_of_people = change(row.words_of_people)
                self.waits(row.save)
        row = frappe.get_doc("Case Sensitivity", UNCLEAR)
        row.words_of_people += "\nzigoto*"
        row.save()
