"""What is unusual in reading, and who looks at it."""

from datetime import datetime, timedelta

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.base import consts
from cfm_app.data_protection.breaches import audience
from cfm_app.data_protection.reading_alerts import alerts
from cfm_app.data_protection.reading_alerts.unusual import (
    AFTER_HOURS,
    MANY,
    OF_OTHERS,
    SAME_NAME,
)
from cfm_app.security import audit
from cfm_app.testing import CFMTestCase


class TestUnusualReading(CFMTestCase):
    def setUp(self) -> None:
        frappe.db.delete(alerts.LOG)
        frappe.db.delete(alerts.ALERT)
        limits = {"reading_in_an_hour": 4, "reading_after_hours": 3, "reading_of_others": 3}
        frappe.db.set_single_value("CFM Settings", {**limits, "reading_same_name": 1})
        # Whatever day these tests run on, the one before is no holiday.
        frappe.db.delete("CFM Holiday", {"parent": "CFM Settings"})
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.reader = self.user(consts.OPERATOR)
        self.protector = self.user(consts.DATA_PROTECTION)
        frappe.db.set_value("User", self.reader, "last_name", "Abakar")
        self.noon = self.workday().replace(hour=11, minute=0, second=0, microsecond=0)

    def workday(self) -> datetime:
        day = now_datetime()
        return add_days(day, -1) if day.weekday() in range(1, 6) else day

    def person(self, name: str = "Zara Test") -> str:
        frappe.set_user("Administrator")
        made = frappe.get_doc({"doctype": "Community Member", "full_name": name}).insert()
        return str(made.name)

    def read(self, persons: list[str], moment: datetime, user: str = "") -> None:
        """Lines of the log as they would stand after somebody has read, a minute apart."""
        for at, person in enumerate(persons):
            audit.record("Read", "Community Member", person, user=user or self.reader)
            line = {"ref_name": person, "user": user or self.reader}
            when = moment + timedelta(minutes=at)
            frappe.db.set_value(alerts.LOG, line, "accessed_on", when, update_modified=False)
        frappe.flags.cfm_audit = set()

    def kinds(self) -> set[str]:
        alerts.look(self.noon + timedelta(hours=1))
        return set(frappe.get_all(alerts.ALERT, pluck="alert_kind"))

    def everyday(self) -> None:
        """An office whose calendar knows no night and no weekend."""
        days = dict.fromkeys("monday tuesday wednesday thursday friday saturday sunday".split(), 1)
        frappe.db.set_single_value("CFM Settings", days)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")

    def test_many_in_an_hour(self) -> None:
        self.everyday()
        frappe.db.set_single_value("CFM Settings", "reading_of_others", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        persons = [self.person() for _each in range(4)]
        self.read(persons[:3], self.noon)
        self.read(persons[3:], self.noon + timedelta(hours=2))
        self.assertEqual(self.kinds(), set())
        self.read(persons[3:], self.noon + timedelta(minutes=30))
        self.assertEqual(self.kinds(), {MANY})

    def test_cases_of_others_and_own_ones(self) -> None:
        self.everyday()
        persons = [self.person() for _each in range(3)]
        frappe.set_user(self.reader)
        self.case(community_member=persons[0])
        self.read(persons, self.noon)
        self.assertEqual(self.kinds(), set())
        self.read([self.person()], self.noon)
        self.assertEqual(self.kinds(), {MANY, OF_OTHERS})

    def test_at_night(self) -> None:
        self.everyday()
        frappe.db.set_single_value("CFM Settings", "reading_of_others", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.read([self.person() for _each in range(3)], self.noon.replace(hour=2))
        self.assertEqual(self.kinds(), {AFTER_HOURS})

    def test_a_relative_by_name_as_it_sounds(self) -> None:
        self.everyday()
        own, other = self.person("Hawa Aboukar"), self.person("Hawa Abakar")
        frappe.set_user(self.reader)
        self.case(community_member=own)
        self.read([own], self.noon)
        self.assertEqual(self.kinds(), set())
        self.read([other], self.noon)
        self.assertEqual(self.kinds(), {SAME_NAME})

    def test_looked_at_twice_is_one_alert_that_grows(self) -> None:
        self.everyday()
        persons = [self.person() for _each in range(4)]
        self.read(persons[:3], self.noon)
        self.kinds()
        self.read(persons[3:], self.noon + timedelta(hours=3))
        self.assertEqual(self.kinds(), {OF_OTHERS})
        self.assertEqual(frappe.db.get_value(alerts.ALERT, {}, "persons_count"), 4)
        told = {"for_user": self.protector, "document_type": alerts.ALERT}
        self.assertEqual(frappe.db.count("Notification Log", told), 1)

    def test_nobody_settles_what_is_about_themselves(self) -> None:
        self.everyday()
        self.read([self.person() for _each in range(3)], self.noon, user=self.protector)
        self.assertIn(OF_OTHERS, self.kinds())
        (name,) = frappe.get_all(alerts.ALERT, pluck="name")
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.DoesNotExistError):
            alerts.explain(name, "Moi-même")
        frappe.set_user(self.user(consts.MANAGER))
        self.assertEqual(alerts.explain(name, "Demande d'une personne").state, alerts.EXPLAINED)

    def test_whoever_wants_nobody_to_look_is_told_on(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        office = frappe.get_doc("CFM Settings")
        office.reading_of_others = 0
        office.save()
        told = frappe.get_all("Notification Log", {"for_user": self.protector}, pluck="subject")
        text = "{0} changed when unusual reading is told: {1}"
        said = self.as_read_by(self.protector, text, "", "").strip(" :\u202f")
        self.assertTrue(any(said in line for line in told), told)
        filters = {"action": "Rights", "ref_doctype": "CFM Settings"}
        self.assertTrue(frappe.db.exists(alerts.LOG, filters))

    def test_managers_see_no_alert_about_operators(self) -> None:
        self.everyday()
        self.read([self.person() for _each in range(3)], self.noon)
        self.kinds()
        frappe.set_user(self.user(consts.MANAGER))
        self.assertEqual(frappe.get_list(alerts.ALERT), [])

    def test_an_alert_becomes_a_breach_that_knows_the_readings(self) -> None:
        self.everyday()
        self.read([self.person() for _each in range(3)], self.noon)
        self.kinds()
        frappe.set_user(self.protector)
        (name,) = frappe.get_list(alerts.ALERT, pluck="name")
        breach = alerts.to_breach(name)
        self.assertEqual((breach.reader, breach.concerns), (self.reader, self.reader))
        self.assertTrue(frappe.has_permission(audience.DOCTYPE, "read", breach.name))
        with self.assertRaises(frappe.ValidationError):
            alerts.explain(name, "Trop tard")
