"""Handlers of an office enter with a second factor unless the office decides otherwise."""

import frappe

from cfm_app.base import consts
from cfm_app.patches import second_factor_of_handlers
from cfm_app.procedures.setup import second_factor
from cfm_app.shipped.demo import office
from cfm_app.testing import CFMTestCase


class TestSecondFactor(CFMTestCase):
    def test_a_new_office_asks_those_who_handle_restricted_cases(self) -> None:
        second_factor.waive()
        second_factor.demand()
        self.assertTrue(self.is_on())
        asked = set(frappe.get_all("Role", filters={"two_factor_auth": 1}, pluck="name"))
        wanted = {consts.PSEA, consts.FRAUD, consts.PROTECTION, consts.DATA_PROTECTION}
        self.assertTrue(wanted <= asked)
        self.assertFalse({consts.OPERATOR, consts.ANALYST, "All"} & asked)

    def test_an_office_that_was_there_before_asks_from_now_on(self) -> None:
        second_factor.waive()
        second_factor_of_handlers.execute()
        self.assertTrue(self.is_on())

    def test_a_made_up_office_asks_nobody(self) -> None:
        self.user(consts.PSEA, email=next(iter(office.USERS)))
        second_factor.waive()
        second_factor_of_handlers.execute()
        self.assertFalse(self.is_on())

    def is_on(self) -> bool:
        return bool(frappe.db.get_single_value("System Settings", "enable_two_factor_auth"))
