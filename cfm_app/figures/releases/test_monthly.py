"""Months for whoever reads no cases: made by night, guarded together with all that is out, frozen."""

import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import getdate

from cfm_app.api import figures as figures_api
from cfm_app.base import consts
from cfm_app.figures.releases import approval, compose, entry, figures, mailing, monthly, told
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import published_figures

LAC = "TD07"


class TestMonthly(CFMTestCase):
    def setUp(self) -> None:
        self.manager, self.analyst = self.user(consts.MANAGER), self.user(consts.ANALYST)
        frappe.db.delete("Case")
        frappe.db.delete(entry.DOCTYPE)
        self.addCleanup(frappe.set_user, "Administrator")

    def received(self, number: int, moment: str = "2025-03-10 10:00", **values: Any) -> list[Any]:
        frappe.set_user(self.manager)
        made = []
        for _each in range(number):
            case = self.case(category="Retard de distribution", **{"location": LAC, **values})
            case.db_set("received_on", moment, update_modified=False)
            made.append(case)
        frappe.set_user("Administrator")
        return made

    def night(self, day: str) -> None:
        """What the night of a day does; what it stores is taken back at the end of the test."""
        with (
            patch.object(
                monthly, "getdate", side_effect=lambda *given: getdate(*(given or (day,)))
            ),
            patch.object(frappe.db, "commit"),
        ):
            monthly.freeze()

    def told(self, month: str) -> dict[str, float | None]:
        release = told.of_month(getdate(f"{month}-01"))
        return {each.key: each.value for each in told.key_figures(release)}

    def test_a_month_is_told_once_it_is_over_and_stays_as_it_was(self) -> None:
        self.received(9, sex="Female")
        self.received(6, sex="Male")
        self.night("2025-04-02")
        self.assertIsNone(told.of_month(getdate("2025-03-01")), "late entries have some days")
        self.night("2025-04-04")
        self.assertEqual(
            (self.told("2025-03")["received"], self.told("2025-03")["women"]), (15, 60)
        )
        self.received(7)
        self.night("2025-04-05")
        self.assertEqual(self.told("2025-03")["received"], 15)
        self.assertEqual(frappe.db.count(entry.DOCTYPE, {"monthly": 1}), 1)

    def test_small_numbers_are_left_out(self) -> None:
        self.received(9, sex="Female")
        self.received(2, sex="Male")
        self.night("2025-04-04")
        self.assertIsNone(self.told("2025-03")["women"])

    def test_months_of_before_are_made_up_for(self) -> None:
        self.received(5, "2025-01-10 10:00")
        self.received(6, "2025-03-10 10:00")
        self.night("2025-04-04")
        self.assertEqual(
            [self.told(month)["received"] for month in ("2025-01", "2025-02", "2025-03")], [5, 0, 6]
        )

    def test_what_is_published_is_guarded_together_with_the_months(self) -> None:
        """A bulletin of other days must not tell, subtracted from months, of few."""
        self.received(9, "2025-03-10 10:00")
        self.received(3, "2025-03-31 10:00")
        self.night("2025-04-04")
        frappe.set_user(self.manager)
        days = {"title": "x", "first_day": "2025-03-01", "last_day": "2025-03-30"}
        release = compose.begin(days)
        [whole] = {shown.numbers[-1][-1] for shown in figures.of(release).shown}
        self.assertIsNone(whole, "12 less 9 are 3")

    def test_a_month_is_no_draft_that_somebody_may_change(self) -> None:
        self.received(6)
        self.night("2025-04-04")
        name = told.of_month(getdate("2025-03-01")).name
        frappe.set_user(self.manager)
        for act in (
            lambda: compose.add_block(name, "Language"),
            lambda: approval.submit(name),
            lambda: approval.release(name),
            lambda: compose.add_recipient(name, "donor@example.org", "fr"),
            lambda: mailing.send(name),
        ):
            with self.assertRaises(frappe.ValidationError):
                act()

    def test_an_analyst_reads_what_is_out_and_nothing_else(self) -> None:
        self.received(6)
        frappe.set_user(self.manager)
        draft = compose.begin({"title": "x", "first_day": "2025-03-01", "last_day": "2025-03-31"})
        frappe.set_user("Administrator")
        self.night("2025-04-04")
        frappe.set_user(self.analyst)
        shown = published_figures.view("")
        self.assertEqual(len(shown["months"]), 1)
        self.assertEqual(shown["chosen"]["key_figures"][0]["now"], "6")
        for name in (draft.name, "REL-none"):
            with self.assertRaises(frappe.DoesNotExistError):
                published_figures.view(name)
        figures_api.file({"name": shown["chosen"]["name"], "period": "2025-03"}, "csv")
        self.assertTrue(frappe.response["filename"].endswith(".xlsx"))

    def test_a_map_tells_what_the_table_tells(self) -> None:
        """Of a province that is left out it shows the dash, and no shade."""
        square = [[13, 13], [14, 13], [14, 14], [13, 13]]
        for place in (LAC, "TD06", "TD14"):
            found = frappe.get_doc("CFM Location", place)
            found.outline = json.dumps({"type": "Polygon", "coordinates": [square]})
            found.save()
        self.received(20)
        self.received(9, location="TD14")
        self.received(2, location="TD06")
        self.night("2025-04-04")
        frappe.set_user(self.analyst)
        chosen = published_figures.view("")["chosen"]
        [map_shown] = chosen["maps"].values()
        fillings = {
            each["told"].short: each["told"].filling for each in map_shown["shapes"] if each["told"]
        }
        self.assertEqual(fillings, {"20": "shade-5", "–": "untold"})

    def test_whoever_sees_a_part_of_the_office_reads_no_figures_of_all_of_it(self) -> None:
        self.received(6)
        self.night("2025-04-04")
        add_user_permission("CFM Location", LAC, self.analyst)
        frappe.clear_cache(user=self.analyst)
        frappe.set_user(self.analyst)
        with self.assertRaisesRegex(frappe.PermissionError, "part of the office"):
            published_figures.view("")

    def test_a_withdrawn_month_is_told_no_more_and_not_made_anew(self) -> None:
        self.received(6)
        self.night("2025-04-04")
        name = told.of_month(getdate("2025-03-01")).name
        frappe.set_user(self.manager)
        approval.withdraw(name, "wrong")
        frappe.set_user("Administrator")
        self.night("2025-04-05")
        self.assertIsNone(told.of_month(getdate("2025-03-01")))
