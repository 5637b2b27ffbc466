"""What each colleague has, and moving it: counted as lists show it, told once, and taken back."""

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.api import cases as api
from cfm_app.base import consts
from cfm_app.cases import assignment, worklists, workload
from cfm_app.cases.test_assignment import CATEGORY, PSEA_CATEGORY, AssignmentTestCase


class TestWorkload(AssignmentTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.names = [self.name, *(self.case(category=CATEGORY).name for _number in range(2))]
        for name in self.names:
            api.take(name)
        self.restricted = self.case(category=PSEA_CATEGORY).name
        frappe.set_user(self.manager)

    def load(self, user: str) -> workload.Load:
        return next(each for each in workload.of_office() if each.user == user)

    def test_it_counts_what_is_open_late_and_due_today(self) -> None:
        yesterday, closed = self.names[0], self.names[1]
        frappe.db.set_value("Case", yesterday, "next_due_on", add_days(nowdate(), -1))
        frappe.db.set_value("Case", closed, "phase", consts.PHASE_CLOSED)
        frappe.db.set_value("Case", self.names[2], "next_due_on", add_days(nowdate(), 5))
        found = self.load(self.zara)
        self.assertEqual((found.open, found.late, found.today, found.is_there), (2, 1, 0, True))
        self.assertEqual(self.load(self.mahamat).open, 0)
        self.assertEqual(
            {row.name for row in workload.cases_of(self.zara)}, {yesterday, self.names[2]}
        )

    def test_what_can_be_taken_is_that_of_the_list(self) -> None:
        self.be_absent(self.zara)
        frappe.set_user(self.manager)
        late, answered = self.names[:2]
        frappe.db.set_value("Case", late, "next_due_on", add_days(nowdate(), -1))
        values = {"next_due_on": add_days(nowdate(), -1), "answered_on": nowdate()}
        frappe.db.set_value("Case", answered, values)
        lists = worklists.work(whose=assignment.FREE)
        shown = {row.name for rows in lists.values() for row in rows}
        found = self.load(workload.TO_TAKE)
        self.assertEqual((found.open, found.late), (len(shown), len(lists["late"])))
        self.assertEqual({row.name for row in workload.cases_of(workload.TO_TAKE)}, shown)
        self.assertLessEqual(set(self.names), shown)
        away = self.load(self.zara)
        self.assertEqual((away.open, away.late, away.is_there), (3, 1, False))

    def test_it_tells_nothing_of_restricted_cases(self) -> None:
        free = {row.name for row in workload.cases_of("")}
        self.assertNotIn(self.restricted, free)
        before = self.load("").open
        frappe.set_user(self.zara)
        self.case(category=PSEA_CATEGORY)
        frappe.set_user(self.manager)
        self.assertEqual(self.load("").open, before)
        moved = api.assign_many([self.restricted, "CFM-2026-000000"], self.mahamat)
        self.assertEqual(moved["names"], [])
        told = [why.replace(name, "") for name, why in moved["left"].items()]
        self.assertEqual(told[0], told[1])

    def test_what_is_moved_is_told_once_and_can_be_moved_back(self) -> None:
        moved = api.assign_many(self.names, self.mahamat)
        self.assertEqual((moved["names"], moved["left"]), (self.names, {}))
        told = frappe.get_all("Notification Log", {"for_user": self.mahamat}, pluck="subject")
        text = self.as_read_by(self.mahamat, "{0} cases were entrusted to you", 3)
        self.assertEqual(told, [text])
        self.assertEqual(self.load(self.mahamat).open, 3)
        api.assign_many(moved["names"], self.zara)
        self.assertEqual((self.load(self.zara).open, self.load(self.mahamat).open), (3, 0))
        api.assign_many(self.names[:1])
        self.assertIsNone(frappe.db.get_value("Case", self.names[0], assignment.FIELD))

    def test_one_that_cannot_be_moved_stops_no_other(self) -> None:
        frappe.db.set_value("Case", self.names[1], "phase", consts.PHASE_CLOSED)
        moved = api.assign_many(self.names, self.mahamat)
        self.assertEqual(moved["names"], [self.names[0], self.names[2]])
        self.assertEqual(list(moved["left"]), [self.names[1]])

    def test_nobody_gets_some_who_is_not_there(self) -> None:
        self.be_absent(self.mahamat)
        frappe.set_user(self.manager)
        self.assertEqual(api.assign_many(self.names, self.mahamat)["names"], [])
