"""A breach from the suspicion to the lesson, and who sees of it."""

from typing import Any

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.data_protection.breaches import (
    assessment,
    audience,
    clock,
    closing,
    concerned,
    figures,
    letters,
    measures,
    report,
    states,
    telling,
)
from cfm_app.security.entitlement import handlers
from cfm_app.testing import CFMTestCase

KIND = "Appareil perdu ou volé"
RESTRICTED_CATEGORY = "Exploitation ou abus sexuel"
ASSESSED = {
    "breach_kind": KIND,
    "threat_source": "Outsider",
    "harm": "La liste peut servir à faire pression sur des familles",
    "risk": "High",
}


class TestBreaches(CFMTestCase):
    def setUp(self) -> None:
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.protector = self.user(consts.DATA_PROTECTION)

    def reported(self, **values: Any) -> Any:
        frappe.set_user(self.operator)
        breach = report.report({"breach_kind": KIND, "description": "Téléphone volé", **values})
        frappe.set_user(self.protector)
        return breach

    def contained(self, **values: Any) -> Any:
        breach = self.reported(**values)
        for row in breach.measures:
            measures.settle(breach.name, row.name)
        return breach

    def notices_of(self, user: str, name: str) -> list[str]:
        filters = {"for_user": user, "document_name": name}
        return frappe.get_all("Notification Log", filters, pluck="subject", order_by="creation asc")

    def test_from_suspicion_to_lesson(self) -> None:
        breach = self.contained()
        assessment.assess(breach.name, ASSESSED)
        with self.assertRaises(frappe.ValidationError) as refused:
            closing.close(breach.name, "Verrouiller les écrans")
        self.assertIn("Headquarters", str(refused.exception))
        telling.note_told(breach.name, audience.HEADQUARTERS, "E-mail", "Un téléphone a été volé")
        telling.note_needless(breach.name, audience.PERSONS, "L'appareil était chiffré")
        done = closing.close(breach.name, "Verrouiller les écrans")
        self.assertEqual(done.state, states.CLOSED)
        self.assertEqual(done.closed_by, self.protector)

    def test_who_handles_it_is_told_at_once_and_not_what_happened(self) -> None:
        breach = self.reported()
        for user in (self.protector, self.manager):
            (line,) = self.notices_of(user, breach.name)
            self.assertIn(breach.name, line)
            self.assertNotIn("Téléphone", line)
        told = {row.audience: bool(row.told_on) for row in breach.notices}
        self.assertEqual(
            told, {"Data protection": True, "Manager": True, audience.HEADQUARTERS: False}
        )

    def test_whoever_reported_keeps_number_and_state_alone(self) -> None:
        breach = self.reported()
        frappe.set_user(self.operator)
        self.assertFalse(frappe.has_permission(audience.DOCTYPE, "read", breach.name))
        (own,) = report.own_reports()
        self.assertEqual(set(own), {"name", "breach_kind", "reported_on", "state"})

    def test_whom_it_concerns_never_sees_it(self) -> None:
        breach = self.reported(concerns=self.manager)
        self.assertEqual(self.notices_of(self.manager, breach.name), [])
        frappe.set_user(self.manager)
        self.assertFalse(frappe.has_permission(audience.DOCTYPE, "read", breach.name))
        self.assertNotIn(breach.name, frappe.get_list(audience.DOCTYPE, pluck="name"))
        frappe.set_user(self.protector)
        self.assertTrue(frappe.has_permission(audience.DOCTYPE, "read", breach.name))

    def test_where_data_protection_is_concerned_a_manager_handles_it(self) -> None:
        everybody = handlers.holders(consts.DATA_PROTECTION)
        for user in set(everybody) - {self.protector}:
            frappe.db.set_value("User", user, "enabled", 0)
        breach = self.reported(concerns=self.protector)
        frappe.set_user(self.manager)
        measures.settle(breach.name, breach.measures[0].name)
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.DoesNotExistError):
            measures.settle(breach.name, breach.measures[1].name)

    def test_others_do_nothing_with_it(self) -> None:
        breach = self.reported()
        for user in (self.operator, self.user(consts.ANALYST), self.user(consts.FOCAL_POINT)):
            frappe.set_user(user)
            with self.assertRaises(frappe.DoesNotExistError):
                closing.dismiss(breach.name, "Rien")
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.PermissionError):
            closing.dismiss(breach.name, "Rien")

    def test_a_saved_form_does_not_write_what_acts_write(self) -> None:
        breach = self.reported()
        doc = frappe.get_doc(audience.DOCTYPE, breach.name)
        doc.update({"state": "Closed", "closed_on": now_datetime(), "assessed_on": now_datetime()})
        doc.measures[0].update({"done_on": now_datetime(), "done_by": self.manager})
        doc.notices[2].update({"told_on": now_datetime()})
        doc.harm = "Noté"
        doc.save()
        stored = frappe.get_doc(audience.DOCTYPE, breach.name)
        self.assertEqual((stored.state, stored.harm), (states.SUSPECTED, "Noté"))
        self.assertFalse(stored.closed_on or stored.assessed_on or stored.contained_on)
        self.assertFalse(stored.measures[0].done_on or stored.notices[2].told_on)

    def test_what_is_settled_stays(self) -> None:
        breach = self.contained()
        doc = frappe.get_doc(audience.DOCTYPE, breach.name)
        doc.measures = doc.measures[1:]
        with self.assertRaises(frappe.ValidationError):
            doc.save()

    def test_a_closed_one_is_changed_by_nobody_until_it_is_taken_up_again(self) -> None:
        breach = self.reported()
        closing.dismiss(breach.name, "Retrouvé dans la voiture")
        doc = frappe.get_doc(audience.DOCTYPE, breach.name)
        self.assertEqual(doc.state, states.NO_BREACH)
        doc.harm = "x"
        with self.assertRaises(frappe.ValidationError):
            doc.save()
        with self.assertRaises(frappe.ValidationError):
            measures.add(breach.name, "Encore")
        self.assertEqual(closing.reopen(breach.name, "Écran cassé").state, states.SUSPECTED)

    def test_a_restricted_case_is_counted_and_not_named(self) -> None:
        frappe.set_user(self.operator)
        ordinary = self.case(description="Carte perdue").name
        later = self.case(description="Carte volée").name
        breach = self.reported()
        concerned.add_case(breach.name, ordinary.lower())
        concerned.add_case(breach.name, later)
        frappe.set_user(self.operator)
        case = frappe.get_doc("Case", later)
        case.category = RESTRICTED_CATEGORY
        case.sensitivity = None
        case.save()
        stored = frappe.get_doc(audience.DOCTYPE, breach.name)
        self.assertEqual([row.cfm_case for row in stored.cases], [ordinary])
        self.assertEqual(stored.restricted_count, 1)
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.DoesNotExistError):
            concerned.add_case(breach.name, later)

    def test_limits_run_day_and_night_and_remind_once_a_day(self) -> None:
        noticed = add_to_date(now_datetime(), hours=-25)
        breach = self.reported(discovered_on=noticed)
        self.assertEqual(frappe.db.get_value(audience.DOCTYPE, breach.name, "state"), "Suspected")
        before = len(self.notices_of(self.protector, breach.name))
        clock.remind()
        clock.remind()
        self.assertEqual(len(self.notices_of(self.protector, breach.name)), before + 1)
        telling.note_told(breach.name, audience.HEADQUARTERS, "Phone", "Dit au téléphone")
        row = frappe.get_doc(audience.DOCTYPE, breach.name)
        self.assertEqual(
            clock.late(row, now_datetime(), row.name in clock.reported([row.name])), {}
        )

    def test_letters_tell_persons_what_happened_and_no_number(self) -> None:
        breach = self.contained()
        done = assessment.assess(breach.name, {**ASSESSED, "data_concerned": "noms et téléphones"})
        words = letters.proposed(done, audience.PERSONS, "fr")
        self.assertIn("noms et téléphones", words)
        self.assertNotIn(breach.name, words)
        self.assertIn(breach.name, letters.proposed(done, audience.HEADQUARTERS, "fr"))

    def test_figures(self) -> None:
        since = add_to_date(now_datetime(), hours=-2)
        frappe.set_user(self.protector)
        before = figures.of(since, add_to_date(since, days=1))
        breach = self.contained(persons_count=40)
        assessment.assess(breach.name, ASSESSED)
        other = self.reported()
        closing.dismiss(other.name, "Rien")
        after = figures.of(since, add_to_date(since, days=1))
        self.assertEqual(after["reported"], before["reported"] + 2)
        self.assertEqual(after["dismissed"], before["dismissed"] + 1)
        self.assertEqual(after["persons"], before["persons"] + 40)
        self.assertEqual(after["assessed_in_time"], before["assessed_in_time"] + 1)
