"""The desk of a French office must not write "fr" where a person's language belongs."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import workspaces


class TestBoot(CFMTestCase):
    def test_language_of_the_screens_is_no_default(self) -> None:
        bootinfo = frappe._dict(
            sysdefaults=frappe._dict(language="fr", country="Chad"),
            user=frappe._dict(defaults=frappe._dict(language="fr")),
        )
        extend(bootinfo)
        self.assertEqual(bootinfo.sysdefaults, {"country": "Chad"})
        self.assertEqual(bootinfo.user.defaults, {})

    def test_the_desk_searches_where_the_user_may_search(self) -> None:
        for role, page in ((consts.OPERATOR, "/cfm/console"), (consts.ANALYST, None)):
            bootinfo = frappe._dict(
                sysdefaults=frappe._dict(), user=frappe._dict(defaults=frappe._dict())
            )
            frappe.set_user(self.user(role))
            extend(bootinfo)
            self.assertEqual(bootinfo.cfm_search, page, role)

    def test_lists_that_are_closed_to_the_user_say_so_and_lead_on(self) -> None:
        bootinfo = frappe._dict(sysdefaults=frappe._dict())
        bootinfo.user = frappe._dict(defaults=frappe._dict(), can_read=["Referral", "CFM Partner"])
        frappe.set_user(self.user(consts.FOCAL_POINT))
        extend(bootinfo)
        closed = bootinfo.cfm_closed
        self.assertIn("Case", closed["doctypes"])
        self.assertNotIn("Referral", closed["doctypes"])
        self.assertEqual(closed["way"]["address"], "/cfm/approvals")

    def test_workspaces_of_the_framework_are_for_whoever_sets_up(self) -> None:
        module = frappe.get_doc({"doctype": "Module Def", "module_name": "Elsewhere"})
        module.update({"app_name": "frappe", "custom": 1}).insert(ignore_permissions=True)
        offered = [
            {"name": "CFM", "module": "CFM App"},
            {"name": "Of the office", "module": None},
            {"name": "Elsewhere", "module": "Elsewhere"},
        ]
        for role, seen in (
            (consts.OPERATOR, ["CFM", "Of the office"]),
            (consts.MANAGER, ["CFM", "Of the office"]),
            ("System Manager", ["CFM", "Of the office", "Elsewhere"]),
        ):
            frappe.set_user(self.user(role))
            kept = workspaces.suited(offered)
            self.assertEqual([page["name"] for page in kept], seen, role)
            self.assertEqual(workspaces.may_set_up(), role != consts.OPERATOR, role)
            self.assertEqual(workspaces.suited(offered[2:]), offered[2:], role)

    def test_the_machinery_of_the_framework_is_offered_to_whoever_sets_up(self) -> None:
        lists = ["Case", "ToDo", "User", "Property Setter", "DocType"]
        closed = ["Data Import", "System Console"]
        for role, offered in ((consts.OPERATOR, lists[:2]), (consts.MANAGER, lists[:4])):
            bootinfo = frappe._dict(sysdefaults=frappe._dict(), page_info={"print": {}})
            bootinfo.user = frappe._dict(
                defaults=frappe._dict(),
                can_read=lists,
                can_search=lists + closed,
                can_create=lists + closed,
                can_import=lists,
            )
            frappe.set_user(self.user(role))
            extend(bootinfo)
            self.assertEqual(bootinfo.user.can_search, offered, role)
            may_create = lists[:2] if role == consts.OPERATOR else lists
            self.assertEqual(bootinfo.user.can_create, may_create, role)
            self.assertEqual(bootinfo.user.can_read, lists, role)
            self.assertEqual(bootinfo.user.can_import, [], role)
            self.assertEqual(bootinfo.page_info, {}, role)

    def test_the_desk_says_what_is_to_be_signed(self) -> None:
        user = self.user(consts.OPERATOR)
        frappe.set_user(user)
        bootinfo = frappe._dict(
            sysdefaults=frappe._dict(), user=frappe._dict(defaults=frappe._dict())
        )
        extend(bootinfo)
        self.assertIsNone(bootinfo.cfm_obligations)
        settings = frappe.get_doc("CFM Obligation Settings")
        kind = frappe.get_doc("CFM Agreement", {"text_is_example": 1})
        kind.update({"status": "Published", "text_is_example": 0})
        kind.save(ignore_permissions=True)
        row = {"for_role": consts.OPERATOR, "agreement_kind": kind.kind, "grace_days": 5}
        settings.append("obligations", row)
        settings.save(ignore_permissions=True)
        extend(bootinfo)
        self.assertEqual(bootinfo.cfm_obligations["tone"], "amber")


def extend(bootinfo: Any) -> None:
    """What the app's hooks tell the desk."""
    for path in frappe.get_hooks("extend_bootinfo"):
        if path.startswith("cfm_app."):
            frappe.get_attr(path)(bootinfo)
