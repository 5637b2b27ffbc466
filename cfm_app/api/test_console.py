"""The console and the approvals, as the pages call them."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.api import approvals, console, extensions
from cfm_app.base import consts
from cfm_app.cases import withdraw
from cfm_app.testing import READ, CFMTestCase
from cfm_app.web.pages import my_work

ALL_YES = [
    {"purpose": purpose, "decision": "Granted"}
    for purpose in ("Record", consts.CALL_BACK, consts.SHARE_INSIDE)
]


class TestConsole(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.operator)

    def test_a_known_person_is_spoken_to_in_their_language(self) -> None:
        person = {"doctype": "Community Member", "full_name": "Zara", "language": "kbl"}
        known = {"name": frappe.get_doc(person).insert().name}
        made = self.new("Quantité de la ration", person=known)
        self.assertEqual(frappe.db.get_value("Case", made["case"], "language"), "kbl")
        made = self.new("Quantité de la ration", person=known, case={"language": "shu"})
        self.assertEqual(frappe.db.get_value("Case", made["case"], "language"), "shu")
        made = self.new("Quantité de la ration")
        self.assertFalse(frappe.db.get_value("Case", made["case"], "language"))

    def new(self, category: str, **more) -> dict:
        case = {"category": category, "channel": "Ligne verte", "description": "Test"}
        case.update(more.pop("case", {}))
        return console.new_case(case=case, **more)

    def test_answer_and_close_in_one_call(self) -> None:
        made = self.new(
            "Information sur le ciblage",
            case={"information_given": "Criteria explained"},
            person={"full_name": "Achta Test", "phone": "66 12 34 56"},
            consent={"purposes": ALL_YES, "statement": READ, "giver": "Self", "method": "Oral"},
            outcome="close",
        )
        self.assertEqual(made["workflow_state"], "Closed")
        self.assertEqual(
            frappe.db.get_value("Consent", made["consent"], "workflow_state"), "Decided"
        )
        known = console.lookup_caller("+235 66123456")
        self.assertEqual([row["full_name"] for row in known], ["Achta Test"])
        self.assertEqual(known[0]["cases"][0]["name"], made["case"])

    def test_a_phone_of_restricted_cases_costs_what_an_unknown_one_costs(self) -> None:
        self.new(
            "Exploitation ou abus sexuel", person={"full_name": "Zara", "phone": "66 12 34 56"}
        )
        frappe.set_user(self.user(consts.OPERATOR, email="another@test.cfm"))
        asked = {phone: self.statements_of(phone) for phone in ("66 12 34 56", "66 12 34 57")}
        self.assertEqual(*map(len, asked.values()), asked)

    def statements_of(self, phone: str) -> list[str]:
        """What the database is asked where a number finds nobody."""
        # What is asked once is known afterwards.
        console.lookup_caller(phone)
        with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as asking:
            self.assertEqual(console.lookup_caller(phone), [])
        return [str(each.args[0]) for each in asking.call_args_list]

    def test_refer_in_one_call_and_answer_on_the_phone(self) -> None:
        referral = {"focal_point": self.focal, "shared_summary": "Ration incomplete"}
        made = self.new(
            "Quantité de la ration",
            consent={"purposes": ALL_YES, "statement": READ},
            referral=referral,
            outcome="refer",
        )
        self.assertEqual(made["workflow_state"], "Referred")
        frappe.set_user(self.focal)
        self.assertIn(made["referral"], [row.name for row in approvals.my_referrals()])
        self.assertFalse(frappe.has_permission("Case", "read", doc=made["case"]))
        approvals.accept(made["referral"])
        self.assertTrue(approvals.accept(made["referral"])["repeated"])
        done = approvals.answer(made["referral"], "The ration was completed.")
        self.assertEqual(done["workflow_state"], consts.REFERRAL_DONE)

    def test_receiver_cannot_rewrite(self) -> None:
        referral = {"focal_point": self.focal, "shared_summary": "Ration incomplete"}
        made = self.new(
            "Quantité de la ration",
            consent={"purposes": ALL_YES, "statement": READ},
            referral=referral,
            outcome="refer",
        )
        frappe.set_user(self.focal)
        doc = frappe.get_doc("Referral", made["referral"])
        doc.shared_summary = "Something else"
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    def test_refer_without_consent_stores_nothing(self) -> None:
        before = frappe.db.count("Referral")
        with self.assertRaises(frappe.ValidationError):
            self.new("Quantité de la ration", referral={"focal_point": self.focal}, outcome="refer")
        self.assertEqual(frappe.db.count("Referral"), before)

    def test_restricted_case_leaves_a_stub(self) -> None:
        self.user(consts.PSEA)
        made = self.new(
            "Harcèlement sexuel",
            consent={"purposes": ALL_YES, "statement": READ},
            outcome="register",
        )
        self.assertTrue(made["restricted"])
        self.assertIn(made["case"], [row.name for row in console.my_stubs()])
        self.assertFalse(frappe.has_permission("Consent", "read", doc=made["consent"]))

    def test_category_info(self) -> None:
        info = console.category_info("Quantité de la ration", location="TD0701")
        self.assertEqual(info["sensitivity"], "Non sensible")
        self.assertTrue(info["sop"] and info["sentence"])
        self.assertTrue(console.category_info("Harcèlement sexuel")["restricted"])

    def test_a_category_tells_the_receiver_and_the_limits_of_its_procedure(self) -> None:
        always = self.user(consts.FOCAL_POINT)
        frappe.set_user("Administrator")
        sop = frappe.get_doc(
            doctype="CFM SOP",
            title="Ration in Mamdi",
            category="Quantité de la ration",
            location="TD0701",
            resolve_within_hours=18,
            route_to=always,
        ).insert()
        frappe.set_user(self.operator)
        info = console.category_info("Quantité de la ration", location="TD0701")
        self.assertEqual((info["sop"], info["focal_point"]), (sop.name, always))
        self.assertIn("Ration in Mamdi", info["sentence"])
        self.assertIn("18 h", info["sentence"])

    def test_whoever_may_only_choose_cases_is_told_of_no_work(self) -> None:
        """Their lists hold names and nothing else, from which no work can be told."""
        self.new("Quantité de la ration")
        frappe.set_user(self.user(consts.ANALYST))
        self.assertRaises(frappe.PermissionError, console.due_list)

    def test_due_list_has_the_new_case(self) -> None:
        case = self.case(category="Quantité de la ration")
        self.assertIn(case.name, [row.name for row in console.due_list(limit=200)["new"]])

    def test_a_list_of_less_than_one_row_is_no_list_of_all(self) -> None:
        for _each in range(2):
            self.case(category="Quantité de la ration")
        for limit in (-1, 0):
            self.assertEqual(len(console.due_list(limit=limit)["new"]), 1)
            self.assertLessEqual(len(console.my_stubs(limit=limit)), 1)

    def test_the_same_request_is_stored_once(self) -> None:
        first = self.new("Quantité de la ration", request_id="once")
        self.assertEqual(self.new("Quantité de la ration", request_id="once"), first)
        self.assertNotEqual(self.new("Quantité de la ration", request_id="other"), first)

    def test_places_are_found_without_accents(self) -> None:
        found = console.find_places("ouaddai")
        self.assertEqual(found[0]["label"], "Ouaddaï")
        below = console.find_places("mam")[0]
        self.assertIn("Lac", below["note"])
        self.assertEqual(console.find_places("m"), [])

    def test_consent_text_falls_back_to_a_related_language(self) -> None:
        self.assertEqual(console.consent_text("shu")["language"], "ara")
        other = console.consent_text("kbl")
        self.assertEqual((other["language"], other["is_other_language"]), ("fra", True))

    def test_another_answer_is_a_conflict(self) -> None:
        made = self.new(
            "Quantité de la ration",
            consent={"purposes": ALL_YES, "statement": READ},
            referral={"focal_point": self.focal, "shared_summary": "Ration incomplete"},
            outcome="refer",
        )
        frappe.set_user(self.focal)
        approvals.answer(made["referral"], "The ration was completed.")
        with self.assertRaises(frappe.ValidationError):
            approvals.answer(made["referral"], "We know nothing about it.")


class TestDue(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def places(self, case) -> list[str]:
        """The lists of what is due in which a case stands."""
        keys = ("late", "today", "later")
        lists = console.due_list(200)
        return [key for key in keys if case.name in [row.name for row in lists[key]]]

    def received(self, hours_ago: float):
        received_on = now_datetime() - timedelta(hours=hours_ago)
        return self.case(category="Quantité de la ration", received_on=received_on)

    def test_the_nearer_limit_counts_until_the_first_response(self) -> None:
        # 72 hours for the first response, 336 for the resolution.
        case = self.received(73)
        self.assertEqual(self.places(case), ["late"])
        case = self.act(case, "Register")
        # Its first step was due after a day.
        self.assertEqual(self.places(case), ["late"])
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        self.assertEqual(self.places(case), ["later"])

    def test_nobody_is_shown_to_be_called_who_refused_it(self) -> None:
        case = self.act(self.received(1), "Register")
        attempt = {"attempted_on": now_datetime(), "next_attempt_on": now_datetime()}
        case.append("contact_attempts", attempt)
        case.save()
        shown = [row["name"] for row in console.due_list(200)["call_back"]]
        self.assertIn(case.name, shown)
        withdraw.withdraw(self.consent(case.name, consts.CALL_BACK).name, "Fears the calls")
        shown = [row["name"] for row in console.due_list(200)["call_back"]]
        self.assertNotIn(case.name, shown)

    def test_a_line_tells_the_next_step(self) -> None:
        case = self.received(30)
        lines = [line for section in my_work.sections("late") for line in section["lines"]]
        line = next(line for line in lines if line["number"] == case.name)
        self.assertEqual(line["step"]["title"], "Check the facts")
        self.assertEqual(line["step"]["due"]["tone"], "late")

    def test_a_list_shows_its_first_lines_and_all_of_them_when_opened(self) -> None:
        cases = {self.received(30).name for _case in range(my_work.FIRST_LINES + 2)}
        first = next(part for part in my_work.sections() if part["key"] == "late")
        self.assertEqual(len(first["lines"]), my_work.FIRST_LINES)
        self.assertFalse(first["is_opened"])
        opened = next(part for part in my_work.sections("late") if part["key"] == "late")
        self.assertEqual(opened["count"], first["count"])
        self.assertTrue(opened["is_opened"])
        self.assertLessEqual(cases, {line["number"] for line in opened["lines"]})

    def test_requests_for_more_time_are_shown_to_who_decides(self) -> None:
        manager = self.user(consts.MANAGER)
        case = self.act(self.received(1), "Register")
        extensions.ask(case.name, 12, "Road closed")
        self.assertNotIn(case.name, [row["number"] for row in my_work.requests()])
        frappe.set_user(manager)
        row = next(row for row in my_work.requests() if row["number"] == case.name)
        self.assertEqual((row["hours"], row["reason"]), ("12", "Road closed"))
