"""What the page of an export lets one choose from."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import export_choices


class TestChoices(CFMTestCase):
    def test_each_state_is_offered_once(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        kinds = {kind["value"]: kind["states"] for kind in export_choices.kinds()}
        names = [state["value"] for state in kinds["Case"]]
        self.assertIn("Registered", names)
        self.assertEqual(len(names), len(set(names)))
