"""A person with an ordinary and a restricted case, and their requests, for tests."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import (
    before_erasure,
    deciding,
    deletion,
    identity_check,
    register,
    states,
)
from cfm_app.security.access_rule import access
from cfm_app.testing import CFMTestCase

MEMBER, REQUEST, PART = "Community Member", consts.PERSON_REQUEST, consts.REQUEST_PART
NAME, PHONE, WORDS = "Zenaba Kosso", "+235 66 12 34 56", "Ration coupée depuis mai qzx1"
SECRET_WORDS = "Ce que le chef de site a fait qzx2"
RESTRICTED_CATEGORY = "Exploitation ou abus sexuel"
GROUND = "Obligation de conserver"
RIGHT = identity_check.RIGHT
RIGHT_TWICE = {"Full name": RIGHT, identity_check.PAPER_QUESTION: RIGHT}


def erase(name: str, via: str = "Phone", words: str = "On efface tout") -> Any:
    """Erase what is held on a person who could not be told before: how to tell them stays sealed."""
    before_erasure.agree(name, via, words)
    return deletion.delete(name, before_erasure.NOT_REACHED)


class RequestsTestCase(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.protector = self.user(consts.DATA_PROTECTION)
        self.psea = self.user(consts.PSEA)
        frappe.set_user(self.operator)
        person = {"doctype": MEMBER, "full_name": NAME, "phone": PHONE, "household_size": 7}
        self.member = frappe.get_doc(person).insert().name
        self.ordinary = self.case(community_member=self.member, description=WORDS).name

    def restricted(self) -> str:
        """A restricted case of the person, entrusted to the handler."""
        frappe.set_user(self.psea)
        case = self.case(
            category=RESTRICTED_CATEGORY, community_member=self.member, description=SECRET_WORDS
        )
        return str(case.name)

    def asked(self, kind: str = states.ACCESS, **subject: Any) -> str:
        """A request that the operator registered."""
        frappe.set_user(self.operator)
        values = {"kind": kind, "words": "Je veux savoir qzx3", "received_via": "Phone"}
        found = register.register(values, **(subject or {"case": self.ordinary}))
        return str(found.name)

    def granted(self, kind: str = states.ACCESS, **subject: Any) -> str:
        """A request of somebody who has shown who they are, granted by data protection."""
        name = self.asked(kind, **subject)
        identity_check.check(name, RIGHT_TWICE)
        frappe.set_user(self.protector)
        deciding.decide(name, states.GRANTED)
        return name

    def close_case(self, case: str) -> None:
        phase = {"phase": consts.PHASE_CLOSED, "workflow_state": "Closed"}
        frappe.db.set_value("Case", case, phase)

    def seeing(self, member: str) -> set[str]:
        """Who sees a person."""
        everybody = (self.operator, self.manager, self.protector, self.psea)
        return {user for user in everybody if access.may_see(MEMBER, member, user)}

    def stored(self, name: str) -> Any:
        return frappe.get_doc(REQUEST, name)
