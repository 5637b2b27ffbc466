"""Nobody alone lets a role off the second factor that it is asked for."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.security.second_factor import configuring_roles
from cfm_app.testing import CFMTestCase

SEA = "Exploitation ou abus sexuel"


class TestSecondFactorOfRoles(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.user(consts.PSEA, email="one.handler@test.cfm")
        self.user(consts.DATA_PROTECTION, email="guards@test.cfm")
        operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER, "System Manager", email="power@test.cfm")
        frappe.set_user(operator)
        self.case(category=SEA)
        frappe.set_user(self.manager)

    def test_the_second_factor_of_handlers(self) -> None:
        frappe.db.set_value("Role", consts.PSEA, "two_factor_auth", 1)
        frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
        self.waits(lambda: self.save("Role", consts.PSEA, two_factor_auth=0))
        for weaker in (
            {"enable_two_factor_auth": 0},
            {"two_factor_method": "Email"},
            {"bypass_2fa_for_retricted_ip_users": 1},
        ):
            self.waits(lambda weaker=weaker: self.set_up(**weaker))

    def test_the_second_factor_of_whoever_configures(self) -> None:
        frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
        for role in configuring_roles.found():
            frappe.db.set_value("Role", role, "two_factor_auth", 1)
            with self.subTest(role):
                self.waits(lambda role=role: self.save("Role", role, two_factor_auth=0))

    def save(self, doctype: str, name: str, **values: Any) -> None:
        doc = frappe.get_doc(doctype, name)
        doc.update(values)
        doc.save()

    def set_up(self, **values: Any) -> None:
        settings = frappe.get_single("System Settings")
        settings.update(values)
        settings.flags.ignore_mandatory = True
        settings.save()
