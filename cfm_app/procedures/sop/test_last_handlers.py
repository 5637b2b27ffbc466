"""The last people of a class go by no door unnoticed: accounts, roles by hand and by profile, deletions, classes."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, nowdate

from cfm_app import hooks
from cfm_app.api import reach as api
from cfm_app.base import consts
from cfm_app.procedures.sop import last_handlers
from cfm_app.procedures.sop.unattended import NobodyLeftError
from cfm_app.security.administration import access_facts
from cfm_app.security.entitlement import handlers, staffing
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import reach as page

SEA_CLASS = "EAS et harcèlement sexuel"
CHECK = "cfm_app.procedures.sop.last_handlers.check_after"
REASON = "Soupçonné, personne d'autre n'est formé"


class TestLastHandlers(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("CFM Focal Point")
        for user in handlers.holders(consts.PSEA):
            frappe.db.delete("Has Role", {"parent": user, "role": consts.PSEA})
            frappe.clear_cache(user=user)
        self.handler = self.user(consts.PSEA)
        self.protector = self.user(consts.DATA_PROTECTION)
        self.user("System Manager")

    def told(self) -> str:
        rows = frappe.get_all("Notification Log", {"for_user": self.protector}, pluck="subject")
        return " ".join(rows)

    def saved(self, doctype: str, name: str, **values: Any) -> None:
        doc = frappe.get_doc(doctype, name)
        doc.update(values)
        doc.save()

    def by_profile(self) -> str:
        """The handler holds the role by a profile."""
        if not frappe.db.exists("Role Profile", "Handlers"):
            roles = [{"role": consts.PSEA}, {"role": consts.ANALYST}]
            frappe.get_doc(
                {"doctype": "Role Profile", "role_profile": "Handlers", "roles": roles}
            ).insert()
        self.saved("User", self.handler, role_profile_name="Handlers")
        self.assertIn(consts.PSEA, frappe.get_roles(self.handler))
        return "Handlers"

    def doors(self) -> dict[str, Callable[[], Any]]:
        frappe.get_doc({"doctype": "Role", "role_name": "Nobody", "desk_access": 1}).insert()
        analyst = [{"role": consts.ANALYST}]
        return {
            "account": lambda: self.saved("User", self.handler, enabled=0),
            "role": lambda: self.saved("User", self.handler, roles=[]),
            "deletion": lambda: frappe.delete_doc("User", self.handler, force=True),
            "class": lambda: self.saved("Case Sensitivity", SEA_CLASS, handler_role="Nobody"),
            "profile": lambda: self.saved("Role Profile", self.by_profile(), roles=analyst),
            "role disabled": lambda: self.saved("Role", consts.PSEA, disabled=1),
        }

    def test_no_door_takes_the_last_one_away(self) -> None:
        for name, act in self.doors().items():
            with self.subTest(door=name):
                frappe.db.savepoint("door")
                with self.assertRaises(NobodyLeftError) as refused:
                    act()
                self.assertIn(last_handlers.PAGE, str(refused.exception))
                self.assertIn(_(SEA_CLASS), str(refused.exception))
                self.assertEqual(staffing.now().people[SEA_CLASS], {self.handler})
                frappe.db.rollback(save_point="door")
                frappe.clear_cache(user=self.handler)

    def test_whatever_decides_access_is_looked_at(self) -> None:
        for doctype in access_facts.SOURCES:
            with self.subTest(doctype=doctype):
                self.assertIn(CHECK, hooks.doc_events[doctype]["on_update"])
                self.assertIn(CHECK, hooks.doc_events[doctype]["after_delete"])

    def test_all_go_once_somebody_else_is_there(self) -> None:
        self.user(consts.PSEA, email="second@test.cfm")
        for change in ({"roles": []}, {"enabled": 0}):
            self.saved("User", self.handler, **change)
        self.assertEqual(self.told(), "")

    def test_somebody_who_goes_away_soon_is_not_enough(self) -> None:
        second = self.user(consts.PSEA, email="second@test.cfm")
        area = frappe.get_all("CFM Functional Area", pluck="name")[0]
        post = {"doctype": "CFM Focal Point", "user": second, "functional_area": area}
        frappe.get_doc({**post, "absent_from": add_days(nowdate(), 2)}).insert()
        with self.assertRaises(NobodyLeftError):
            self.saved("User", self.handler, enabled=0)

    def test_with_a_reason_it_is_done_and_told(self) -> None:
        manager = self.user(consts.MANAGER)
        for what in ("role", "account"):
            with self.subTest(what=what):
                frappe.db.savepoint("letting_go")
                frappe.set_user(manager)
                last = [(each["name"], each["user"]) for each in page.view()["last"]]
                self.assertIn((SEA_CLASS, self.handler), last)
                with self.assertRaises(frappe.ValidationError):
                    api.let_go(self.handler, SEA_CLASS, " ", what)
                api.let_go(self.handler, SEA_CLASS, REASON, what)
                frappe.set_user("Administrator")
                self.assertFalse(staffing.now().people[SEA_CLASS])
                self.assertIn(REASON, self.told())
                lines = {"ref_doctype": "User", "ref_name": self.handler, "action": "Rights"}
                self.assertTrue(frappe.get_all("CFM Access Log", lines))
                frappe.db.rollback(save_point="letting_go")
                frappe.clear_cache(user=self.handler)
                frappe.flags.cfm_audit = set()

    def test_by_a_profile_the_other_roles_stay(self) -> None:
        self.by_profile()
        last_handlers.let_go(self.handler, SEA_CLASS, REASON)
        roles = frappe.get_roles(self.handler)
        self.assertNotIn(consts.PSEA, roles)
        self.assertIn(consts.ANALYST, roles)
        self.saved("Role Profile", "Handlers", roles=[{"role": consts.ANALYST}])

    def test_who_writes_no_accounts_lets_nobody_go(self) -> None:
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.PermissionError):
            api.let_go(self.handler, SEA_CLASS, REASON, "role")
