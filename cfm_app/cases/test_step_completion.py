"""Steps of the procedure that an act does, and those that somebody ticks."""

from typing import Any

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.cases import (
    answer_referral,
    close,
    contact,
    evidence,
    follow_up,
    refer,
    reopen,
    revoke,
)
from cfm_app.testing import READ, CFMTestCase
from cfm_app.web.pages.case import timeline, view

CATEGORY = "Quantité de la ration"
CONSENT = "Enregistrer le cas et le consentement"
VERIFY, REFER, INFORM = "Vérifier les faits", "Référer au point focal", "Informer la personne"


class TestStepActs(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def steps(self, name: str) -> dict[str, Any]:
        return {row.step_title: row for row in frappe.get_doc("Case", name).sop_steps}

    def registered(self) -> str:
        case = self.case(category=CATEGORY)
        self.consent(case.name, consts.SHARE_INSIDE, consts.CALL_BACK)
        self.act(frappe.get_doc("Case", case.name), "Register")
        return str(case.name)

    def test_referring_ticks_its_step_with_who_and_when(self) -> None:
        name = self.registered()
        before = frappe.db.get_value("Case", name, "next_due_on")
        refer.refer(name, {"focal_point": self.focal})
        steps = self.steps(name)
        self.assertEqual([steps[VERIFY].done, steps[REFER].done, steps[INFORM].done], [0, 1, 0])
        self.assertEqual((steps[REFER].done_by, steps[REFER].by_act), (self.operator, 1))
        self.assertTrue(steps[REFER].done_on)
        follow_up.tick(name, steps[VERIFY].name, True)
        self.assertEqual(self.steps(name)[VERIFY].by_act, 0)
        self.assertGreater(frappe.db.get_value("Case", name, "next_due_on"), before)

    def test_a_referral_by_any_door_does(self) -> None:
        name = self.registered()
        referral = {"doctype": "Referral", "cfm_case": name, "focal_point": self.focal}
        frappe.get_doc(referral).insert()
        self.assertEqual(self.steps(name)[REFER].done, 1)

    def test_what_an_act_did_is_not_taken_back_by_hand(self) -> None:
        name = self.registered()
        refer.refer(name, {"focal_point": self.focal})
        step = self.steps(name)[REFER]
        with self.assertRaises(frappe.ValidationError):
            follow_up.tick(name, step.name, False)
        case = frappe.get_doc("Case", name)
        for row in case.sop_steps:
            row.done = row.by_act = 0
        case.save()
        self.assertEqual((self.steps(name)[REFER].done, self.steps(name)[REFER].by_act), (1, 1))

    def test_nobody_ticks_what_an_act_does_without_saying_why(self) -> None:
        name = self.registered()
        step = self.steps(name)[REFER]
        with self.assertRaises(frappe.ValidationError):
            follow_up.tick(name, step.name, True)
        case = frappe.get_doc("Case", name)
        for row in case.sop_steps:
            row.done = 1
        with self.assertRaises(frappe.ValidationError):
            case.save()
        self.assertEqual(self.steps(name)[REFER].done, 0)
        follow_up.tick(name, step.name, True, "Answered from the list of the site")
        step = self.steps(name)[REFER]
        self.assertEqual((step.done, step.by_act, step.done_by), (1, 0, self.operator))
        self.assertEqual(step.note, "Answered from the list of the site")

    def test_a_referral_that_is_revoked_has_done_nothing(self) -> None:
        name = self.registered()
        due = frappe.db.get_value("Case", name, "next_due_on")
        referral = refer.refer(name, {"focal_point": self.focal}).name
        revoke.revoke(referral, "The wrong area")
        case = frappe.get_doc("Case", name)
        step = self.steps(name)[REFER]
        self.assertEqual((step.done, step.done_by, step.done_on), (0, None, None))
        self.assertEqual((case.phase, case.next_due_on), (consts.PHASE_IN_PROGRESS, due))
        self.assertNotEqual(case.workflow_state, evidence.referred_state())
        refer.refer(name, {"focal_point": self.focal})
        self.assertEqual(self.steps(name)[REFER].by_act, 1)

    def test_informing_does_later_and_at_first_contact(self) -> None:
        consent = {"purposes": [{"purpose": "Record", "decision": "Granted"}], "statement": READ}
        told = {"category": CATEGORY, "description": "x", "information_given": "Lundi"}
        made = console.new_case(told, {}, consent, outcome="close")
        self.assertEqual(self.steps(made["case"])[INFORM].by_act, 1)
        case = self.act(frappe.get_doc("Case", self.registered()), "Start Work")
        for row in case.sop_steps:
            row.done = int(row.step_title != INFORM)
            row.note = "Not needed"
        case.save()
        case = self.resolve(case)
        self.assertEqual(self.steps(case.name)[INFORM].done, 0)
        contact.record(case.name, contact.Contact(consts.ATTEMPT_INFORMED, response_given="Jeudi"))
        self.assertEqual(self.steps(case.name)[INFORM].by_act, 1)

    def reopened(self) -> str:
        """A case that was referred, answered, told and closed, and taken up again."""
        name = self.registered()
        made = refer.refer(name, {"focal_point": self.focal})
        frappe.set_user(self.focal)
        answer_referral.answer(made.name, "Deux sacs remis")
        frappe.set_user(self.operator)
        follow_up.tick(name, self.steps(name)[VERIFY].name, True)
        self.resolve(frappe.get_doc("Case", name))
        contact.record(name, contact.Contact(consts.ATTEMPT_INFORMED, response_given="Deux sacs"))
        close.close(name)
        reopen.reopen(name, "La personne n'a rien reçu")
        return name

    def test_a_case_that_is_taken_up_again_needs_its_acts_anew(self) -> None:
        name = self.reopened()
        steps = self.steps(name)
        self.assertEqual([steps[VERIFY].done, steps[REFER].done, steps[INFORM].done], [1, 0, 0])
        self.assertIsNone(steps[REFER].done_on)
        kinds = [line["kind"] for line in timeline.entries(view.load(name))]
        self.assertIn("informed", kinds)
        refer.refer(name, {"focal_point": self.focal})
        self.assertEqual(self.steps(name)[REFER].by_act, 1)
        self.assertEqual(self.steps(name)[INFORM].done, 0)

    def test_its_acts_have_their_hours_from_then_on(self) -> None:
        name = self.reopened()
        received = add_to_date(now_datetime(), days=-30)
        frappe.db.set_value("Case", name, "received_on", received)
        frappe.get_doc("Case", name).save()
        steps = self.steps(name)
        self.assertGreater(steps[REFER].due_on, now_datetime())
        self.assertLess(steps[VERIFY].due_on, now_datetime())

    def test_the_consent_of_before_stands(self) -> None:
        case = self.case(category="Remerciement")
        case.sop = "Procédure générale"
        case.save()
        self.consent(case.name, refused=(consts.CALL_BACK,))
        case.reload()
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        self.resolve(self.act(self.act(case, "Register"), "Start Work"))
        close.close(case.name)
        reopen.reopen(case.name, "Une autre question")
        self.assertEqual(self.steps(case.name)[CONSENT].by_act, 1)

    def test_a_decided_consent_does(self) -> None:
        case = self.case(category="Remerciement")
        frappe.db.set_value("Case", case.name, "sop", None)
        doc = frappe.get_doc("Case", case.name)
        doc.sop = "Procédure générale"
        doc.save()
        self.assertEqual(self.steps(case.name)[CONSENT].done, 0)
        self.consent(case.name, refused=(consts.CALL_BACK,))
        self.assertEqual(self.steps(case.name)[CONSENT].done, 1)

    def test_a_case_of_another_category_gets_the_steps_of_its_procedure(self) -> None:
        name = self.registered()
        refer.refer(name, {"focal_point": self.focal})
        case = frappe.get_doc("Case", name)
        case.category = "Accès et sécurité du site"
        case.save()
        steps = self.steps(name)
        self.assertEqual(steps["Alerter le point focal sécurité et accès"].by_act, 1)
        self.assertNotIn(VERIFY, steps)

    def test_the_page_says_so(self) -> None:
        name = self.registered()
        refer.refer(name, {"focal_point": self.focal})
        shown = {step["title"]: step for step in view.steps(view.load(name))}
        acts = {title: shown[frappe._(title)]["act"] for title in (VERIFY, REFER, INFORM)}
        self.assertEqual(acts, {VERIFY: "", REFER: frappe._("Refer"), INFORM: frappe._("Inform")})
