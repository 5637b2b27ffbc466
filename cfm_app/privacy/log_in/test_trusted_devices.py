"""For how many days a device may be trusted: who decides, and for whom. How it is used: `tests/story`."""

import frappe

from cfm_app import consts
from cfm_app.privacy.access_rule.test_access import PSEA_CATEGORY, SECRET
from cfm_app.privacy.log_in import trusted_devices
from cfm_app.privacy.second_factor import step_up
from cfm_app.privacy.second_factor.test_step_up import FactorTestCase
from cfm_app.testing import CFMTestCase

HANDLERS, OTHERS = trusted_devices.DAYS_OF_HANDLERS, trusted_devices.DAYS


def set_days(**days: int) -> None:
    for field, value in days.items():
        frappe.db.set_single_value("CFM Settings", field, value)
    frappe.clear_document_cache("CFM Settings", "CFM Settings")


class TestDecision(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.user(consts.OPERATOR))
        self.user(consts.PSEA)
        self.case(category=PSEA_CATEGORY, description=SECRET)
        frappe.set_user(self.user(consts.MANAGER, "System Manager", email="days@test.cfm"))

    def save(self, **days: int) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.update(days)
        settings.save()

    def test_more_days_for_handlers_take_a_second_person(self) -> None:
        request = self.waits(lambda: self.save(trusted_handler_days=7))
        self.assertIn("7", request.summary)
        set_days(trusted_handler_days=7)
        self.waits(lambda: self.save(trusted_handler_days=8))

    def test_fewer_and_those_of_others_are_the_managers_to_decide(self) -> None:
        set_days(trusted_handler_days=7)
        self.save(trusted_handler_days=5, trusted_device_days=30)

    def test_no_office_sets_very_many(self) -> None:
        for days in ({HANDLERS: 31}, {OTHERS: 91}):
            with self.assertRaises(frappe.ValidationError):
                self.save(**days)


class TestDays(FactorTestCase):
    def test_handlers_have_their_own(self) -> None:
        frappe.db.set_value("Role", consts.OPERATOR, "two_factor_auth", 1)
        frappe.defaults.set_default(f"{self.operator}_otplogin", 1, "__2fa")
        self.assertEqual(self.days(), (0, 0))
        set_days(trusted_handler_days=0, trusted_device_days=30)
        self.assertEqual(self.days(), (0, 30))
        set_days(trusted_handler_days=7)
        self.assertEqual(self.days(), (7, 30))
        # Whoever has set no app up proves nothing by it.
        frappe.defaults.clear_default(key=f"{self.operator}_otplogin", parent="__2fa")
        self.assertEqual(self.days(), (7, 0))

    def days(self) -> tuple[int, int]:
        return trusted_devices.days_of(self.psea), trusted_devices.days_of(self.operator)

    def test_a_spared_log_in_has_given_no_code(self) -> None:
        self.sit(self.psea)
        frappe.local.flags["cfm_second_factor_spared"] = self.psea
        self.addCleanup(frappe.local.flags.pop, "cfm_second_factor_spared")
        frappe.local.form_dict = frappe._dict(otp=self.code())
        self.addCleanup(setattr, frappe.local, "form_dict", frappe._dict())
        step_up.note_log_in(frappe._dict(user=self.psea))
        self.assertTrue(step_up.is_due())
