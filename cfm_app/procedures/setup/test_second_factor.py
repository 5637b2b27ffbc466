"""Handlers of an office enter with a second factor unless the office decides otherwise."""

import frappe

from cfm_app.base import consts
from cfm_app.patches import second_factor_of_handlers, second_factor_of_managers
from cfm_app.procedures.setup import second_factor
from cfm_app.security.second_factor import configuring_roles, factor
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

    def test_a_new_office_asks_who_writes_its_configuration(self) -> None:
        """By what their roles may do: each role that may write accounts or settings is asked."""
        frappe.db.set_value("Role", {"name": ["is", "set"]}, "two_factor_auth", 0)
        second_factor.waive()
        second_factor.demand()
        for role in (consts.MANAGER, consts.DATA_PROTECTION, consts.PSEA):
            self.assertTrue(factor.is_required(self.user(role)), role)
        for role in (consts.OPERATOR, consts.ANALYST, consts.FOCAL_POINT):
            self.assertFalse(factor.is_required(self.user(role)), role)

    def test_no_role_of_the_app_that_configures_goes_unasked(self) -> None:
        """Asked of the rule of access itself; everybody may write their own account."""
        asked = set(second_factor.roles())
        for role in sorted(set(consts.WORKING_ROLES) - asked):
            user = self.user(role)
            for doctype in set(configuring_roles.CONFIGURATION) - {"User"}:
                self.assertFalse(frappe.has_permission(doctype, "write", user=user), role)

    def test_managers_of_an_office_that_was_there_are_asked_from_now_on(self) -> None:
        manager = self.user(consts.MANAGER)
        second_factor.demand()
        frappe.db.set_value("Role", consts.MANAGER, "two_factor_auth", 0)
        self.assertFalse(factor.is_required(manager))
        second_factor_of_managers.execute()
        self.assertTrue(factor.is_required(manager))

    def test_an_office_that_waived_it_goes_on_without(self) -> None:
        second_factor.waive()
        second_factor_of_managers.execute()
        self.assertFalse(self.is_on())

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

    def test_a_class_that_the_office_makes_asks_its_handlers_from_then_on(self) -> None:
        role = frappe.get_doc({"doctype": "Role", "role_name": "Test Children"}).insert().name
        values = {"hidden": 1, "handler_role": role, "needs_second_factor": 1}

        def is_asked() -> bool:
            return bool(frappe.db.get_value("Role", role, "two_factor_auth"))

        second_factor.waive()
        waived = {"doctype": "Case Sensitivity", "sensitivity_name": "Test waived", **values}
        frappe.get_doc(waived).insert()
        self.assertFalse(is_asked(), "the office waived it for everybody")
        second_factor.demand()
        frappe.db.set_value("Role", role, "two_factor_auth", 0)
        made = frappe.get_doc({**waived, "sensitivity_name": "Test children"}).insert()
        self.assertTrue(is_asked())
        # What the office decides afterwards stays.
        frappe.db.set_value("Role", role, "two_factor_auth", 0)
        made.reload()
        made.sort_index = 7
        made.save()
        self.assertFalse(is_asked())
