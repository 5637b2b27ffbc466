"""Users who read no cases find figures where a feature publishes some, and are told so where none does."""

from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import figures_for_others


class TestFiguresForOthers(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user(self.user(consts.ANALYST))

    def test_without_a_feature_that_publishes_there_is_nothing_to_see_or_to_take_along(
        self,
    ) -> None:
        with patch.object(frappe, "get_hooks", lambda *_asked: []):
            self.assertIsNone(figures_for_others.view(""))
            self.assertRaises(frappe.PermissionError, figures_for_others.file, "REL-2026-0001")
