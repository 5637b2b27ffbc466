"""What a form shows of a moment is what is stored of it."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.base.test_clock import ClockCase
from cfm_app.testing import CFMTestCase


class TestMoments(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.user(consts.OPERATOR))
        self.doc = self.case(
            category="Quantité de la ration",
            received_on="2026-03-02 09:41:27.250000",
            contact_attempts=[{"attempted_on": "2026-03-02 10:12:59", "reached": 1}],
        )

    def test_editable_moments_have_no_seconds(self) -> None:
        stored = frappe.get_doc("Case", self.doc.name)
        self.assertEqual(str(stored.received_on), "2026-03-02 09:41:00")
        self.assertEqual(str(stored.contact_attempts[0].attempted_on), "2026-03-02 10:12:00")

    def test_what_the_system_notes_stays_exact(self) -> None:
        consent = self.consent(self.doc.name, consts.SHARE_INSIDE)
        self.assertLessEqual(get_datetime(consent.decided_on), now_datetime())
        self.assertGreaterEqual(get_datetime(consent.decided_on), get_datetime(consent.creation))

    def test_a_grid_shows_what_it_holds(self) -> None:
        """Frappe's grid writes back what it shows, also of what is read only."""
        consent = self.consent(self.doc.name, consts.SHARE_INSIDE)
        decided = get_datetime(consent.decided_on).replace(second=0, microsecond=0)
        stored = frappe.get_doc("Consent", consent.name)
        self.assertEqual({get_datetime(row.decided_on) for row in stored.purposes}, {decided})
        self.doc.reload()
        self.doc.append("follow_ups", {"action": "Called the site"})
        self.doc.save()
        moments = [row.followed_on for row in self.doc.follow_ups]
        moments += [row.due_on for row in self.doc.sop_steps if row.due_on]
        self.assertTrue(len(moments) > 1)
        for each in map(get_datetime, moments):
            self.assertEqual((each.second, each.microsecond), (0, 0))

    def test_a_receiver_who_sends_back_what_his_form_shows_may_answer(self) -> None:
        self.consent(self.doc.name, consts.SHARE_INSIDE)
        referral = frappe.get_doc(
            {
                "doctype": "Referral",
                "cfm_case": self.doc.name,
                "focal_point": self.focal,
                "shared_summary": "Two sacks were missing.",
                "due_on": "2026-03-05 09:41:27",
            }
        ).insert()
        frappe.set_user(self.focal)
        shown = frappe.get_doc("Referral", referral.name)
        shown.due_on = get_datetime(shown.due_on).strftime("%Y-%m-%d %H:%M:00")
        shown.response = "Two sacks are on the way."
        self.assertEqual(shown.save().response, "Two sacks are on the way.")


class TestDoubtedClock(ClockCase):
    def test_a_case_of_a_doubted_clock_gets_the_number_and_the_limits_of_the_believed_day(
        self,
    ) -> None:
        for jump in self.wrong():
            right = now_datetime()
            jump()
            case = self.case()
            self.assertTrue(case.name.startswith(f"CFM-{right.year}-"), case.name)
            self.assertLess(abs(get_datetime(case.received_on) - right), timedelta(minutes=2))
            self.assertEqual(case.sla_status, "On track")
            if case.resolve_by:
                self.assertGreater(get_datetime(case.resolve_by), right)
            self.machine.jump(right - now_datetime())

    def test_a_date_that_cannot_be_is_asked_again(self) -> None:
        for moment in ("1970-01-01 00:00:00", "1980-01-01 00:00:00", "2038-01-01 00:00:00"):
            with self.assertRaises(frappe.ValidationError):
                self.case(received_on=moment)
