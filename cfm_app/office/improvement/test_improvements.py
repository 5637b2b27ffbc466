"""Improvements: proposed where something was seen, seconded once, decided with an answer; who reads them."""

import frappe

from cfm_app.base import consts
from cfm_app.office.improvement import changes, decide, lists, places, states
from cfm_app.office.improvement.propose import DOCTYPE, Proposal, propose
from cfm_app.office.improvement.second import second
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import improvements as page

CLOSED = (frappe.PermissionError, frappe.DoesNotExistError)
FORM = "A form misses something"


class TestImprovements(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(DOCTYPE)
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        self.analyst = self.user(consts.ANALYST)
        frappe.set_user(self.operator)

    def proposed(self, address: str = "/cfm/new-case", **more: str) -> str:
        given = {"kind": FORM, "seen": "No field for the lorry", "address": address, **more}
        return str(propose(Proposal(**given)).name)

    def told(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log", {"for_user": user}, pluck="subject", order_by="creation asc"
        )

    def stored(self, name: str) -> frappe._dict:
        return frappe.db.get_value(DOCTYPE, name, "*", as_dict=True)

    def test_it_is_seconded_once_each_and_not_by_who_proposed_it(self) -> None:
        name = self.proposed()
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            second(name)
        frappe.set_user(self.analyst)
        second(name)
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            second(name)
        self.assertEqual(self.stored(name).seconded, 1)
        self.assertEqual(lists.seconded_by_user([name]), {name})

    def test_what_most_second_stands_first(self) -> None:
        first, other = self.proposed(), self.proposed(seen="Another thing")
        frappe.set_user(self.analyst)
        second(other)
        self.assertEqual([row.name for row in lists.undecided()], [other, first])
        self.assertEqual(lists.undecided("The line is down"), [])

    def test_the_manager_decides_with_an_answer_and_the_bell_tells_all_without_the_words(
        self,
    ) -> None:
        name = self.proposed()
        frappe.set_user(self.analyst)
        second(name)
        with self.assertRaises(frappe.PermissionError):
            decide.accept(name, "Yes")
        frappe.set_user(self.manager)
        self.assertEqual([row.name for row in lists.waiting()], [name])
        with self.assertRaisesRegex(frappe.ValidationError, "answer"):
            decide.accept(name, "  ")
        decide.accept(name, "We add it in May")
        self.assertEqual(lists.waiting(), [])
        self.assertEqual(
            self.told(self.operator),
            [self.as_read_by(self.operator, "Your proposal was accepted.")],
        )
        self.assertEqual(len(self.told(self.analyst)), 1)
        decide.finish(name, "It is there", "CFM Settings::CFM Settings")
        row = self.stored(name)
        self.assertEqual(
            (row.state, row.answer, row.changed_doctype, row.changed_name, row.decided_by),
            (states.DONE, "It is there", "CFM Settings", "CFM Settings", self.manager),
        )
        with self.assertRaisesRegex(frappe.ValidationError, "decided"):
            decide.decline(name, "No")
        frappe.set_user(self.operator)
        [shown] = page.overview()["own"]
        self.assertEqual((shown["answer"], shown["pill"]["state"]), ("It is there", states.DONE))
        frappe.set_user(self.analyst)
        with self.assertRaisesRegex(frappe.ValidationError, "decided"):
            second(name)

    def test_the_change_of_the_set_up_is_chosen_among_those_of_late(self) -> None:
        frappe.set_user(self.manager)
        answer = frappe.get_doc(
            {
                "doctype": "CFM Standard Answer",
                "title": "Opening hours",
                "answer_text": "From eight",
            }
        ).insert()
        keys = [each.key for each in changes.recent()]
        self.assertEqual(keys[0], f"CFM Standard Answer::{answer.name}")
        for wrong in ("User::Administrator", "CFM Standard Answer::No such", "x"):
            with self.assertRaises(frappe.ValidationError):
                changes.named(wrong)

    def test_nothing_is_stored_without_words_or_of_an_unknown_kind(self) -> None:
        for wrong in ({"seen": " "}, {"kind": "Whatever"}):
            with self.assertRaises(frappe.ValidationError):
                self.proposed(**wrong)

    def test_nobody_writes_one_but_by_an_act(self) -> None:
        name = self.proposed()
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            doc = frappe.get_doc(DOCTYPE, name)
            doc.answer = "Forged"
            with self.assertRaises(frappe.PermissionError):
                doc.save()
            with self.assertRaises(frappe.PermissionError):
                frappe.delete_doc(DOCTYPE, name)

    # --- where it was seen --------------------------------------------------------------------
    def test_the_page_is_kept_without_what_its_address_says_of_persons(self) -> None:
        for address, page_kept in (
            ("/cfm/new-case?call=CAL-1#phone=66123456", "/cfm/new-case"),
            ("/app/community-member/PER-2026-123456", "/app/community-member"),
            ("/app/case/view/list?description=abc", ""),
            ("https://elsewhere.example/x", ""),
            ("/app/whatever/1", "/app"),
            ("", ""),
        ):
            place = places.of_address(address)
            self.assertEqual(place, places.Place(page_kept), address)

    def test_what_the_office_is_made_of_is_named(self) -> None:
        priority = frappe.get_all("Case Priority", pluck="name", order_by="name asc")[0]
        place = places.of_address("/app/case-priority")
        self.assertEqual(place, places.Place("/app/case-priority"))
        self.assertEqual(places.of_record("Case Priority", priority), ("Case Priority", priority))
        self.assertIsNone(places.of_record("User", "Administrator"))

    # --- who reads it -------------------------------------------------------------------------
    def readers(self, name: str) -> set[str]:
        found = set()
        for user in (self.operator, self.manager, self.analyst, self.psea):
            frappe.set_user(user)
            listed = name in frappe.get_list(DOCTYPE, pluck="name")
            self.assertEqual(listed, bool(frappe.has_permission(DOCTYPE, "read", doc=name)))
            if listed:
                found.add(user)
        return found

    @property
    def psea(self) -> str:
        return self.user(consts.PSEA)

    def test_what_was_proposed_at_a_case_follows_the_case_also_when_it_becomes_restricted(
        self,
    ) -> None:
        case = self.case(category="Quantité de la ration").name
        name = self.proposed(f"/cfm/case?name={case}", seen="She fears her husband 5517")
        self.assertEqual(self.stored(name).cfm_case, case)
        self.assertEqual(self.readers(name), {self.operator, self.manager, self.analyst})
        frappe.set_user(self.operator)
        doc = frappe.get_doc("Case", case)
        doc.sensitivity = "EAS et harcèlement sexuel"
        doc.save()
        self.assertEqual(self.readers(name) - {self.psea}, set())
        frappe.set_user(self.manager)
        self.assertEqual((lists.undecided(), lists.waiting()), ([], []))
        for act in (second, lambda each: decide.decline(each, "No")):
            with self.assertRaises(CLOSED):
                act(name)

    def test_at_a_restricted_case_it_goes_to_those_entrusted_with_it(self) -> None:
        psea, other = self.psea, self.user(consts.PSEA, email="other.psea@test.cfm")
        frappe.set_user(psea)
        case = self.case(category="Exploitation ou abus sexuel", description="x").name
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case})
        report.handlers = []
        for user in (psea, other):
            report.append("handlers", {"user": user})
        report.save(ignore_permissions=True)
        name = self.proposed(f"/app/sensitive-report/{report.name}")
        self.assertEqual(self.stored(name).cfm_case, case)
        self.assertEqual(self.readers(name), {psea})
        frappe.set_user(other)
        self.assertEqual([row.name for row in lists.waiting()], [name])
        decide.accept(name, "We ask for the field")
        self.assertEqual(self.told(self.manager), [])

    def test_a_case_is_found_however_its_address_is_written(self) -> None:
        psea = self.psea
        frappe.set_user(psea)
        case = self.case(category="Exploitation ou abus sexuel", description="x").name
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case})
        for address in (
            f"/cfm/case/?name={case}",
            f"/cfm/case?_lang=en&name={case}&x=1",
            f"/cfm/advice?case={case}",
            f"/printview?doctype=Case&name={case}",
            f"/app/print/Case/{case}",
            f"/app/case/{case}/",
            f"/app/sensitive%20report/{report}",
            f"/desk/Sensitive-Report/{report}#x",
        ):
            frappe.set_user(psea)
            self.assertEqual(places.of_address(address).cfm_case, case, address)
            self.assertTrue(places.is_restricted(address))

    def test_at_a_restricted_trend_it_is_read_by_who_reads_the_trend(self) -> None:
        psea = self.psea
        alert = frappe.get_doc({"doctype": consts.TREND_ALERT, "kind": "Rise"})
        alert.update({"sensitivity": "EAS et harcèlement sexuel", "state": "New"})
        alert.name = "TRE-2026-000001"
        alert.db_insert()
        frappe.set_user(psea)
        for address in (
            f"/cfm/trend-alert?name={alert.name}",
            f"/app/cfm-trend-alert/{alert.name}",
        ):
            frappe.set_user(psea)
            self.assertTrue(places.is_restricted(address))
            name = propose(Proposal(FORM, "Something", address=address)).name
            self.assertEqual(self.readers(name) - {psea}, set(), address)

    def test_who_may_not_see_a_case_names_none(self) -> None:
        case = self.case(category="Exploitation ou abus sexuel", description="x").name
        name = self.proposed(f"/cfm/case?name={case}")
        row = self.stored(name)
        self.assertEqual((row.cfm_case, row.place), (None, "/cfm/case"))
