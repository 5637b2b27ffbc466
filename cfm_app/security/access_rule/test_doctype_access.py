"""The table of access is whole, and the hooks and rows follow from it."""

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.security.configuration import app_doctypes
from cfm_app.testing import CFMTestCase


class TestDoctypeAccess(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)

    def test_hooks_name_what_the_table_names(self) -> None:
        conditions = frappe.get_hooks("permission_query_conditions")
        for doctype in doctype_access.CLOSED:
            self.assertTrue(
                any(path.startswith("cfm_app.") for path in conditions.get(doctype, [])), doctype
            )

    def test_a_rule_of_its_own_is_named_by_the_hooks_and_by_the_table(self) -> None:
        conditions = frappe.get_hooks("permission_query_conditions")
        ours = {row.name for row in frappe.get_all("DocType", {"module": "CFM App"})}
        self.assertEqual(ours & set(conditions) - doctype_access.CLOSED, set())
        for doctype in doctype_access.RULED_BY_ITSELF:
            self.assertIn(doctype, conditions)
            self.assertIn(doctype, frappe.get_hooks("has_permission"))

    def test_each_type_that_names_a_protected_document_has_a_rule(self) -> None:
        ruled = {
            *doctype_access.PROTECTED,
            *doctype_access.CARRIERS,
            *doctype_access.CHILDREN,
            *doctype_access.INTERNAL,
        }
        links = frappe.get_all(
            "DocField",
            filters={"fieldtype": "Link", "options": ["in", doctype_access.PROTECTED]},
            fields=["parent"],
            parent_doctype="DocType",
        )
        ours = frappe.get_all("DocType", filters={"module": "CFM App"}, pluck="name")
        self.assertEqual({row.parent for row in links} & set(ours) - ruled, set())

    def test_each_type_of_the_app_says_who_sees_it(self) -> None:
        """A new one is closed to the programs that managers write until somebody says otherwise."""
        ours = set(frappe.get_all("DocType", filters={"module": "CFM App"}, pluck="name"))
        self.assertEqual(len(doctype_access.ALL), len(set(doctype_access.ALL)))
        self.assertEqual(
            ours - set(doctype_access.ALL), set(), f"Enter them: {doctype_access.FILE}"
        )
        gone = {each for each in doctype_access.ALL if each.startswith(("CFM ", "Case "))} - ours
        self.assertEqual((gone, doctype_access.OPEN - ours), (set(), set()))
        for doctype in sorted(ours - doctype_access.OPEN):
            self.assertTrue(app_doctypes.is_closed_to_programs(doctype), doctype)

    def test_rows_follow_each_document_that_holds_them(self) -> None:
        """A bench lists rows by naming a parent that the user may read, and asks no rule about it."""
        ours = {row.name for row in frappe.get_all("DocType", {"module": "CFM App"})}
        ruled = {*frappe.get_hooks("permission_query_conditions"), *doctype_access.CARRIERS} - {"*"}
        holders: dict[str, set[str]] = {}
        for doctype in sorted((ruled & ours) | set(doctype_access.CARRIERS)):
            if frappe.db.exists("DocType", {"name": doctype, "istable": 0}):
                for df in frappe.get_meta(doctype).get_table_fields():
                    holders.setdefault(df.options, set()).add(doctype)
        named = {table: set(parents) for table, parents in doctype_access.CHILDREN.items()}
        self.assertEqual({table: named.get(table) for table in holders}, holders)
        self.assertEqual(set(named) & ours - set(holders), set())
