"""Who has something to sign first does nothing with the requests of persons, and they fall to nobody else."""

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import (
    deciding,
    entry,
    handing,
    identity_check,
    part_deletion,
    parts,
    register,
    states,
)
from cfm_app.data_protection.person_requests.test_support import (
    PART,
    REQUEST,
    RIGHT_TWICE,
    RequestsTestCase,
)
from cfm_app.data_protection.personal_data import holds
from cfm_app.security.obligations import gate
from cfm_app.security.obligations.test_support import ObligationsTestCase


class TestObliged(RequestsTestCase, ObligationsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.restricted()
        self.name = self.asked()
        identity_check.check(self.name, RIGHT_TWICE)
        self.unchecked = self.asked(states.CORRECTION)
        frappe.set_user(self.psea)
        self.part = parts.of_request(self.name)[0].name
        frappe.set_user("Administrator")
        for role in (consts.OPERATOR, consts.DATA_PROTECTION, consts.PSEA):
            self.oblige(role, publish=role == consts.OPERATOR)

    def test_each_act_is_refused_with_the_way_out(self) -> None:
        values = {"kind": states.ACCESS, "words": "x", "received_via": "Phone"}
        for user, act in (
            (self.operator, lambda: register.register(values)),
            (self.operator, lambda: identity_check.check(self.unchecked, RIGHT_TWICE)),
            (self.protector, lambda: handing.copy_of(self.name, handing.EXPORT)),
            (self.protector, lambda: deciding.decide(self.name, states.GRANTED)),
            (self.protector, lambda: holds.hold("Case", self.ordinary, "Recours")),
            (self.protector, lambda: part_deletion.agree(self.part)),
            (self.psea, lambda: handing.copy_of_part(self.part, handing.EXPORT)),
            (self.psea, lambda: parts.keep(self.part, "x")),
            (self.psea, lambda: part_deletion.ask(self.part)),
        ):
            frappe.set_user(user)
            with self.assertRaises(gate.ObligationError):
                act()

    def test_nothing_of_them_is_read(self) -> None:
        for user, doctype in ((self.protector, REQUEST), (self.psea, PART)):
            frappe.set_user(user)
            self.assertEqual(frappe.get_list(doctype), [])

    def test_they_stay_with_whoever_has_to_sign(self) -> None:
        self.assertIn(self.protector, entry.handlers(self.name))
        self.assertNotIn(self.manager, entry.handlers(self.name))

    def test_after_signing_it_works_at_once(self) -> None:
        self.sign_as(self.protector)
        frappe.set_user(self.protector)
        deciding.decide(self.name, states.GRANTED)
