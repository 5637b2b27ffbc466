"""What a manager changes reaches the open cases, and nothing else."""

from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import recompute
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"
SOP = "Plainte sur l'assistance"


class TestRecompute(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.OPERATOR)

    def change(self, doctype: str, name: str, **values) -> list[str]:
        """Save a record and do at once what is queued by that. Returns the cases that moved."""
        doc = frappe.get_doc(doctype, name)
        doc.update(values)
        doc.save()
        return [case for names in recompute.moved_cases(doctype, name) for case in names]

    def limit(self, case) -> datetime:
        return get_datetime(frappe.db.get_value("Case", case.name, "resolve_by"))

    def test_a_shorter_limit_reaches_open_cases_only(self) -> None:
        received_on = now_datetime().replace(second=0, microsecond=0) - timedelta(hours=100)
        case = self.act(self.case(category=CATEGORY, received_on=received_on), "Register")
        done = self.case(category=CATEGORY, received_on=received_on)
        for action in ("Register", "Start Work"):
            done = self.act(done, action)
        done = self.resolve(done)
        modified = frappe.db.get_value("Case", case.name, "modified")
        moved = self.change("CFM SOP", SOP, resolve_within_hours=90)
        self.assertIn(case.name, moved)
        self.assertNotIn(done.name, moved)
        self.assertEqual(self.limit(case), received_on + timedelta(hours=90))
        self.assertEqual(self.limit(done), received_on + timedelta(hours=336))
        self.assertEqual(frappe.db.get_value("Case", case.name, "sla_status"), "Breached")
        self.assertEqual(frappe.db.get_value("Case", case.name, "modified"), modified)

    def test_twice_moves_nothing(self) -> None:
        self.case(category=CATEGORY)
        self.change("CFM SOP", SOP, resolve_within_hours=90)
        self.assertEqual(list(recompute.moved_cases("CFM SOP", SOP)), [[]])

    def test_a_holiday_moves_cases_that_count_working_hours(self) -> None:
        self.change("CFM SOP", SOP, use_working_hours=1, resolve_within_hours=9)
        # A Monday at eight; the office works from 7:30 to 16:30.
        monday = datetime(2026, 3, 2, 8, 0)
        case = self.case(category=CATEGORY, received_on=monday)
        other = self.case(category="Information sur le ciblage", received_on=monday)
        self.assertEqual(self.limit(case), datetime(2026, 3, 3, 8, 0))
        rows = [{"holiday_date": "2026-03-02", "description": "Deuil national"}]
        moved = self.change("CFM Settings", "CFM Settings", holidays=rows)
        self.assertEqual(moved, [case.name])
        self.assertEqual(self.limit(case), datetime(2026, 3, 3, 16, 30))
        self.assertEqual(self.limit(other), monday + timedelta(hours=72))

    def test_a_month_of_other_hours_moves_them_as_well(self) -> None:
        self.change("CFM SOP", SOP, use_working_hours=1, resolve_within_hours=9)
        case = self.case(category=CATEGORY, received_on=datetime(2026, 3, 2, 8, 0))
        self.assertEqual(self.limit(case), datetime(2026, 3, 3, 8, 0))
        row = {"description": "Ramadan", "first_day": "2026-02-18", "last_day": "2026-03-19"}
        hours = {"work_start": "09:00:00", "work_end": "14:00:00"}
        moved = self.change("CFM Settings", "CFM Settings", other_hours=[{**row, **hours}])
        self.assertEqual(moved, [case.name])
        self.assertEqual(self.limit(case), datetime(2026, 3, 3, 13, 0))

    def test_other_hours_say_when_and_how_long(self) -> None:
        hours = {"work_start": "09:00:00", "work_end": "14:00:00"}
        refused = (
            hours,
            {**hours, "first_day": "2026-03-19", "last_day": "2026-02-18"},
            {"weekday": "Friday", "work_start": "09:00:00", "work_end": "09:00:00"},
        )
        for row in refused:
            with self.assertRaises(frappe.ValidationError):
                self.change("CFM Settings", "CFM Settings", other_hours=[row])

    def test_class_and_priority_govern_where_the_sop_says_nothing(self) -> None:
        self.change("CFM SOP", SOP, resolve_within_hours=0)
        self.change("Case Sensitivity", "Non sensible", resolve_within_hours=0)
        case = self.case(category=CATEGORY, priority="Haute")
        self.change("Case Priority", "Haute", resolve_within_hours=50)
        received_on = get_datetime(case.received_on)
        self.assertEqual(self.limit(case), received_on + timedelta(hours=50))
        self.change("Case Sensitivity", "Non sensible", resolve_within_hours=40)
        self.assertEqual(self.limit(case), received_on + timedelta(hours=40))

    def test_a_new_step_reaches_cases_whose_steps_are_untouched(self) -> None:
        fresh, begun = (self.case(category=CATEGORY) for _case in range(2))
        begun.sop_steps[0].done = 1
        begun.save()
        sop = frappe.get_doc("CFM SOP", SOP)
        titles = [step.step_title for step in sop.steps]
        sop.append("steps", {"step_title": "Rappeler le comité", "due_hours": 10})
        sop.save()
        list(recompute.moved_cases("CFM SOP", SOP))
        fresh.reload()
        begun.reload()
        self.assertEqual(
            [row.step_title for row in fresh.sop_steps], [*titles, "Rappeler le comité"]
        )
        due = get_datetime(fresh.received_on) + timedelta(hours=10)
        self.assertEqual(get_datetime(fresh.sop_steps[-1].due_on), due)
        self.assertEqual([row.step_title for row in begun.sop_steps], titles)

    def test_restricted_cases_move_but_are_not_counted(self) -> None:
        case = self.case(category="Exploitation ou abus sexuel")
        before = self.limit(case)
        sop = frappe.db.get_value("Case", case.name, "sop")
        self.assertEqual(self.change("CFM SOP", sop, resolve_within_hours=48), [])
        self.assertEqual(self.limit(case), before - timedelta(hours=24))

    def test_the_job_is_queued_for_what_matters_alone(self) -> None:
        self.case(category=CATEGORY)
        asked = []
        enqueue = frappe.enqueue
        frappe.enqueue = lambda method, **values: asked.append((method, values["record"]))
        self.addCleanup(setattr, frappe, "enqueue", enqueue)
        sop = frappe.get_doc("CFM SOP", SOP)
        sop.explanation = "Only told otherwise"
        sop.save()
        self.assertEqual(asked, [])
        sop.respond_within_hours = 5
        sop.save()
        self.assertEqual(asked, [("cfm_app.cases.recompute.run", SOP)])

    def told_after(self, sop: str) -> list[str]:
        """What the manager is told when a shorter limit has been worked in."""
        manager = self.user(consts.MANAGER)
        commit = frappe.db.commit
        frappe.db.commit = lambda: None
        self.addCleanup(setattr, frappe.db, "commit", commit)
        frappe.db.set_value("CFM SOP", sop, "resolve_within_hours", 20)
        frappe.clear_document_cache("CFM SOP", sop)
        frappe.set_user(manager)
        recompute.run("CFM SOP", sop, "en")
        return frappe.get_all(
            "Notification Log", filters={"for_user": manager}, pluck="subject", order_by="name"
        )

    def test_who_changed_it_is_told_how_many_moved(self) -> None:
        self.case(category=CATEGORY)
        told = self.told_after(SOP)
        self.assertEqual(told, [f"{SOP}: the due times of 1 open case were computed anew"])

    def test_nothing_is_told_of_restricted_cases_not_even_that_none_moved(self) -> None:
        self.user(consts.PSEA)
        case = self.case(category="Exploitation ou abus sexuel")
        self.assertEqual(self.told_after(frappe.db.get_value("Case", case.name, "sop")), [])

    def test_a_limit_of_more_than_ten_years_is_refused(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.change("CFM SOP", SOP, resolve_within_hours=1e9)
