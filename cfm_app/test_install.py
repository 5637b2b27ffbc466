"""What a new site holds once the app is installed."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase


class TestInstall(CFMTestCase):
    def test_what_is_installed_first_is_dated_first(self) -> None:
        """Roles come with the types, before the vocabulary: all by the clock of the office.

        Dated by another, they would lie in the future and head what was changed lately.
        """
        role = frappe.db.get_value("Role", consts.DATA_PROTECTION, "creation")
        [first] = frappe.get_all(
            "Case Category", order_by="creation asc", limit=1, pluck="creation"
        )
        self.assertLessEqual(role, first)
