"""Unusual trends of an office, from the night in which they are found to the outcome; and who learns of them."""

import json
import random
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest.mock import patch

import frappe
import time_machine
from frappe.desk import reportview
from frappe.permissions import add_user_permission
from frappe.utils import add_days, getdate, now_datetime, nowdate

from cfm_app.base import clock, consts
from cfm_app.figures.trend_alerts import (
    acts,
    digest,
    kinds,
    nightly,
    scan,
    series,
    states,
    words,
)
from cfm_app.security.access_rule import access
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import trend_alerts as page

CATEGORIES = ("Retard de distribution", "Non-réception", "Erreur d'exclusion", "Remerciement")
PLACES = ("TD01", "TD06", "TD07", "TD14")
USUAL, UNUSUAL = CATEGORIES[0], "Retard de distribution"
LAC = "TD07"
RESTRICTED, CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"
DAYS = 90
COLUMNS = (
    "name creation modified owner modified_by docstatus idx received_on category location"
    " description community_member is_restricted sensitivity sex"
).split()


class WatchedOffice(CFMTestCase):
    """An office with the cases of some months, which nobody recorded by hand."""

    def setUp(self) -> None:
        # These tests are about one alert. On some days, which end an eventful week, the same rise is told of the whole
        # office as well: a dimension that no case names has no branch which explains it.
        day = time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=timezone.utc))
        day.start()
        self.addCleanup(day.stop)
        clock.believe()
        self.manager, self.aap = self.user(consts.MANAGER), self.user(consts.AAP)
        self.psea, self.fraud = self.user(consts.PSEA), self.user(consts.FRAUD)
        self.random = random.Random(7)
        self.number = 0
        for doctype in ("Case", "Sensitive Report", consts.TREND_ALERT):
            frappe.db.delete(doctype)
        replicates = patch.object(scan, "REPLICATES", 40)
        replicates.start()
        self.addCleanup(replicates.stop)

    def receive(self, days_ago: int, number: int = 1, **values: Any) -> list[str]:
        """Cases as they lie in the table, received and entered so many days ago."""
        moment = add_days(now_datetime(), -days_ago)
        rows, names = [], []
        for _each in range(number):
            self.number += 1
            names.append(f"CFM-TEST-{self.number:06}")
            row = {
                "name": names[-1],
                "creation": moment,
                "modified": moment,
                "docstatus": 0,
                "owner": "Administrator",
                "modified_by": "Administrator",
                "idx": 0,
                "received_on": moment,
                "is_restricted": 0,
                "description": "Test",
                **values,
            }
            rows.append(tuple(row.get(column) for column in COLUMNS))
        frappe.db.bulk_insert("Case", COLUMNS, rows)
        return names

    def usual_days(self, days: int = DAYS) -> None:
        """Some cases of each day, as they come."""
        for back in range(1, days + 1):
            for _each in range(self.random.randint(4, 12)):
                place = self.random.choice(PLACES)
                self.receive(back, category=self.random.choice(CATEGORIES), location=place)

    def spike(self, number: int = 30, **values: Any) -> None:
        for back in range(1, 6):
            self.receive(back, number // 5, category=UNUSUAL, location=LAC, **values)

    def alerts(self, user: str = "Administrator") -> list[Any]:
        frappe.set_user(user)
        rows = frappe.get_list(consts.TREND_ALERT, fields=["*"], order_by="creation asc")
        frappe.set_user("Administrator")
        return rows

    def found(self) -> Any:
        self.usual_days()
        self.spike()
        nightly.watch()
        [alert] = self.alerts()
        return alert


class TestTrendAlerts(WatchedOffice):
    def test_a_usual_office_is_left_in_peace(self) -> None:
        self.usual_days()
        self.assertEqual(nightly.watch(), {"new": 0, "grown": 0})
        self.assertEqual(self.alerts(), [])

    def test_a_spike_is_found_with_its_branch_days_and_chance(self) -> None:
        alert = self.found()
        self.assertEqual((alert.category, alert.location), (UNUSUAL, LAC))
        self.assertEqual((alert.kind, alert.state), (kinds.SPIKE, states.NEW))
        self.assertEqual(str(alert.last_day), str(add_days(nowdate(), -1)))
        self.assertGreaterEqual(alert.observed, 30)
        self.assertLess(alert.expected, 10)
        self.assertGreaterEqual(alert.recurrence_days, 365)

    def test_an_office_is_watched_from_its_sixth_week_on(self) -> None:
        self.usual_days(35)
        self.spike()
        self.assertEqual(nightly.watch()["new"], 0)
        for back in range(36, 44):
            for category in CATEGORIES:
                self.receive(back, 2, category=category, location=self.random.choice(PLACES))
        self.assertGreaterEqual(nightly.watch()["new"], 1)

    def test_what_is_known_is_told_again_only_when_it_has_grown(self) -> None:
        alert = self.found()
        self.assertEqual(nightly.watch(), {"new": 0, "grown": 0})
        self.spike(40)
        self.assertEqual(nightly.watch(), {"new": 0, "grown": 1})
        [grown] = self.alerts()
        self.assertEqual(grown.name, alert.name)
        self.assertGreater(grown.observed, alert.observed + 30)
        frappe.set_user(self.manager)
        acts.dismiss(alert.name, "Une seule longue file")
        frappe.set_user("Administrator")
        self.assertEqual(nightly.watch(), {"new": 0, "grown": 0})

    def test_a_rise_of_the_whole_office_hides_none_that_comes_after_it(self) -> None:
        self.usual_days()
        for back in range(1, 8):
            for at in range(24):
                self.receive(back, category=CATEGORIES[at % 4], location=PLACES[at // 4 % 4])
        nightly.watch()
        [whole] = self.alerts()
        self.assertEqual((whole.category, whole.location), (None, None))
        self.spike(60)
        self.assertEqual(nightly.watch()["new"], 1)
        [_whole, part] = self.alerts()
        self.assertEqual((part.category, part.location), (UNUSUAL, LAC))

    def test_the_office_sets_how_rare_it_has_to_be(self) -> None:
        self.usual_days()
        self.spike(60)
        frappe.db.set_single_value("CFM Settings", "trend_recurrence_days", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.assertEqual(nightly.watch(), {"new": 0, "grown": 0})
        frappe.db.set_single_value("CFM Settings", "trend_recurrence_days", 100)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.assertEqual(nightly.watch()["new"], 1)

    def test_duplicates_and_restricted_cases_are_in_no_ordinary_trend(self) -> None:
        self.usual_days()
        for name in self.receive(1, 20, category=UNUSUAL, location=LAC):
            frappe.db.set_value("Case", name, "duplicate_of", "CFM-TEST-000001")
        for name in self.receive(2, 20, category=UNUSUAL, location=LAC):
            frappe.db.set_value("Case", name, {"is_restricted": 1, "sensitivity": CLASS})
        self.assertEqual(nightly.watch()["new"], 0)

    def test_days_that_are_not_entered_yet_are_left_out(self) -> None:
        self.usual_days()
        frappe.db.sql("update `tabCase` set `creation` = `received_on`")
        for row in frappe.get_all("Case", fields=["name", "received_on"], limit_page_length=0):
            if int(row.name[-1]) < 4:
                entered = row.received_on + timedelta(days=3)
                frappe.db.set_value("Case", row.name, "creation", entered, update_modified=False)
        days = series.span(getdate(nowdate()))
        self.assertEqual((getdate(nowdate()) - days.last).days, 4)
        self.assertLess(days.complete[-1], 1.01)

    def test_from_detection_to_the_outcome(self) -> None:
        alert = self.found()
        frappe.set_user(self.manager)
        self.assertEqual(acts.take(alert.name).state, states.TAKEN)
        with self.assertRaisesRegex(frappe.ValidationError, "."):
            acts.decide(alert.name, "Camion de réserve")
        acts.assess(alert.name, "Le camion de Bol est en panne")
        with self.assertRaises(frappe.ValidationError):
            acts.close(alert.name, "Rien")
        with self.assertRaises(frappe.ValidationError):
            acts.decide(alert.name, "Camion de réserve", follow_up_on=add_days(nowdate(), -1))
        acts.decide(alert.name, "Camion de réserve", "Louer un camion", nowdate())
        self.assertEqual(digest.send(), 1)
        self.assertEqual(digest.send(), 0)
        done = acts.close(alert.name, "Distribution faite le 3")
        self.assertEqual((done.state, done.closed_by), (states.CLOSED, self.manager))
        with self.assertRaises(frappe.ValidationError):
            acts.assess(alert.name, "Encore")

    def test_managers_settle_it_accountability_reads_it_and_others_do_not_know_it(self) -> None:
        alert = self.found()
        self.assertEqual(len(self.alerts(self.manager)), 1)
        self.assertEqual(len(self.alerts(self.aap)), 1)
        frappe.set_user(self.aap)
        with self.assertRaises(frappe.PermissionError):
            acts.take(alert.name)
        for user in (self.user(consts.OPERATOR), self.user(consts.ANALYST), self.psea):
            frappe.set_user(user)
            self.assertFalse(access.may_see(consts.TREND_ALERT, alert.name))
            with self.assertRaises(frappe.DoesNotExistError):
                acts.take(alert.name)

    def test_nobody_writes_one_by_hand(self) -> None:
        alert = self.found()
        frappe.set_user(self.manager)
        doc = frappe.get_doc(consts.TREND_ALERT, alert.name)
        doc.outcome = "x"
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    def test_one_line_a_day_says_how_many(self) -> None:
        alert = self.found()
        for user, lines in ((self.manager, 1), (self.aap, 1), (self.psea, 0)):
            told = frappe.get_all(
                "Notification Log",
                {"for_user": user, "document_type": consts.TREND_ALERT},
                ["subject", "document_name"],
            )
            self.assertEqual(len(told), lines, user)
            for row in told:
                self.assertEqual(row.document_name, alert.name)
                self.assertNotIn(UNUSUAL, row.subject)
        self.assertEqual(digest.send(), 0)

    def test_user_permissions_hold(self) -> None:
        self.found()
        add_user_permission("CFM Location", "TD01", self.manager)
        frappe.clear_cache(user=self.manager)
        self.assertEqual(self.alerts(self.manager), [])

    def test_whoever_is_limited_by_what_no_trend_names_learns_of_none(self) -> None:
        self.found()
        own = frappe.db.get_value("Case", {}, "name")
        add_user_permission("Case", own, self.manager)
        frappe.clear_cache(user=self.manager)
        self.assertEqual(self.alerts(self.manager), [])
        self.assertEqual(len(self.alerts(self.aap)), 1)


class TestRestrictedTrends(WatchedOffice):
    def restricted_rise(self) -> Any:
        self.usual_days()
        for back in (1, 2, 3, 4):
            for name in self.receive(back, 2):
                values = {"is_restricted": 1, "sensitivity": CLASS}
                frappe.db.set_value("Case", name, values, update_modified=False)
                frappe.get_doc(
                    {
                        "doctype": "Sensitive Report",
                        "name": f"SEN-{name}",
                        "cfm_case": name,
                        "sensitivity": CLASS,
                        "category": RESTRICTED,
                        "location": LAC,
                    }
                ).db_insert()
        for back in (60, 70):
            for name in self.receive(back, 1):
                frappe.db.set_value("Case", name, {"is_restricted": 1, "sensitivity": CLASS})
                report = {"doctype": "Sensitive Report", "name": f"SEN-{name}", "cfm_case": name}
                report |= {"sensitivity": CLASS, "category": RESTRICTED, "location": PLACES[0]}
                frappe.get_doc(report).db_insert()
        nightly.watch()
        [alert] = self.alerts()
        return alert

    def test_handlers_of_the_class_alone_learn_of_it_by_any_door(self) -> None:
        alert = self.restricted_rise()
        self.assertEqual(alert.sensitivity, CLASS)
        self.assertEqual([row.name for row in self.alerts(self.psea)], [alert.name])
        told = {"document_type": consts.TREND_ALERT, "for_user": ["!=", "Administrator"]}
        self.assertEqual(
            set(frappe.get_all("Notification Log", told, pluck="for_user")), {self.psea}
        )
        for user in (self.manager, self.aap, self.fraud, self.user(consts.DATA_PROTECTION)):
            self.assertEqual(self.alerts(user), [], user)
            frappe.set_user(user)
            self.assertEqual(frappe.get_list("Notification Log", filters=told), [])
            if frappe.has_permission("CFM Notice", "read"):
                self.assertEqual(frappe.get_list("CFM Notice", {"kind": digest.TRENDS}), [])
            with self.assertRaises(frappe.DoesNotExistError):
                acts.take(alert.name)
            asked = {"doctype": consts.TREND_ALERT, "fields": ["count(name) as n"]}
            frappe.local.form_dict = frappe._dict(asked)
            with self.as_served():
                self.assertEqual(reportview.get_count() or 0, 0)

    def test_its_handlers_settle_it(self) -> None:
        alert = self.restricted_rise()
        frappe.set_user(self.psea)
        self.assertEqual(acts.take(alert.name).responsible, self.psea)

    def test_no_small_number_of_it_is_kept_anywhere(self) -> None:
        frappe.db.set_single_value("CFM Settings", "small_cell_threshold", 20)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        alert = self.restricted_rise()
        self.assertFalse(alert.observed or alert.expected or alert.evidence)
        square = [[13, 13], [14, 13], [14, 14], [13, 13]]
        lac = frappe.get_doc("CFM Location", LAC)
        lac.outline = json.dumps({"type": "Polygon", "coordinates": [square]})
        lac.save()
        frappe.set_user(self.psea)
        self.assertIsNone(page.detail(alert.name)["map"])


class TestWords(CFMTestCase):
    def test_an_expression_is_told_when_enough_persons_said_it(self) -> None:
        manager = self.user(consts.MANAGER)
        frappe.set_user(manager)
        alert = frappe._dict(
            category=None,
            location=None,
            first_day=add_days(nowdate(), -3),
            last_day=nowdate(),
        )
        for at in range(6):
            values = {"full_name": f"Personne {at}", "phone": f"+2356600000{at}"}
            person = frappe.get_doc({"doctype": "Community Member", **values}).insert()
            said = "Le camion jaune est tombé en panne, dit Hassan 66112233"
            case = self.case(community_member=person.name, description=said if at else "Merci")
            self.consent(case.name, consts.RECORD)
        told = {each.text: each.persons for each in words.new_expressions(alert)}
        self.assertEqual(told.get("camion jaune"), 5)
        self.assertFalse(any("66112233" in text for text in told))
        frappe.set_user(self.user(consts.ANALYST))
        self.assertEqual(words.new_expressions(alert), [])

    def test_one_person_who_calls_again_and_again_is_one(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert()
        for _each in range(6):
            self.case(community_member=person.name, description="Le camion jaune")
        alert = frappe._dict(first_day=add_days(nowdate(), -3), last_day=nowdate())
        self.assertEqual(words.new_expressions(alert), [])
