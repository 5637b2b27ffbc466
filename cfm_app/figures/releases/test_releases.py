"""A release from the first table to the mail: guarded, frozen, approved by somebody else."""

import io
import json
from typing import Any

import frappe
import openpyxl
from frappe.permissions import add_user_permission

from cfm_app.base import consts
from cfm_app.figures.releases import (
    approval,
    compose,
    entry,
    figures,
    mailing,
    sheet,
    states,
    workbook,
)
from cfm_app.testing import CFMTestCase

LAC, KANEM = "TD07", "TD06"
DAYS = {"title": "Bulletin of March", "first_day": "2025-03-01", "last_day": "2025-03-31"}
REFUSED = frappe.PermissionError


class TestReleases(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        self.composer = self.user(consts.AAP)
        frappe.set_user(self.manager)

    def received(self, number: int, moment: str = "2025-03-10 10:00", **values: Any) -> list[Any]:
        """Cases of the Lac that were received at a moment."""
        made = []
        frappe.set_user(self.manager)
        for _each in range(number):
            case = self.case(category="Retard de distribution", **{"location": LAC, **values})
            case.db_set("received_on", moment, update_modified=False)
            made.append(case)
        return made

    def begun(self, *shapes: tuple[str, str], **values: Any) -> Any:
        """A release of accountability with some tables instead of the usual ones."""
        frappe.set_user(self.composer)
        release = compose.begin({**DAYS, **values})
        for row in list(release.blocks):
            compose.remove_block(release.name, row.name)
        for rows_by, columns_by in shapes:
            release = compose.add_block(release.name, rows_by, columns_by)
        return release

    def released(self, *shapes: tuple[str, str], **values: Any) -> Any:
        release = approval.submit(self.begun(*shapes, **values).name)
        frappe.set_user(self.manager)
        return approval.release(release.name)

    def by_sex(self, release: Any) -> dict[str, int | None]:
        [shown] = figures.of(release).shown
        return {
            row or "all": numbers[-1]
            for row, numbers in zip((*shown.table.rows, ""), shown.numbers, strict=True)
        }

    def test_small_numbers_and_what_gives_them_away_are_left_out(self) -> None:
        self.received(9, sex="Female")
        self.received(3, sex="Male")
        self.received(20, sex="Unknown")
        found = self.by_sex(self.begun(("Sex", "")))
        self.assertEqual(found, {"Female": None, "Male": None, "Unknown": 20, "all": 32})

    def test_what_is_left_out_stands_nowhere(self) -> None:
        self.received(9, sex="Female")
        self.received(3, sex="Male")
        release = self.released(("Sex", ""))
        [table] = json.loads(release.figures)
        self.assertEqual(table["numbers"], [[None], [None], [12]])

    def test_restricted_cases_are_counted_nowhere(self) -> None:
        self.received(6)
        secret = self.case(category="Exploitation ou abus sexuel")
        secret.db_set("received_on", "2025-03-10 10:00", update_modified=False)
        self.assertEqual(self.by_sex(self.begun(("Province", "")))["all"], 6)

    def test_months_together_do_not_give_one_away(self) -> None:
        self.received(30, "2025-03-10 10:00")
        self.received(3, "2025-04-10 10:00")
        self.released(("Channel", ""))
        both = {"first_day": "2025-03-01", "last_day": "2025-04-30"}
        found = figures.of(self.begun(("Channel", ""), **both))
        [shown] = found.shown
        # 33 would tell that April had 3.
        self.assertIsNone(shown.numbers[-1][-1])

    def test_what_was_released_stays_as_it_was(self) -> None:
        self.received(30)
        first = self.released(("Channel", ""))
        self.received(1)
        again = self.begun(("Channel", ""))
        self.assertEqual(self.by_sex(again)["all"], 30)
        self.assertEqual(self.by_sex(first)["all"], 30)

    def test_what_has_become_another_number_since_is_told_anew(self) -> None:
        """Where a case stands changes: a few more are told as before, many as they are."""
        cases = self.received(30)
        first = self.released(("Answered at first contact", ""))
        self.assertEqual(self.by_sex(first)["No"], 30)
        for case in cases[:12]:
            case.db_set("first_contact_resolution", 1, update_modified=False)
        again = self.by_sex(self.begun(("Answered at first contact", "")))
        self.assertEqual((again["No"], again["Yes"], again["all"]), (18, 12, 30))

    def test_whoever_reads_no_cases_sees_no_figures_on_their_way(self) -> None:
        """Two drafts of other days would tell an analyst of the day between."""
        self.received(8)
        release = self.begun(("Channel", ""))
        frappe.set_user(self.user(consts.ANALYST))
        for act in (
            lambda: compose.begin(DAYS),
            lambda: compose.add_block(release.name, "Sex"),
            lambda: entry.readable(release.name),
        ):
            with self.assertRaises(REFUSED):
                act()

    def test_a_place_that_is_renamed_changes_no_release(self) -> None:
        self.received(8)
        release = self.released(("Province", ""))
        frappe.set_user("Administrator")
        before = frappe.db.get_value("CFM Location", LAC, "location_name")
        frappe.db.set_value("CFM Location", LAC, "location_name", "Elsewhere")
        frappe.clear_document_cache("CFM Location", LAC)
        told = sheet.of(release, figures.of(release), "fr")
        self.assertEqual(told.blocks[0].lines[0].label, before)

    def test_whoever_wrote_in_it_does_not_decide(self) -> None:
        """Nor after it was sent back, and sent for approval by somebody else."""
        self.received(8)
        release = self.begun(("Channel", ""))
        frappe.set_user(self.manager)
        compose.write(release.name, "fr", {"introduction": "Words of the manager"})
        approval.submit(release.name)
        guardian = self.user(consts.DATA_PROTECTION)
        frappe.set_user(guardian)
        approval.send_back(release.name, "x")
        frappe.set_user(self.composer)
        approval.submit(release.name)
        frappe.set_user(self.manager)
        with self.assertRaises(REFUSED):
            approval.release(release.name)
        frappe.set_user(guardian)
        self.assertEqual(approval.release(release.name).state, states.RELEASED)

    def test_whoever_sees_a_part_of_the_office_reads_none(self) -> None:
        self.received(8)
        release = self.begun(("Channel", ""))
        frappe.set_user("Administrator")
        add_user_permission("CFM Location", LAC, self.manager)
        frappe.clear_cache(user=self.manager)
        frappe.set_user(self.manager)
        self.assertEqual(frappe.get_list(entry.DOCTYPE), [])
        with self.assertRaises(REFUSED):
            entry.readable(release.name)

    def test_a_language_that_the_app_does_not_speak_is_refused(self) -> None:
        release = self.begun(("Channel", ""))
        for act in (
            lambda: sheet.of(release, figures.of(release), "xx"),
            lambda: compose.write(release.name, "xx", {}),
            lambda: compose.add_recipient(release.name, "donor@example.org", "xx"),
        ):
            with self.assertRaisesRegex(frappe.ValidationError, "from the list"):
                act()

    def test_what_was_released_while_figures_were_counted_is_noticed(self) -> None:
        """It was not known when they were guarded, and says that it is older than they are."""
        self.received(8)
        waiting = approval.submit(self.begun(("Channel", "")).name)
        other = self.released(("Sex", ""))
        other.db_set("released_on", "2025-01-01 10:00", update_modified=False)
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "meanwhile"):
            approval.release(waiting.name)

    def test_figures_that_older_ones_give_away_are_not_sent(self) -> None:
        self.received(30, "2025-03-10 10:00")
        april = self.received(6, "2025-04-10 10:00")
        self.released(("Channel", ""))
        self.released(("Channel", ""), first_day="2025-03-01", last_day="2025-04-30")
        for case in april[:3]:
            case.db_set("sensitivity", "Fraude et corruption", update_modified=False)
        frappe.db.set_value("Case Sensitivity", "Fraude et corruption", "hidden", 1)
        frappe.clear_cache()
        alone = self.begun(("Channel", ""), first_day="2025-04-01", last_day="2025-04-30")
        with self.assertRaisesRegex(frappe.ValidationError, "worked out"):
            approval.submit(alone.name)

    def test_somebody_else_approves_and_nothing_changes_on_the_way(self) -> None:
        self.received(8)
        release = approval.submit(self.begun(("Channel", "")).name)
        self.received(5)
        frappe.set_user(self.composer)
        with self.assertRaises(REFUSED):
            approval.release(release.name)
        frappe.set_user(self.user(consts.OPERATOR))
        with self.assertRaises(REFUSED):
            approval.release(release.name)
        frappe.set_user(self.manager)
        found = approval.release(release.name)
        self.assertEqual((found.state, self.by_sex(found)["all"]), (states.RELEASED, 8))
        with self.assertRaisesRegex(frappe.ValidationError, "moved on"):
            compose.add_block(release.name, "Sex")

    def test_a_manager_does_not_approve_their_own(self) -> None:
        frappe.set_user(self.manager)
        release = compose.begin(DAYS)
        approval.submit(release.name)
        with self.assertRaisesRegex(REFUSED, "somebody else"):
            approval.release(release.name)
        frappe.set_user(self.user(consts.DATA_PROTECTION))
        self.assertEqual(approval.release(release.name).state, states.RELEASED)

    def test_what_was_frozen_before_another_release_is_guarded_anew(self) -> None:
        self.received(8)
        waiting = approval.submit(self.begun(("Channel", "")).name)
        self.released(("Sex", ""))
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "meanwhile"):
            approval.release(waiting.name)
        self.assertEqual(approval.send_back(waiting.name, "Again").state, states.RETURNED)

    def test_nobody_writes_one_by_hand(self) -> None:
        release = frappe.get_doc(entry.DOCTYPE, self.begun(("Channel", "")).name)
        frappe.set_user(self.manager)
        release.title = "Mine"
        with self.assertRaises(REFUSED):
            release.save()

    def test_whoever_sees_a_part_of_the_office_composes_none(self) -> None:
        frappe.set_user("Administrator")
        add_user_permission("CFM Location", KANEM, self.composer)
        frappe.set_user(self.composer)
        with self.assertRaisesRegex(REFUSED, "part of the office"):
            compose.begin(DAYS)

    def test_days_that_are_not_over_are_refused(self) -> None:
        frappe.set_user(self.composer)
        for values in (
            {"last_day": frappe.utils.today()},
            {"first_day": "2025-04-01"},
            {"first_day": "nothing"},
            {"title": " "},
        ):
            with self.assertRaises(frappe.ValidationError):
                compose.begin({**DAYS, **values})

    def test_it_reads_in_each_language_and_as_a_workbook(self) -> None:
        self.received(9, sex="Female")
        self.received(3, sex="Male")
        release = self.begun(("Sex", "Main category"), ("Province", ""))
        words = {sheet.INTRODUCTION: "=Beaucoup de retards", release.blocks[0].name: "Des femmes"}
        release = compose.write(release.name, "fr", words)
        told = sheet.of(release, figures.of(release), "fr")
        self.assertEqual(
            (told.introduction, told.blocks[0].words), (words["introduction"], "Des femmes")
        )
        self.assertIn("sexe", told.blocks[0].heading)
        self.assertEqual(sheet.of(release, figures.of(release), "en").introduction, "")
        book = openpyxl.load_workbook(io.BytesIO(workbook.write(told)))
        self.assertEqual(len(book.worksheets), 3)
        self.assertEqual(book.worksheets[0]["A4"].data_type, "s")
        self.assertEqual(book.worksheets[1].cell(row=2, column=1).value, "Sexe")

    def test_it_is_mailed_once_to_each(self) -> None:
        self.received(9)
        release = self.begun(("Channel", ""))
        compose.add_recipient(release.name, "donor@example.org", "en")
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            compose.add_recipient(release.name, "Donor@example.org", "fr")
        with self.assertRaises(frappe.ValidationError):
            compose.add_recipient(release.name, "no address", "fr")
        approval.submit(release.name)
        frappe.set_user(self.manager)
        approval.release(release.name)
        with self.assertRaisesRegex(frappe.ValidationError, "sets up an account"):
            mailing.send(release.name)
        self.outgoing_account()
        self.assertEqual(mailing.send(release.name), 1)
        about = {"reference_doctype": entry.DOCTYPE, "reference_name": release.name}
        self.assertEqual(frappe.db.count("Email Queue", about), 1)
        with self.assertRaisesRegex(frappe.ValidationError, "Nobody waits"):
            mailing.send(release.name)
