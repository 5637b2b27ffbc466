"""What is left of an erased restricted case is as closed as the case was."""

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import (
    deciding,
    identity_check,
    part_deletion,
    parts,
    register,
    states,
)
from cfm_app.data_protection.person_requests.test_support import (
    MEMBER,
    REQUEST,
    RESTRICTED_CATEGORY,
    RIGHT_TWICE,
    SECRET_WORDS,
    RequestsTestCase,
)
from cfm_app.security.access_rule import access, permission_hooks


class TestLeftClosed(RequestsTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.psea)
        self.secret = frappe.get_doc({"doctype": MEMBER, "full_name": "Cachée Kosso"}).insert().name
        told = {"category": RESTRICTED_CATEGORY, "description": SECRET_WORDS}
        case = self.case(community_member=self.secret, **told).name
        values = {"kind": states.DELETION, "words": "qzx9", "received_via": "Phone"}
        self.name = register.register(values, case=case).name
        identity_check.check(self.name, RIGHT_TWICE)
        deciding.decide(self.name, states.GRANTED)
        self.close_case(case)
        (part,) = parts.of_request(self.name)
        part_deletion.ask(part.name)
        frappe.set_user(self.protector)
        part_deletion.agree(part.name)

    def test_it_stays_closed_to_all_who_saw_nothing_before(self) -> None:
        self.assertIsNone(frappe.db.get_value(MEMBER, self.secret, "full_name"))
        for user in (self.operator, self.manager, self.protector, self.user(consts.FRAUD)):
            frappe.set_user(user)
            for doctype, name in ((MEMBER, self.secret), (REQUEST, self.name)):
                self.assertFalse(access.may_see(doctype, name), f"{user}: {doctype}")
                self.assertEqual(frappe.get_list(doctype, {"name": name}), [])
            for doctype in ("CFM Erasure", "CFM Access Log"):
                condition = permission_hooks.carrier_condition(user, doctype) or "1=1"
                rows = frappe.db.sql(
                    f"select `ref_name` from `tab{doctype}` where `ref_name` in (%s, %s)"
                    f" and {condition.replace('%', '%%')}",
                    (self.secret, self.name),
                )
                self.assertEqual(list(rows), [], f"{user}: {doctype}")

    def test_whoever_handles_the_class_sees_what_is_left(self) -> None:
        for user in (self.psea, "Administrator"):
            self.assertTrue(access.may_see(MEMBER, self.secret, user), user)
            self.assertTrue(access.may_see(REQUEST, self.name, user), user)
