"""What people said and what was done, told to everybody: nobody is recognised, somebody else approves."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.cases import reclassify
from cfm_app.figures.releases import states
from cfm_app.figures.releases.you_said import approval, compose, told
from cfm_app.testing import CFMTestCase

LAC, KANEM = "TD07", "TD06"
LATE = "Retard de distribution"
DAYS = {"title": "March in the Lac", "first_day": "2025-03-01", "last_day": "2025-03-31"}
SAID, DONE = "The distribution came late.", "From April on, the day is told a week before."
REFUSED = frappe.PermissionError


class TestYouSaid(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        self.composer = self.user(consts.AAP)

    def resolved(self, number: int, **values: Any) -> list[Any]:
        """Cases of the Lac that were resolved in March."""
        frappe.set_user(self.manager)
        made = []
        for _each in range(number):
            case = self.case(**{"category": LATE, "location": LAC, **values})
            case.db_set("resolved_on", "2025-03-20 10:00", update_modified=False)
            made.append(case)
        return made

    def begun(self, **values: Any) -> Any:
        frappe.set_user(self.composer)
        return compose.begin({**DAYS, **values})

    def written(self, said: str = SAID, done: str = DONE, language: str = "fra") -> Any:
        found = self.begun()
        words = {}
        for row in found.topics:
            words |= {f"{row.name}:said": said, f"{row.name}:done": done}
        return compose.write(found.name, language, words)

    def published(self, **words: str) -> Any:
        found = self.written(**words)
        approval.submit(found.name)
        frappe.set_user(self.manager)
        return approval.publish(found.name)

    def topics(self, found: Any) -> list[str]:
        return [row.category for row in found.topics]

    def test_it_begins_with_what_many_spoke_about(self) -> None:
        self.resolved(5)
        self.assertEqual(self.topics(self.begun()), [LATE])
        self.assertEqual(self.topics(self.begun(location=LAC)), [LATE])
        self.assertEqual(self.topics(self.begun(location=KANEM)), [])
        self.assertEqual(self.topics(self.begun(first_day="2025-03-25")), [])

    def test_few_are_no_topic_and_count_for_the_one_above(self) -> None:
        self.resolved(4)
        found = self.begun()
        self.assertEqual(found.topics, [])
        with self.assertRaisesRegex(frappe.ValidationError, "recognised"):
            compose.add_topic(found.name, LATE)
        above = frappe.db.get_value("Case Category", LATE, "parent_case_category")
        siblings = {"parent_case_category": above, "name": ["!=", LATE], "is_group": 0}
        sibling = frappe.get_all("Case Category", siblings, pluck="name", order_by="name asc")[0]
        self.resolved(2, category=sibling)
        self.assertEqual(self.topics(self.begun()), [above])

    def test_restricted_cases_are_no_topic(self) -> None:
        cases = self.resolved(5)
        frappe.set_user(self.manager)
        reclassify.reclassify(cases[0].name, "Fraude et corruption", "Money was asked for")
        self.assertEqual(self.begun().topics, [])

    def test_a_topic_whose_cases_became_few_by_other_days_is_refused(self) -> None:
        self.resolved(5)
        found = self.begun()
        with self.assertRaisesRegex(frappe.ValidationError, "recognised"):
            compose.change(found.name, {**DAYS, "location": KANEM})

    def test_from_the_first_words_to_the_public_page(self) -> None:
        self.resolved(5)
        self.assertEqual(told.published(["fra"]), [])
        found = self.published()
        self.assertEqual(found.state, states.RELEASED)
        frappe.set_user("Guest")
        [read] = told.published(["fra"])
        self.assertEqual(
            (read.title, [(line.you_said, line.we_did) for line in read.lines]),
            (DAYS["title"], [(SAID, DONE)]),
        )
        self.assertEqual(read.minutes, 1)
        frappe.set_user(self.composer)
        approval.withdraw(found.name, "The day was wrong")
        self.assertEqual(told.published(["fra"]), [])

    def test_in_another_language_everybody_reads_what_there_is(self) -> None:
        self.resolved(5)
        self.published()
        [read] = told.published(["ara"])
        self.assertEqual(read.language, "fra")

    def test_nobody_approves_their_own(self) -> None:
        self.resolved(5)
        frappe.set_user(self.manager)
        found = self.written()
        frappe.set_user(self.manager)
        compose_by_manager = {
            f"{found.topics[0].name}:said": SAID,
            f"{found.topics[0].name}:done": DONE,
        }
        compose.write(found.name, "fra", compose_by_manager)
        approval.submit(found.name)
        with self.assertRaises(REFUSED):
            approval.publish(found.name)

    def test_whoever_does_not_compose_writes_nothing(self) -> None:
        self.resolved(5)
        found = self.begun()
        for role in (consts.OPERATOR, consts.ANALYST, consts.FOCAL_POINT):
            frappe.set_user(self.user(role))
            with self.subTest(role=role), self.assertRaises(REFUSED):
                compose.begin(DAYS)
            with self.subTest(role=role), self.assertRaises(REFUSED):
                approval.submit(found.name)

    def test_each_topic_has_both_of_its_texts_before_it_is_sent(self) -> None:
        self.resolved(5)
        found = self.written(done="")
        with self.assertRaisesRegex(frappe.ValidationError, "each topic"):
            approval.submit(found.name)
        row = found.topics[0].name
        compose.write(found.name, "fra", {f"{row}:said": SAID, f"{row}:done": DONE})
        compose.write(found.name, "ara", {f"{row}:said": "قلتم"})
        with self.assertRaisesRegex(frappe.ValidationError, "Complete"):
            approval.submit(found.name)

    def test_nobody_is_told_of(self) -> None:
        frappe.set_user(self.manager)
        person = frappe.get_doc(
            {"doctype": "Community Member", "full_name": "Achta Mahamat Youssouf", "sex": "Female"}
        ).insert()
        self.resolved(5, community_member=person.name)
        for words in (
            "Call us at 66 12 34 56.",
            "Le 66-12.34/56 (71) a dit.",
            "The case CFM-2025-123456 is closed.",
            "Write to achta@example.org.",
            "We thank Achta  MAHAMAT-Youssouf.",
        ):
            frappe.set_user(self.manager)
            found = compose.begin(DAYS)
            row = found.topics[0].name
            compose.write(found.name, "fra", {f"{row}:said": words, f"{row}:done": DONE})
            with self.subTest(words=words), self.assertRaises(frappe.ValidationError):
                approval.submit(found.name)

    def test_whoever_reads_no_names_learns_none_by_trying(self) -> None:
        frappe.set_user(self.manager)
        person = {"doctype": "Community Member", "full_name": "Achta Mahamat", "sex": "Female"}
        self.resolved(5, community_member=frappe.get_doc(person).insert().name)
        found = self.written(said="We thank Achta Mahamat.")
        self.assertTrue(approval.submit(found.name).submitted_on)
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "names"):
            approval.publish(found.name)

    def test_days_and_years_are_no_numbers_of_people(self) -> None:
        self.resolved(5)
        found = self.written(said="On 12/03/2025 and in 2024 2025 it came late.")
        self.assertTrue(approval.submit(found.name).submitted_on)

    def test_sent_back_with_the_reason(self) -> None:
        self.resolved(5)
        found = self.written()
        approval.submit(found.name)
        frappe.set_user(self.manager)
        back = approval.send_back(found.name, "Shorter, please")
        self.assertEqual((back.state, back.return_reason), (states.RETURNED, "Shorter, please"))

    def test_it_is_written_by_its_acts_alone(self) -> None:
        self.resolved(5)
        found = self.published()
        frappe.set_user(self.manager)
        doc = frappe.get_doc("CFM You Said We Did", found.name)
        doc.texts[0].we_did = "Something else"
        with self.assertRaises(REFUSED):
            doc.save()
