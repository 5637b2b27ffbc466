"""What an alert says is what its page lists, also once one of its cases became restricted."""

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.base import consts
from cfm_app.cases import duplicate, reclassify
from cfm_app.figures.trend_alerts.test_trend_alerts import LAC, UNUSUAL, WatchedOffice
from cfm_app.patches import cases_of_alerts
from cfm_app.web.pages import trend_alerts as page
from cfm_app.web.pages import trend_chart

FRAUD = "Fraude et corruption"


class TestRecount(WatchedOffice):
    def setUp(self) -> None:
        super().setUp()
        self.alert = self.found()
        self.days = (self.alert.last_day - self.alert.first_day).days + 1

    def told(self) -> tuple[int, int]:
        """What the alert says over the API, and what its page counts of its places."""
        [row] = [each for each in self.alerts(self.aap) if each.name == self.alert.name]
        frappe.set_user(self.aap)
        shown = page.detail(self.alert.name)
        frappe.set_user("Administrator")
        self.assertTrue(shown["numbers"].startswith(str(row.observed)))
        return row.observed, sum(
            each["cases"] for each in trend_chart.Evidence.of(row).days()[-self.days :]
        )

    def received(self, **values: str) -> str:
        moment = add_days(now_datetime(), -2)
        given = {"category": UNUSUAL, "location": LAC, "received_on": moment, "description": "x"}
        return str(self.case(**{**given, **values}).name)

    def test_a_case_of_it_becomes_restricted(self) -> None:
        before = self.alert.observed
        case = self.received()
        self.assertEqual(self.told(), (before + 1, before + 1))
        reclassify.reclassify(case, FRAUD, "Money was asked for")
        self.assertEqual(self.told(), (before, before))

    def test_a_case_of_it_is_another_one_s_or_goes(self) -> None:
        before = self.alert.observed
        cases = [self.received(), self.received()]
        self.received(location="TD01")
        self.assertEqual(self.told()[0], before + 2)
        frappe.get_doc("Case", cases[0]).update({"location": "TD01"}).save()
        frappe.delete_doc("Case", cases[1], force=True)
        self.assertEqual(self.told(), (before, before))

    def test_a_duplicate_of_one_that_becomes_restricted_counts_again(self) -> None:
        before = self.alert.observed
        main, again = self.received(received_on=add_days(now_datetime(), -60)), self.received()
        duplicate.mark(again, main)
        self.assertEqual(self.told(), (before, before))
        reclassify.reclassify(main, FRAUD, "Money was asked for")
        self.assertEqual(self.told(), (before + 1, before + 1))

    def test_a_whole_class_becomes_restricted(self) -> None:
        before = self.alert.observed
        sensitivity = frappe.db.get_value("Case", self.received(), "sensitivity")
        self.assertEqual(self.told(), (before + 1, before + 1))
        role = frappe.db.get_value("Case Sensitivity", {"hidden": 1}, "handler_role")
        restricted = {"hidden": 1, "handler_role": role}
        frappe.get_doc("Case Sensitivity", sensitivity).update(restricted).save()
        self.assertEqual(self.told(), (before, before))

    def test_sites_on_which_it_differed(self) -> None:
        before = self.alert.observed
        frappe.db.set_value(consts.TREND_ALERT, self.alert.name, "observed", before + 3)
        cases_of_alerts.execute()
        self.assertEqual(self.told(), (before, before))

    def test_one_of_another_time_or_restricted_from_the_beginning_changes_nothing(self) -> None:
        before = self.alert.observed
        self.received(received_on=add_days(now_datetime(), -60))
        self.received(category="Exploitation ou abus sexuel")
        self.assertEqual(self.told(), (before, before))

    def test_nobody_reads_what_was_told_at_first(self) -> None:
        self.assertTrue(frappe.db.get_value(consts.TREND_ALERT, self.alert.name, "told_excess"))
        frappe.set_user(self.manager)
        [row] = frappe.get_list(consts.TREND_ALERT, fields=["name", "told_excess"])
        self.assertFalse(row.get("told_excess"))
