"""Nobody lets themselves, or others alone, into restricted cases: each door, and what follows."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.security.access_rule import access
from cfm_app.security.administration import access_facts, access_requests, accounts
from cfm_app.testing import CFMTestCase

SEA, SEA_CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"


class TestTwoPeople(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.handler = self.user(consts.PSEA, email="one.handler@test.cfm")
        self.second = self.user(consts.PSEA, email="second.handler@test.cfm")
        self.guardian = self.user(consts.DATA_PROTECTION, email="guards@test.cfm")
        self.manager = self.user(consts.MANAGER, "System Manager", email="power@test.cfm")
        self.other = self.user(consts.OPERATOR, email="other@test.cfm")
        frappe.set_user(self.other)
        self.case_name = self.case(category=SEA).name
        frappe.set_user(self.manager)

    # --- the doors ------------------------------------------------------------------------
    def test_the_role_of_a_handler(self) -> None:
        for user in (self.manager, self.other):
            with self.subTest(user):
                request = self.waits(lambda user=user: self.give(user, consts.PSEA))
                self.assertFalse(access.may_see_case(self.case_name, user))
                self.assertEqual(request.state, "Waiting")

    def test_powerful_roles(self) -> None:
        for role in ("System Manager", consts.DATA_PROTECTION):
            with self.subTest(role):
                self.waits(lambda role=role: self.give(self.other, role))

    def test_a_new_user_with_the_role(self) -> None:
        self.as_administrator(self.outgoing_account)
        user = self.new_user("new@test.cfm", roles=[{"role": consts.PSEA}], send_welcome_email=1)
        self.waits(user.insert)
        self.assertFalse(frappe.db.exists("User", "new@test.cfm"))

    def test_a_row_of_its_own(self) -> None:
        row = {"doctype": "Has Role", "role": consts.PSEA, "parenttype": "User"}
        row |= {"parent": self.manager, "parentfield": "roles"}
        self.waits(lambda: frappe.get_doc(row).insert(ignore_permissions=True))

    def test_a_role_profile(self) -> None:
        self.as_administrator(lambda: self.profile("Plain", consts.OPERATOR))
        self.as_administrator(lambda: self.profile("Handling", consts.PSEA))
        self.save("User", self.other, role_profile_name="Plain")

        def widen() -> None:
            profile = frappe.get_doc("Role Profile", "Plain")
            profile.append("roles", {"role": consts.PSEA})
            profile.save()

        self.waits(widen)
        self.waits(lambda: self.save("User", self.other, role_profile_name="Handling"))

    def test_a_disabled_account_or_role_comes_back(self) -> None:
        self.user(consts.PSEA, email="stays@test.cfm")
        self.save("User", self.handler, enabled=0)
        self.waits(lambda: self.save("User", self.handler, enabled=1))
        self.as_administrator(lambda: frappe.get_doc(self.absence()).insert())
        self.save("User", self.second, enabled=0)
        self.waits(lambda: self.save("User", self.second, enabled=1))
        frappe.db.set_value("Role", consts.FRAUD, "disabled", 1)
        self.as_administrator(lambda: self.user(consts.FRAUD))
        self.waits(lambda: self.save("Role", consts.FRAUD, disabled=0))

    def test_a_class(self) -> None:
        self.waits(lambda: self.save("Case Sensitivity", SEA_CLASS, hidden=0))
        role = {"handler_role": consts.OPERATOR}
        self.waits(lambda: self.save("Case Sensitivity", SEA_CLASS, **role))

    def test_names(self) -> None:
        self.waits(lambda: self.rename("Case Sensitivity", SEA_CLASS, "Autre"))
        self.waits(lambda: self.rename("Case Sensitivity", SEA_CLASS, "À clarifier", merge=True))
        self.waits(lambda: self.rename("User", self.handler, self.manager, merge=True))
        self.waits(lambda: self.rename("User", self.handler, "mine@test.cfm"))
        self.waits(lambda: self.rename("Role", consts.PSEA, consts.OPERATOR, merge=True))

    def test_who_may_not_rename_asks_for_nothing(self) -> None:
        before = frappe.db.count(access_requests.DOCTYPE)
        frappe.set_user(self.other)
        with self.assertRaises(frappe.ValidationError):
            frappe.rename_doc("Case Sensitivity", SEA_CLASS, "Mine")
        self.assertEqual(frappe.db.count(access_requests.DOCTYPE), before)

    def test_the_class_of_new_cases(self) -> None:
        for values in ({"sensitivity": "Non sensible"}, {"sensitivity": "Fraude et corruption"}):
            self.waits(lambda values=values: self.save("Case Category", SEA, **values))
        self.save("Case Category", SEA, help="Écouter")
        self.save("Case Category", "Quantité de la ration", sensitivity=SEA_CLASS)

    def test_a_class_is_deleted(self) -> None:
        delete = lambda: frappe.delete_doc("Case Sensitivity", SEA_CLASS, force=True)  # noqa: E731
        with self.assertRaises(frappe.ValidationError):
            delete()

    def test_where_a_handler_is_reached(self) -> None:
        self.waits(lambda: self.save("User", self.handler, mobile_no="+23566000000"))
        frappe.set_user(self.handler)
        own = frappe.get_doc("User", self.handler)
        own.mobile_no = "+23566000001"
        own.save(ignore_permissions=True)

    def test_the_limit_of_a_handler(self) -> None:
        limit = {"doctype": "User Permission", "user": self.handler, "allow": "CFM Location"}
        kept = frappe.get_doc({**limit, "for_value": "TD07", "apply_to_all_doctypes": 1}).insert()
        self.waits(lambda: frappe.delete_doc("User Permission", kept.name))
        more = {**limit, "for_value": "TD14", "apply_to_all_doctypes": 1}
        self.waits(lambda: frappe.get_doc(more).insert())

    def test_deputies(self) -> None:
        post = self.absence()
        for user in (self.manager, self.second):
            frappe.set_user(user)
            with self.subTest(user), self.assertRaises(frappe.PermissionError):
                frappe.get_doc(post).insert(ignore_permissions=True)
        frappe.set_user(self.guardian)
        self.waits(lambda: frappe.get_doc(post).insert(ignore_permissions=True))
        frappe.set_user(self.handler)
        frappe.get_doc(post).insert(ignore_permissions=True)
        self.assertTrue(access.may_see_case(self.case_name, self.second))
        self.assertTrue(self.told(self.guardian))

    def test_a_longer_absence(self) -> None:
        frappe.set_user(self.handler)
        post = frappe.get_doc(self.absence()).insert(ignore_permissions=True)
        frappe.set_user(self.manager)
        post.reload()
        post.absent_to = add_days(nowdate(), 9)
        with self.assertRaises(frappe.PermissionError):
            post.save(ignore_permissions=True)
        post.reload()
        post.absent_to = add_days(nowdate(), 1)
        post.save(ignore_permissions=True)

    def test_the_absent_handler_writes_it_down_without_help(self) -> None:
        post = {**self.absence(), "deputy": None, "absent_from": None, "absent_to": None}
        name = self.as_administrator(lambda: frappe.get_doc(post).insert().name)
        days = {"absent_from": nowdate(), "absent_to": nowdate(), "deputy": self.second}
        frappe.set_user(self.second)
        with self.assertRaises(frappe.PermissionError):
            self.save("CFM Focal Point", name, **days)
        frappe.set_user(self.handler)
        with self.assertRaises(frappe.PermissionError):
            self.save("CFM Focal Point", name, location="TD07")
        self.save("CFM Focal Point", name, **days)
        self.assertTrue(access.may_see_case(self.case_name, self.second))
        frappe.set_user(self.guardian)
        longer = {"absent_to": add_days(nowdate(), 5)}
        self.waits(lambda: self.save("CFM Focal Point", name, **longer))

    def test_the_decision_that_one_person_suffices(self) -> None:
        self.waits(lambda: self.save("CFM Settings", "CFM Settings", one_person_decides=1))

    # --- what passes ----------------------------------------------------------------------
    def test_what_opens_nothing_is_saved_at_once(self) -> None:
        self.save("User", self.handler, first_name="Autre")
        self.give(self.other, consts.ANALYST)
        self.save("Case Sensitivity", SEA_CLASS, reminder_hours=3)
        user = frappe.get_doc("User", self.second)
        user.set("roles", [])
        user.save()
        values = {"doctype": "Case Sensitivity", "sensitivity_name": "Nouvelle", "hidden": 1}
        frappe.get_doc({**values, "handler_role": consts.FRAUD}).insert()
        self.assertFalse(frappe.db.count(access_requests.DOCTYPE))

    def test_while_an_office_is_set_up_one_person_suffices(self) -> None:
        frappe.db.delete("Sensitive Report")
        self.give(self.other, consts.PSEA)
        self.assertTrue(self.told(self.handler))
        self.assertTrue(self.logged())
        self.waits(lambda: self.give(self.manager, consts.PSEA))

    def test_an_office_too_small_for_two_decides_it_once(self) -> None:
        request = self.waits(
            lambda: self.save("CFM Settings", "CFM Settings", one_person_decides=1)
        )
        frappe.set_user(self.guardian)
        access_requests.agree(request.name)
        frappe.set_user(self.manager)
        self.give(self.other, consts.PSEA)
        self.assertTrue(self.told(self.handler))
        self.waits(lambda: self.give(self.manager, consts.PSEA))

    def test_a_decision_that_waits_is_in_effect_for_nothing_else(self) -> None:
        """A client that changes many records at once goes on after one is refused."""
        with suppress(access_requests.SecondPersonNeeded):
            self.save("CFM Settings", "CFM Settings", one_person_decides=1)
        self.waits(lambda: self.give(self.other, consts.PSEA))

    # --- the second person ----------------------------------------------------------------
    def test_the_second_person_is_told_and_agrees(self) -> None:
        request = self.waits(lambda: self.give(self.other, consts.PSEA))
        for user in (self.handler, self.guardian):
            link = {"for_user": user, "document_name": request.name}
            self.assertTrue(frappe.db.exists("Notification Log", link))
        frappe.set_user(self.guardian)
        done = access_requests.agree(request.name)
        self.assertEqual((done.state, done.decided_by), ("In effect", self.guardian))
        self.assertIn(consts.PSEA, frappe.get_roles(self.other))
        self.assertTrue(self.told(self.handler))
        self.assertTrue(self.told(self.manager))
        self.assertTrue(self.logged())

    def test_nobody_else_agrees(self) -> None:
        request = self.waits(lambda: self.give(self.other, consts.PSEA))
        outsider = self.as_administrator(lambda: self.user("System Manager"))
        for user in (self.manager, self.other, outsider):
            frappe.set_user(user)
            for decide in (access_requests.agree, access_requests.refuse):
                with self.assertRaises(frappe.PermissionError):
                    decide(request.name)
        frappe.set_user(self.handler)
        access_requests.refuse(request.name)
        self.assertNotIn(consts.PSEA, frappe.get_roles(self.other))
        with self.assertRaises(frappe.ValidationError):
            access_requests.agree(request.name)

    def test_each_class_has_its_own_second_person(self) -> None:
        user = frappe.get_doc("User", self.other)
        user.extend("roles", [{"role": consts.PSEA}, {"role": consts.FRAUD}])
        request = self.waits(user.save)
        fraud = self.as_administrator(lambda: self.user(consts.FRAUD))
        self.assertEqual(access_requests.deciders(request), {self.guardian, "Administrator"})
        request = self.waits(lambda: self.give(self.other, consts.DATA_PROTECTION))
        self.assertEqual(access_requests.deciders(request), {self.guardian, "Administrator"})
        frappe.db.set_value("User", self.guardian, "enabled", 0)
        self.assertTrue({fraud, self.handler} <= (deciders := access_requests.deciders(request)))
        self.assertFalse({self.manager, self.other} & deciders)

    def test_the_device_of_a_handler(self) -> None:
        frappe.defaults.set_default(f"{self.handler}_otpsecret", "x", parent="__2fa")
        request = self.waits(lambda: accounts.check_factor_reset(self.handler))
        accounts.check_factor_reset(self.other)
        frappe.set_user(self.handler)
        accounts.check_factor_reset(self.handler)
        frappe.set_user(self.guardian)
        access_requests.agree(request.name)
        kept = {"defkey": f"{self.handler}_otpsecret"}
        self.assertFalse(frappe.db.exists("DefaultValue", kept))

    def test_who_gains_does_not_agree(self) -> None:
        frappe.set_user(self.user(consts.PSEA, email="third.handler@test.cfm") and self.handler)
        frappe.get_doc(self.absence(since=5)).insert(ignore_permissions=True)
        frappe.set_user(self.guardian)
        row = self.absence(user=self.second, deputy=self.handler, until=30)
        request = self.waits(lambda: frappe.get_doc(row).insert(ignore_permissions=True))
        for user in (self.guardian, self.handler):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                access_requests.agree(request.name)
        frappe.set_user(self.second)
        access_requests.agree(request.name)
        deputies = {
            each.user for each in access_facts.snapshot().facts if each.absent == self.second
        }
        self.assertEqual(deputies, {self.handler})

    def test_no_more_than_was_asked_for(self) -> None:
        request = self.waits(lambda: self.give(self.other, consts.PSEA))
        values = frappe.parse_json(request.change_values)
        values["roles"].append({"role": "System Manager"})
        frappe.db.set_value(request.doctype, request.name, "change_values", frappe.as_json(values))
        frappe.set_user(self.guardian)
        self.waits(lambda: access_requests.agree(request.name))

    def test_a_program_that_goes_on_keeps_the_request_and_nothing_else(self) -> None:
        with suppress(access_requests.SecondPersonNeeded):
            self.give(self.other, consts.PSEA)
        frappe.db.after_rollback.reset()
        self.assertNotIn(consts.PSEA, frappe.get_roles(self.other))
        self.assertTrue(frappe.db.exists(access_requests.DOCTYPE, {"ref_name": self.other}))

    def test_another_wish_is_another_request(self) -> None:
        """Nobody agrees to something else than what they have read."""
        one = self.waits(lambda: self.give(self.other, consts.PSEA))
        two = self.waits(lambda: self.give(self.other, consts.FRAUD))
        again = self.waits(lambda: self.give(self.other, consts.PSEA))
        self.assertEqual(one.name, again.name)
        self.assertNotEqual(one.name, two.name)

    def test_a_request_is_written_by_the_app_alone(self) -> None:
        request = self.waits(lambda: self.give(self.other, consts.PSEA))
        for values in ({"state": "Agreed"}, {"sights": "[]"}, {"asked_by": self.other}):
            with self.subTest(str(values)), self.assertRaises(frappe.PermissionError):
                self.save(request.doctype, request.name, **values)
        self.save(request.doctype, request.name, reason="Elle remplace Solange.")
        made = {**request.as_dict(), "name": None, "state": "Agreed"}
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc(made).insert()
        with self.assertRaises(frappe.PermissionError):
            frappe.delete_doc(request.doctype, request.name)

    def test_no_program_agrees(self) -> None:
        """A program may save past every right, as whoever triggers it and as the Administrator."""
        request = self.waits(lambda: self.give(self.other, consts.PSEA))
        for user in (self.manager, self.other, "Administrator"):
            frappe.set_user(user)
            doc = frappe.get_doc(request.doctype, request.name)
            doc.state = "Agreed"
            with self.subTest(user), self.assertRaises(frappe.PermissionError):
                doc.save(ignore_permissions=True)
            doc = frappe.get_doc(request.doctype, request.name)
            doc.sights = "[]"
            with self.subTest(user), self.assertRaises(frappe.PermissionError):
                doc.save(ignore_permissions=True)

    def test_names_and_deletions_take_effect(self) -> None:
        request = self.waits(lambda: self.rename("User", self.handler, "h2@test.cfm"))
        frappe.set_user(self.guardian)
        access_requests.agree(request.name)
        self.assertTrue(frappe.db.exists("User", "h2@test.cfm"))
        frappe.set_user(self.manager)
        limit = {"doctype": "User Permission", "user": self.second, "allow": "CFM Location"}
        kept = frappe.get_doc({**limit, "for_value": "TD07", "apply_to_all_doctypes": 1}).insert()
        request = self.waits(lambda: frappe.delete_doc("User Permission", kept.name))
        frappe.set_user(self.guardian)
        access_requests.agree(request.name)
        self.assertFalse(frappe.db.exists("User Permission", kept.name))

    def test_no_password_lies_in_a_request(self) -> None:
        user = self.new_user("new@test.cfm", roles=[{"role": consts.PSEA}])
        user.new_password = "Ndjamena-2026-fleuve"
        request = self.waits(user.insert)
        self.assertNotIn("2026-fleuve", request.change_values)
        frappe.set_user(self.guardian)
        access_requests.agree(request.name)
        self.assertIn(consts.PSEA, frappe.get_roles("new@test.cfm"))

    def give(self, user: str, role: str) -> None:
        doc = frappe.get_doc("User", user)
        doc.append("roles", {"role": role})
        doc.save()

    def save(self, doctype: str, name: str, **values: Any) -> None:
        doc = frappe.get_doc(doctype, name)
        doc.update(values)
        doc.save()

    def rename(self, doctype: str, old: str, new: str, merge: bool = False) -> None:
        frappe.rename_doc(doctype, old, new, merge=merge, force=True)

    def new_user(self, email: str, **values: Any) -> Any:
        values = {"email": email, "first_name": "New", "send_welcome_email": 0, **values}
        return frappe.get_doc({"doctype": "User", **values})

    def profile(self, name: str, role: str) -> None:
        values = {"doctype": "Role Profile", "role_profile": name, "roles": [{"role": role}]}
        frappe.get_doc(values).insert()

    def absence(
        self, user: str = "", deputy: str = "", since: int = 0, until: int = 3
    ) -> dict[str, Any]:
        post = {"doctype": "CFM Focal Point", "functional_area": "PEAS", "sensitivity": SEA_CLASS}
        post |= {"user": user or self.handler, "deputy": deputy or self.second}
        days = {"absent_from": since, "absent_to": max(since, until)}
        return post | {field: add_days(nowdate(), count) for field, count in days.items()}

    def as_administrator(self, function: Callable[[], Any]) -> Any:
        acting = frappe.session.user
        frappe.set_user("Administrator")
        try:
            return function()
        finally:
            frappe.set_user(acting)

    def told(self, user: str) -> list[str]:
        rows = frappe.get_all("Notification Log", filters={"for_user": user}, pluck="subject")
        return [each for each in rows if "cas restreints" in each or "restricted cases" in each]

    def logged(self) -> list[str]:
        return frappe.get_all("CFM Access Log", filters={"action": "Rights"}, pluck="detail")
