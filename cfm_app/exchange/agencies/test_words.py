"""Words of partners: what names ours by itself, what a manager says, and what stays to be clarified."""

from typing import Any

import frappe

from cfm_app.base.settings import setting
from cfm_app.exchange.agencies import entry, incoming, messages, received, states, words
from cfm_app.exchange.agencies.signing import Refused
from cfm_app.exchange.agencies.test_own_class import CLASS, OwnClass
from cfm_app.web.pages import exchange_words

RATION, ABUSE = "Quantité de la ration", "Exploitation ou abus sexuel"
POINTS = "case_id,month,category,adm1_pcode,adm1,sex\nx1,2025-03,{0},TD07,Lac,Femme\nx2,2025-03,{0},,Le Lac,F\n"


class TestReferralWords(OwnClass):
    def came(self, agreement: Any = None, **told: Any) -> Any:
        """The case that a referral with some words became."""
        agreement = agreement or self.theirs
        is_own = agreement.restricted_class
        number = frappe.generate_hash(length=16)
        sent = {
            "type": "restricted_referral" if is_own else "referral",
            "id": number,
            "referral": number[::-1],
            "reason": "Help",
            "summary": "Two bags are missing.",
            **told,
        }
        frappe.set_user("Guest")
        incoming.keep(agreement, sent)
        incoming.process_waiting()
        frappe.set_user("Administrator")
        where = {"agreement": agreement.name, "thread": number[::-1]}
        return frappe.get_doc("Case", frappe.db.get_value(messages.DOCTYPE, where, "cfm_case"))

    def map(self, kind: str, word: str, meaning: str, agreement: Any = None) -> None:
        frappe.set_user(self.manager)
        received.map_word((agreement or self.theirs).name, kind, word, meaning)

    def test_words_that_name_ours_need_nobody(self) -> None:
        told = {"category": RATION.upper(), "place": "TD07", "sex": "Femme", "age_group": "25 ans"}
        case = self.came(values=told)
        self.assertEqual((case.category, case.is_restricted), (RATION, 0))
        self.assertEqual((case.location, case.sex, case.age_group), ("TD07", "Female", "18-59"))
        self.assertEqual(words.rows_of(self.theirs.name), [])

    def test_a_category_that_nobody_mapped_is_to_be_clarified_until_somebody_says_what_it_is(
        self,
    ) -> None:
        case = self.came(values={"category": "Food basket", "channel": "Kobo"})
        self.assertEqual(
            (case.sensitivity, case.is_restricted), (setting("unclear_sensitivity"), 1)
        )
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        self.assertIn("Food basket", report.description)
        asked = [(row.kind, row.word, row.meaning) for row in words.rows_of(self.theirs.name)]
        self.assertEqual(asked, [("Category", "Food basket", ""), ("Channel", "Kobo", "")])
        self.map("Category", "food BASKET", RATION)
        case = self.came(values={"category": "Food basket"})
        self.assertEqual((case.category, case.is_restricted), (RATION, 0))

    def test_a_word_for_something_grave_arrives_as_its_class(self) -> None:
        self.map("Category", "GBV", ABUSE)
        case = self.came(values={"category": "gbv"})
        self.assertEqual((case.sensitivity, case.is_restricted), (CLASS, 1))
        case = self.came(summary="She says that the guard raped her.")
        self.assertEqual(case.sensitivity, setting("unclear_sensitivity"))

    def test_words_of_a_restricted_class_are_noted_nowhere_but_in_its_report(self) -> None:
        agreement = self.opened(direction=states.THEY_SEND)
        case = self.came(agreement, values={"category": "Zqword"})
        self.assertEqual((case.sensitivity, case.is_restricted), (CLASS, 1))
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        self.assertIn("Zqword", report.description)
        self.assertEqual(words.rows_of(agreement.name), [])
        with self.assertRaises(frappe.ValidationError):
            self.map("Category", "Other", RATION, agreement)

    def test_what_is_no_word_is_refused(self) -> None:
        for values in ("Food", {"category": 1}, {"category": "x" * 200}):
            with self.assertRaises(Refused):
                self.came(values=values)

    def test_managers_say_what_a_word_means_by_what_there_is(self) -> None:
        for user in (self.operator, self.guardian):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                received.map_word(self.theirs.name, "Category", "Food", RATION)
        for kind, meaning in (("Category", "No such thing"), ("Colour", RATION), ("Sex", RATION)):
            with self.assertRaises(frappe.ValidationError):
                self.map(kind, "Food", meaning)
        self.map("Category", "Food", frappe._(RATION, "en"))
        self.map("Sex", "Weiblich", frappe._("Female"))
        self.assertEqual(self.came(values={"sex": "weiblich"}).sex, "Female")

    def test_the_page_proposes_what_is_like_it_and_decides_nothing(self) -> None:
        self.came(values={"category": "Quantite de la rations", "place": "Zone de Nulle-Part"})
        frappe.set_user(self.manager)
        table = exchange_words.view(entry.readable(self.theirs.name))
        assert table
        asked = {each["word"]: each for each in table["unknown"]}
        self.assertIn(RATION, asked["Quantite de la rations"]["meaning"])
        self.assertEqual(asked["Zone de Nulle-Part"]["meaning"], "")
        frappe.set_user(self.guardian)
        self.assertIsNone(exchange_words.view(entry.readable(self.theirs.name)))


class TestPointWords(OwnClass):
    def test_points_are_read_in_our_words_and_anew_when_a_word_is_mapped(self) -> None:
        agreement = self.agreed(direction=states.THEY_SEND, shares_points=1)
        received.take(agreement.name, POINTS.format("Basket of food").encode())
        fields = ["category_here", "location_here", "sex_here"]
        rows = self.points(agreement, fields)
        unclear = frappe.db.get_value("Case Category", rows[0].category_here, "sensitivity")
        self.assertEqual(unclear, setting("unclear_sensitivity"))
        self.assertEqual([row.sex_here for row in rows], ["Female", "Female"])
        self.assertEqual({row.location_here for row in rows}, {"TD07", ""})
        received.map_word(agreement.name, "Category", "Basket of food", RATION)
        received.map_word(agreement.name, "Place", "Le Lac", "TD07")
        rows = self.points(agreement, fields)
        self.assertEqual(
            {(row.category_here, row.location_here) for row in rows}, {(RATION, "TD07")}
        )
        languages = frappe.get_all(received.DOCTYPE, pluck="language")
        self.assertFalse(any(languages), "Nobody told a language.")
        [month] = received.overview(agreement)
        self.assertEqual([each["number"] for each in month["subjects"]], [2])

    def points(self, agreement: Any, fields: list[str]) -> list[Any]:
        return frappe.get_all(
            received.DOCTYPE, filters={"agreement": agreement.name}, fields=fields
        )
