"""What is the Administrator's alone: roads of log-in that handlers do not take, and tools that look past rights."""

from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.security.administration import administrator_only
from cfm_app.security.gates import every_request
from cfm_app.testing import CFMTestCase, request_of


class TestAdministratorOnly(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))

    def test_handlers_enter_by_password_only(self) -> None:
        handler, operator = self.user(consts.PSEA), self.user(consts.OPERATOR)
        road = "/api/method/frappe.integrations.oauth2_logins.login_via_google"
        for user, path, is_refused in (
            (handler, road, True),
            (handler, "/api/method/frappe.www.login.login_via_key", True),
            (handler, "/api/method/login", False),
            (operator, road, False),
        ):
            if is_refused:
                with self.assertRaises(frappe.PermissionError):
                    administrator_only.check_log_in_method(user, path)
            else:
                administrator_only.check_log_in_method(user, path)
        token = frappe._dict(user=handler)
        with self.assertRaises(frappe.PermissionError):
            administrator_only.check_token(token)
        administrator_only.check_token(frappe._dict(user=operator))

    def test_a_link_for_a_new_password_lets_no_handler_in(self) -> None:
        """The framework begins a session with it, and asks for no second factor."""
        left = []
        manager = frappe._dict(logout=lambda: left.append(frappe.session.user))
        for user in (self.user(consts.PSEA), self.user(consts.OPERATOR)):
            with (
                patch("frappe.get_attr", lambda path, user=user: lambda **_: frappe.set_user(user)),
                patch.object(frappe.local, "login_manager", manager, create=True),
            ):
                administrator_only.update_password("x", key="k")
        self.assertEqual(left, [self.user(consts.PSEA)])

    def test_a_link_lets_nobody_past_their_second_factor(self) -> None:
        boss = self.user("System Manager", email="boss@test.cfm")
        left = []
        manager = frappe._dict(logout=lambda: left.append(frappe.session.user))
        for asked in (0, 1):
            frappe.db.set_single_value("System Settings", "enable_two_factor_auth", asked)
            frappe.db.set_value("Role", "System Manager", "two_factor_auth", 1)
            with (
                patch("frappe.get_attr", lambda path: lambda **_: frappe.set_user(boss)),
                patch.object(frappe.local, "login_manager", manager, create=True),
            ):
                administrator_only.update_password("x", key="k")
            self.assertEqual(left, [boss] * asked)

    def test_only_the_administrator_runs_code(self) -> None:
        ran: list[str] = []
        users = (self.user("System Manager"), self.user(consts.MANAGER))
        with patch("frappe.get_attr", return_value=ran.append):
            for user in users:
                frappe.set_user(user)
                self.assertRaises(frappe.PermissionError, administrator_only.execute_code, "{}")
                script = frappe._dict(doctype="Server Script")
                self.assertRaises(frappe.PermissionError, administrator_only.check, script)
            self.assertEqual(ran, [])
            frappe.set_user("Administrator")
            administrator_only.execute_code("{}")
            administrator_only.check(script)
        self.assertEqual(ran, ["{}"])

    def test_a_key_is_that_of_a_user(self) -> None:
        """A bench takes the user from whatever record holds the key: anybody whom its author writes there."""
        earlier = getattr(frappe.local, "request", None)
        try:
            for source, is_refused in (("CFM Partner", True), ("user", True), ("User", False)):
                frappe.local.request = request_of("/api/resource/Case", "GET")
                frappe.local.request.headers = {administrator_only.SOURCE: source}
                if is_refused:
                    with self.assertRaises(frappe.AuthenticationError):
                        administrator_only.check_source()
                else:
                    administrator_only.check_source()
        finally:
            frappe.local.request = earlier
        self.assertIn(administrator_only.check_source, every_request.OF_SENDERS)

    def test_tools_that_look_past_rights(self) -> None:
        with self.assertRaises(frappe.PermissionError):
            administrator_only.check_tool("Bulk Update")
        administrator_only.check_tool("Case")

    def test_what_an_import_says_is_closed_where_no_gate_stands(self) -> None:
        """A report that is mailed, or a query of the app, reads with the rights of its user."""
        values = {"doctype": "Data Import Log", "docname": "CFM-2020-000001", "messages": "[]"}
        log = frappe.get_doc(values).insert(ignore_permissions=True)
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        self.assertEqual(frappe.get_list("Data Import Log"), [])
        self.assertFalse(frappe.has_permission("Data Import Log", "read", doc=log))
        self.assertFalse(
            frappe.has_permission("Data Import", "read", doc=frappe.new_doc("Data Import"))
        )

    def test_what_the_framework_makes_up_looks_past_rights_for_the_administrator_alone(
        self,
    ) -> None:
        """No rule on rows holds where there is no table."""
        # Their own DocType gives rights to the Administrator alone, or they hold no word of anybody.
        harmless = {"Recorder", "RQ Worker"}
        virtual = {"is_virtual": 1, "istable": 0}
        for doctype in frappe.get_all("DocType", virtual, pluck="name"):
            self.assertIn(doctype, administrator_only.TOOLS | harmless)
