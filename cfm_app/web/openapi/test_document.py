"""What the description of the API tells to whom."""

from typing import Any

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.testing import CFMTestCase
from cfm_app.web.openapi import document


class TestDocument(CFMTestCase):
    def tearDown(self) -> None:
        frappe.set_user("Administrator")
        super().tearDown()

    def told_to(self, *roles: str) -> dict[str, Any]:
        frappe.set_user(self.user(*roles) if roles else "Administrator")
        return document.build()

    def test_nobody_is_told_of_tables_that_only_the_app_reads(self) -> None:
        schemas = self.told_to()["components"]["schemas"]
        internal = {name.replace(" ", "_") for name in doctype_access.INTERNAL}
        self.assertEqual(internal & schemas.keys(), set())
        self.assertIn("Sensitive_Report", schemas)

    def test_types_are_told_to_those_whose_roles_open_them(self) -> None:
        told = self.told_to(consts.ANALYST)["components"]["schemas"].keys()
        self.assertEqual(told & {"Case", "Community_Member", "Sensitive_Report"}, set())
        told = self.told_to(consts.OPERATOR)["components"]["schemas"].keys()
        self.assertTrue({"Case", "Case.write", "Community_Member"} <= told)
        self.assertNotIn("Sensitive_Report", told)

    def test_fields_of_a_level_are_told_to_those_who_hold_it(self) -> None:
        meta = frappe.get_meta("User")
        above = {df.fieldname for df in meta.fields if df.permlevel and df.fieldtype == "Table"}
        self.assertIn("roles", above)
        user = self.told_to(consts.OPERATOR)["components"]["schemas"]["User"]
        self.assertNotIn("roles", user["properties"])
        user = self.told_to("System Manager")["components"]["schemas"]["User"]
        self.assertIn("roles", user["properties"])

    def test_what_is_needed_cannot_be_left_empty(self) -> None:
        told = self.told_to(consts.MANAGER)
        kind = told["components"]["schemas"]["CFM_Channel_Account.write"]["properties"]["adapter"]
        self.assertIn("SMS", kind["enum"])
        self.assertNotIn("", kind["enum"])
        making = told["paths"]["/api/resource/CFM%20Channel%20Account"]["post"]
        body = making["requestBody"]["content"]["application/json"]["schema"]
        self.assertTrue({"account_name", "adapter", "channel"} <= set(body["allOf"][1]["required"]))

    def test_links_lead_to_what_the_user_knows(self) -> None:
        for roles in ((consts.OPERATOR,), (consts.FOCAL_POINT,), (consts.ANALYST,)):
            told = self.told_to(*roles)
            known = {
                item[verb]["x-frappe-doctype"]
                for item in told["paths"].values()
                for verb in ("get", "post")
                if "x-frappe-doctype" in item.get(verb, {})
            }
            linked = {
                field["x-frappe-link"]
                for schema in told["components"]["schemas"].values()
                for field in schema.get("properties", {}).values()
                if "x-frappe-link" in field
            }
            self.assertEqual(linked - known, set())

    def test_headers_are_told_of_where_the_site_limits_its_work(self) -> None:
        def headers() -> set[str]:
            answer = self.told_to(consts.OPERATOR)["paths"]["/api/resource/Case"]["get"]
            return set(answer["responses"]["200"].get("headers", {}))

        self.assertEqual(headers(), set())
        frappe.conf.rate_limit = {"limit": 600, "window": 3600}
        try:
            self.assertIn("X-RateLimit-Remaining", headers())
        finally:
            del frappe.conf["rate_limit"]
