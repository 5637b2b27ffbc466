"""Of other accounts, whoever may only choose them learns who they are."""

import json
from typing import Any
from unittest import skipUnless

import frappe
from frappe import client

from cfm_app.base import consts
from cfm_app.security import framework_methods
from cfm_app.security.gates import account_columns
from cfm_app.testing import CFMTestCase

ON_A_BENCH = skipUnless(
    framework_methods.find(account_columns.MODULE, "DatabaseQuery"),
    "the embedded engine has no such query",
)
REFUSED = (frappe.PermissionError, frappe.DataError, frappe.ValidationError)


def looked_up(*asked: Any) -> Any:
    """What a form's link field asks of what was chosen; Frappe 16 names it otherwise."""
    names = ("validate_link", "validate_link_and_fetch")
    return next(getattr(client, each) for each in names if hasattr(client, each))(*asked)


class TestAccountColumns(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        account_columns.guard()
        self.handler, self.operator = self.user(consts.PSEA), self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        frappe.db.set_value("User", self.handler, "last_ip", "10.7.7.7")
        frappe.set_user(self.operator)

    def list(self, **asked: Any) -> str:
        return json.dumps(client.get_list("User", limit_page_length=0, **asked), default=str)

    def test_a_list_is_not_narrowed_or_ordered_by_what_is_closed(self) -> None:
        role = ["role", "=", consts.PSEA]
        for asked in (
            {"filters": [["Has Role", *role]]},
            {"or_filters": [["Has Role", *role]]},
            {"filters": [["User", *role]]},
            {"filters": {"role": consts.PSEA}},
            {"filters": {"last_ip": ["like", "10%"]}},
            {"filters": {"ifnull(last_ip, '')": "10.7.7.7"}},
            {"order_by": "last_ip asc"},
            {"order_by": "`tabUser`.`last_ip` asc"},
            {"fields": ["name"], "group_by": "last_ip"},
            {"fields": ["name", "roles.parent"], "order_by": "`tabHas Role`.`role` asc"},
        ):
            with self.subTest(asked):
                self.assertRaises(REFUSED, self.list, **asked)

    def test_closed_columns_are_not_shown(self) -> None:
        for fields in (
            ["*"],
            ["name", "last_ip"],
            ["name", "roles.role"],
            ["name", "`tabHas Role`.`role`"],
            ["name", "max(last_ip) as x"],
        ):
            with self.subTest(fields):
                try:
                    said = self.list(fields=fields)
                except REFUSED:
                    continue
                self.assertNotIn("10.7.7.7", said)
                self.assertNotIn(consts.PSEA, said)

    def test_rows_are_not_listed_by_themselves(self) -> None:
        for parent in ("User", "Report"):
            with self.subTest(parent):
                try:
                    said = client.get_list(
                        "Has Role", fields=["parent", "role"], parent=parent, limit_page_length=0
                    )
                except REFUSED:
                    continue
                self.assertNotIn(self.handler, json.dumps(said, default=str))

    @ON_A_BENCH
    def test_columns_behind_a_link_are_not_shown(self) -> None:
        frappe.set_user("Administrator")
        task = {"doctype": "ToDo", "description": "x", "allocated_to": self.handler}
        frappe.get_doc({**task, "assigned_by": self.operator}).insert()
        frappe.set_user(self.operator)
        fields = ["name", "allocated_to.last_ip as ip"]
        try:
            said = client.get_list("ToDo", fields=fields, limit_page_length=0)
        except REFUSED:
            return
        self.assertTrue(said)
        self.assertNotIn("10.7.7.7", json.dumps(said, default=str))

    def test_one_account_tells_no_more(self) -> None:
        for ask in (
            lambda: client.get_value("User", "last_ip", self.handler),
            lambda: looked_up("User", self.handler, json.dumps(["last_ip"])),
        ):
            try:
                said = ask()
            except REFUSED:
                continue
            self.assertNotIn("10.7.7.7", json.dumps(said, default=str))

    def test_who_somebody_is_stays(self) -> None:
        said = self.list(filters={"name": self.handler}, fields=["name", "full_name", "enabled"])
        self.assertIn(self.handler, said)

    def test_whoever_reads_accounts_reads_them(self) -> None:
        frappe.set_user(self.manager)
        said = self.list(filters=[["Has Role", "role", "=", consts.PSEA]], fields=["name"])
        self.assertIn(self.handler, said)

    def test_roles_of_others(self) -> None:
        frappe.local.form_dict = frappe._dict(uid=self.handler)
        self.assertRaises(frappe.PermissionError, account_columns.get_roles)
        frappe.local.form_dict = frappe._dict(uid=self.operator)
        self.assertIn(consts.OPERATOR, account_columns.get_roles())
        frappe.set_user(self.manager)
        frappe.local.form_dict = frappe._dict(uid=self.handler)
        self.assertIn(consts.PSEA, account_columns.get_roles())
