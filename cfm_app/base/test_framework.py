"""Functions over fields, and counted lists, on whatever framework runs the tests."""

import frappe

from cfm_app.base import consts
from cfm_app.base.framework import aggregate, count_listed
from cfm_app.testing import CFMTestCase


class TestFramework(CFMTestCase):
    def test_functions_over_a_field_come_out_under_their_names(self) -> None:
        cases = [self.case(), self.case()]
        names = {"name": ["in", [each.name for each in cases]]}
        asked = [("count", "*", "number"), ("min", "name", "first"), ("max", "name", "last")]
        fields = [aggregate(*each) for each in asked]
        for ask in (frappe.get_all, frappe.get_list):
            found = ask("Case", filters=names, fields=fields)[0]
            first, last = sorted(each.name for each in cases)
            self.assertEqual((found.number, found.first, found.last), (2, first, last))

    def test_a_list_is_counted_as_the_user_sees_it(self) -> None:
        case = self.case()
        self.assertEqual(count_listed("Case", {"name": case.name}), 1)
        self.assertEqual(count_listed("Case", {"name": "none"}), 0)
        frappe.set_user(self.user(consts.ANALYST))
        with self.assertRaises(frappe.PermissionError):
            count_listed("Case", {"name": case.name})

    def test_a_document_with_two_rows_in_a_table_is_counted_once(self) -> None:
        user = self.user(consts.OPERATOR, consts.MANAGER, email="two-roles@test.cfm")
        roles = [["Has Role", "role", "in", [consts.OPERATOR, consts.MANAGER]], ["name", "=", user]]
        self.assertEqual(count_listed("User", roles), 1)
