"""Names of the office's lists: renamed and merged with all that names them, never put back without a word."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase

OLD, OTHER = "Quantité de la ration", "Qualité des vivres"
NEW = "Ration incomplète"


class TestOfficeNames(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager, self.operator = self.user(consts.MANAGER), self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        self.found = self.case(category=OLD).name
        frappe.set_user(self.manager)

    def category(self) -> str:
        return frappe.db.get_value("Case", self.found, "category")

    def test_a_typed_name_is_not_lost_without_a_word(self) -> None:
        category = frappe.get_doc("Case Category", OLD)
        category.category_name = NEW
        with self.assertRaises(frappe.ValidationError):
            category.save()

    def test_a_category_is_renamed_with_its_cases(self) -> None:
        frappe.rename_doc("Case Category", OLD, NEW)
        self.assertEqual(self.category(), NEW)
        self.assertEqual(frappe.db.get_value("Case Category", NEW, "category_name"), NEW)
        self.assertFalse(frappe.db.exists("Case Category", OLD))

    def test_two_categories_become_one(self) -> None:
        frappe.rename_doc("Case Category", OLD, OTHER, merge=True)
        self.assertEqual(self.category(), OTHER)
        self.assertFalse(frappe.db.exists("Case Category", OLD))
        ranges = frappe.get_all("Case Category", fields=["lft", "rgt"])
        self.assertTrue(all(0 < row.lft < row.rgt for row in ranges))

    def test_categories_of_different_classes_stay_two(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            frappe.rename_doc("Case Category", OLD, "Exploitation ou abus sexuel", merge=True)

    def test_what_cases_name_is_still_not_deleted(self) -> None:
        frappe.rename_doc("Case Category", OLD, OTHER, merge=True)
        with self.assertRaises(frappe.LinkExistsError):
            frappe.delete_doc("Case Category", OTHER)

    def test_every_list_of_the_office_is_renamed(self) -> None:
        for doctype in named_by_field():
            name = frappe.db.get_value(doctype, {}, "name", order_by="creation desc")
            if not name:
                continue
            with self.subTest(doctype=doctype):
                frappe.set_user("Administrator")
                new = name[:-1] + "x" if doctype == "CFM Language" else f"{name} (new)"
                frappe.rename_doc(doctype, name, new)
                self.assertTrue(frappe.db.exists(doctype, new))


def named_by_field() -> list[str]:
    modules = frappe.get_all("Module Def", {"app_name": "cfm_app"}, pluck="name")
    filters = {"module": ["in", modules], "autoname": ["like", "field:%"], "allow_rename": 1}
    return frappe.get_all("DocType", filters, pluck="name")
