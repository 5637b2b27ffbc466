"""Columns behind links: a bench's list joins none of closed documents, and leaves out the titles its desk asks for."""

import json
from typing import Any
from unittest import skipUnless

import frappe

from cfm_app.base import consts
from cfm_app.security.gates import linked_columns
from cfm_app.testing import CFMTestCase

TITLE = "community_member.full_name as community_member_full_name"
try:
    from frappe.model.db_query import DatabaseQuery
except ImportError:
    DatabaseQuery = None


class TestLinkedColumns(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        linked_columns.guard()
        frappe.set_user(self.user(consts.OPERATOR))
        member = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert().name
        self.named = self.case(
            category="Quantité de la ration", description="x", community_member=member
        ).name

    def listed(self, fields: Any, **more: Any) -> list[Any]:
        return list(frappe.get_list("Case", fields=fields, filters={"name": self.named}, **more))

    @skipUnless(DatabaseQuery, "the embedded engine joins the rows alone that the user may see")
    def test_columns_that_somebody_names_are_refused(self) -> None:
        plain = "community_member.phone"
        for fields, more in (
            (["name", plain], {}),
            (json.dumps(["name", plain]), {}),
            (f"name, {plain}", {}),
            (["name", "community_member.full_name"], {}),
            (["name", f"{TITLE}, 1"], {}),
        ):
            with self.subTest(fields=fields):
                self.assertRaises(frappe.PermissionError, self.listed, fields, **more)

    @skipUnless(DatabaseQuery, "the desk of the embedded engine asks for no titles")
    def test_the_list_of_the_desk_opens_without_the_titles_of_links(self) -> None:
        operator = frappe.session.user
        frappe.set_user("Administrator")
        frappe.make_property_setter(
            {
                "doctype": "Community Member",
                "doctype_or_field": "DocType",
                "property": "title_field",
                "value": "full_name",
                "property_type": "Data",
            }
        )
        frappe.set_user(operator)
        for name in ("title_field", "show_title_field_in_link"):
            self.assertTrue(frappe.get_meta("Community Member").get(name), name)
        for fields in (["name", TITLE], json.dumps(["name", TITLE])):
            self.assertEqual(self.listed(fields), [{"name": self.named}])

    def test_the_app_reads_what_it_needs(self) -> None:
        found = frappe.get_all(
            "Case",
            filters={"name": self.named},
            fields=["name", "community_member.full_name as who"],
        )
        self.assertEqual(found, [{"name": self.named, "who": "Zara"}])
