"""What nobody does alone with the request of a person, and whom no right makes a handler."""

from typing import Any

import frappe
from frappe.permissions import add_permission

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import (
    closing,
    deciding,
    handing,
    identity_check,
    part_deletion,
    parts,
    register,
    states,
)
from cfm_app.data_protection.person_requests.test_support import (
    GROUND,
    REQUEST,
    RIGHT_TWICE,
    SECRET_WORDS,
    RequestsTestCase,
)


class TestWhoHandles(RequestsTestCase):
    def test_a_right_on_the_doctype_makes_nobody_a_handler(self) -> None:
        frappe.set_user("Administrator")
        right = add_permission(REQUEST, consts.OPERATOR, 0)
        given = {"parent": REQUEST, "role": consts.OPERATOR}
        frappe.db.set_value("Custom DocPerm", right or given, {"read": 1, "write": 1})
        frappe.clear_cache(doctype=REQUEST)
        self.addCleanup(frappe.clear_cache, doctype=REQUEST)
        name = self.asked()
        self.assertTrue(frappe.has_permission(REQUEST, "write"))
        identity_check.check(name, RIGHT_TWICE)
        for act in (
            lambda: deciding.decide(name, states.GRANTED),
            lambda: handing.copy_of(name, handing.EXPORT),
        ):
            with self.assertRaises(frappe.PermissionError):
                act()


class TestTwoDecide(RequestsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.case_name = self.restricted()
        self.close_case(self.case_name)

    def part(self, request: str) -> str:
        frappe.set_user(self.psea)
        (part,) = parts.of_request(request)
        return str(part.name)

    def is_there(self) -> bool:
        stored = frappe.get_all("Sensitive Report", {"cfm_case": self.case_name}, ["*"])
        return SECRET_WORDS in str(stored)

    def refused(self, act: Any, *given: str) -> None:
        with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
            act(*given)
        self.assertTrue(self.is_there())

    def test_one_handler_alone_erases_nothing(self) -> None:
        part = self.part(self.granted(states.DELETION))
        part_deletion.ask(part)
        self.refused(part_deletion.agree, part)
        self.refused(part_deletion.ask, part)

    def test_another_of_those_entrusted_agrees(self) -> None:
        part = self.part(self.granted(states.DELETION))
        other = self.user(consts.PSEA, email="psea.two@test.cfm")
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.case_name})
        report.append("handlers", {"user": other})
        report.save()
        part_deletion.ask(part)
        frappe.set_user(self.protector)
        self.assertEqual(part_deletion.waiting_for_agreement(), [])
        self.refused(part_deletion.agree, part)
        frappe.set_user(other)
        part_deletion.agree(part)
        self.assertFalse(self.is_there())

    def test_data_protection_agrees_unseen_where_nobody_else_is_entrusted(self) -> None:
        part = self.part(self.granted(states.DELETION))
        frappe.set_user(self.protector)
        self.refused(part_deletion.agree, part)
        frappe.set_user(self.psea)
        part_deletion.ask(part)
        for user in (self.manager, self.operator):
            frappe.set_user(user)
            self.assertEqual(part_deletion.waiting_for_agreement(), [])
            self.refused(part_deletion.agree, part)
        frappe.set_user(self.protector)
        (row,) = part_deletion.waiting_for_agreement()
        self.assertEqual(set(row), {"name", "asked_by", "asked_on"})
        self.assertFalse(frappe.has_permission("CFM Request Part", "read", doc=part))
        part_deletion.agree(part)
        self.assertFalse(self.is_there())

    def test_where_one_decides_alone_it_goes_at_once(self) -> None:
        frappe.db.set_single_value("CFM Settings", "one_person_decides", 1)
        self.addCleanup(frappe.db.set_single_value, "CFM Settings", "one_person_decides", 0)
        part_deletion.ask(self.part(self.granted(states.DELETION)))
        self.assertFalse(self.is_there())

    def test_what_was_refused_or_dropped_or_not_decided_stays(self) -> None:
        name = self.asked(states.DELETION)
        identity_check.check(name, RIGHT_TWICE)
        part = self.part(name)
        self.refused(part_deletion.ask, part)
        frappe.set_user(self.protector)
        deciding.decide(name, states.REFUSED, GROUND, "x")
        frappe.set_user(self.psea)
        self.refused(part_deletion.ask, part)
        name = self.granted(states.DELETION)
        part = self.part(name)
        part_deletion.ask(part)
        frappe.set_user(self.protector)
        closing.drop(name, "x")
        self.refused(part_deletion.agree, part)

    def test_who_registered_a_deletion_does_not_grant_it(self) -> None:
        frappe.set_user(self.protector)
        values = {"kind": states.DELETION, "words": "x", "received_via": "Phone"}
        name = register.register(values, member=self.member).name
        identity_check.check(name, RIGHT_TWICE)
        self.refused(deciding.decide, name, states.GRANTED)
        other = self.user(consts.DATA_PROTECTION, email="guardian.two@test.cfm")
        frappe.set_user(self.manager)
        self.refused(deciding.decide, name, states.GRANTED)
        frappe.set_user(other)
        deciding.decide(name, states.GRANTED)

    def test_a_manager_grants_it_where_nobody_else_protects_data(self) -> None:
        frappe.set_user(self.protector)
        values = {"kind": states.DELETION, "words": "x", "received_via": "Phone"}
        name = register.register(values, member=self.member).name
        identity_check.check(name, RIGHT_TWICE)
        others = {each for each in self.guardians() if each != self.protector}
        frappe.db.set_value("User", {"name": ["in", sorted(others) or [""]]}, "enabled", 0)
        frappe.set_user(self.manager)
        deciding.decide(name, states.GRANTED)

    def guardians(self) -> list[str]:
        role = {"role": consts.DATA_PROTECTION, "parenttype": "User"}
        return frappe.get_all("Has Role", role, pluck="parent")
