"""The act of signing: by oneself, of what was shown, kept as it was; versions that are published stay."""

import json

import frappe

from cfm_app.base import consts
from cfm_app.security.obligations import (
    agreements,
    compliance,
    drawing,
    names,
    quiz,
    reminders,
    signing,
    team,
    texts,
)
from cfm_app.security.obligations.test_support import KIND, TEXT, ObligationsTestCase


class TestSigning(ObligationsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.oblige(consts.OPERATOR)
        self.operator = self.user(consts.OPERATOR)

    def test_the_text_is_kept_as_it_was_shown(self) -> None:
        signature = self.sign_as(self.operator, language="en")
        self.publish("2.0")
        kept = frappe.get_doc(names.SIGNATURE, signature.name)
        self.assertEqual(kept.shown_text, f"{TEXT} 1.0 en")
        self.assertEqual(kept.text_hash, texts.digest(kept.title, kept.shown_text))
        self.assertTrue(signing.is_as_signed(kept))
        self.assertEqual((kept.user, kept.typed_name), (self.operator, "Mariam A."))

    def test_another_text_than_the_one_read_is_not_signed(self) -> None:
        frappe.set_user(self.operator)
        for language, seen in (("fr", "0" * 64), ("de", "0" * 64)):
            with self.assertRaises(frappe.ValidationError):
                signing.sign(f"{KIND} 1.0", language, seen, "Mariam")

    def test_a_version_that_was_replaced_is_not_signed(self) -> None:
        row = frappe.get_doc(names.AGREEMENT, f"{KIND} 1.0").texts[0]
        self.publish("2.0")
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.ValidationError):
            seen = texts.digest(row.title, row.agreement_text)
            signing.sign(f"{KIND} 1.0", row.language, seen, "Mariam")

    def test_without_a_hand_nothing_is_signed(self) -> None:
        for by in (
            {"typed_name": " "},
            {"strokes": [[[1, 1]]]},
            {"strokes": "x"},
            {"strokes": [[1]]},
        ):
            with self.assertRaises(frappe.ValidationError):
                self.sign_as(self.operator, **by)

    def test_a_drawing_is_numbers_within_the_field(self) -> None:
        stroke = [[10, 10], [200, 90.4]]
        signature = self.sign_as(self.operator, strokes=[stroke])
        self.assertEqual(json.loads(signature.drawing), [[[10, 10], [200, 90]]])
        self.assertEqual(drawing.path(signature.drawing), "M10 10 L200 90")
        for bad in (
            [[[-1, 0], [300, 9]]],
            [[["<", 1], [300, 9]]],
            [[[True, 1], [300, 9]]],
            [[[1e9, 1], [3, 9]]],
        ):
            with self.assertRaises(frappe.ValidationError):
                drawing.read(bad)

    def test_nobody_signs_for_somebody_else(self) -> None:
        values = self.sign_as(self.operator).as_dict()
        for key in ("name", "creation", "modified", "owner"):
            values.pop(key, None)
        for writer in ("Administrator", self.user(consts.MANAGER), self.operator):
            frappe.set_user(writer)
            with self.assertRaises(frappe.PermissionError):
                frappe.get_doc(values).insert()
            with self.assertRaises(frappe.PermissionError):
                other = self.operator if writer != self.operator else "Administrator"
                frappe.get_doc({**values, "user": other}).insert(ignore_permissions=True)

    def test_a_signature_is_neither_changed_nor_deleted(self) -> None:
        name = self.sign_as(self.operator).name
        for writer in ("Administrator", self.user(consts.MANAGER), self.operator):
            frappe.set_user(writer)
            for allowed in (False, True):
                doc = frappe.get_doc(names.SIGNATURE, name)
                doc.typed_name = "Another"
                with self.assertRaises(frappe.PermissionError):
                    doc.save(ignore_permissions=allowed)
            with self.assertRaises(frappe.PermissionError):
                frappe.get_doc(names.SIGNATURE, name).delete()
            with self.assertRaises(frappe.PermissionError):
                frappe.delete_doc(names.SIGNATURE, name, ignore_permissions=True)

    def test_each_reads_their_own_and_the_manager_all(self) -> None:
        name = self.sign_as(self.operator).name
        other = self.user(consts.OPERATOR, email="other@test.cfm")
        for user, sees in (
            (self.operator, True),
            (self.user(consts.MANAGER), True),
            (other, False),
        ):
            frappe.set_user(user)
            self.assertEqual(bool(frappe.get_list(names.SIGNATURE)), sees)
            doc = frappe.get_doc(names.SIGNATURE, name)
            self.assertEqual(bool(frappe.has_permission(names.SIGNATURE, "read", doc=doc)), sees)

    def test_the_administrator_signs_nothing(self) -> None:
        with self.assertRaises(frappe.PermissionError):
            self.sign_as("Administrator")


class TestVersions(ObligationsTestCase):
    def test_a_published_text_stays(self) -> None:
        version = self.kind_and_version()
        version.texts[0].agreement_text = "Another"
        with self.assertRaises(frappe.ValidationError):
            version.save()
        version.reload()
        version.status = names.DRAFT
        with self.assertRaises(frappe.ValidationError):
            version.save()
        version.reload()
        with self.assertRaises(frappe.ValidationError):
            version.delete()

    def kind_and_version(self) -> frappe.model.document.Document:
        self.oblige(consts.OPERATOR)
        return frappe.get_doc(names.AGREEMENT, f"{KIND} 1.0")

    def test_the_next_version_retires_the_one_before(self) -> None:
        self.kind_and_version()
        self.publish("2.0")
        self.assertEqual(agreements.of_kind(KIND), f"{KIND} 2.0")
        old = frappe.db.get_value(names.AGREEMENT, f"{KIND} 1.0", "status")
        self.assertEqual(old, names.RETIRED)

    def test_what_the_app_ships_is_an_example_until_the_office_confirms_it(self) -> None:
        shipped = frappe.get_all(
            names.AGREEMENT, filters={"text_is_example": 1}, fields=["name", "status"]
        )
        self.assertEqual(len(shipped), 3)
        self.assertEqual({row.status for row in shipped}, {names.DRAFT})
        version = frappe.get_doc(names.AGREEMENT, shipped[0].name)
        self.assertEqual({row.language for row in version.texts}, {"fr", "en", "ar"})
        version.status = names.PUBLISHED
        with self.assertRaises(frappe.ValidationError):
            version.save()
        version.reload()
        version.update({"status": names.PUBLISHED, "text_is_example": 0})
        version.save()
        self.assertTrue(version.published_on)

    def test_two_texts_in_one_language_are_refused(self) -> None:
        version = self.kind_and_version()
        rows = [{"language": "fr", "title": "x", "agreement_text": "y"}] * 2
        values = {"kind": KIND, "version_no": "9", "texts": rows}
        with self.assertRaises(frappe.ValidationError):
            frappe.get_doc({"doctype": names.AGREEMENT, **values}).insert()
        self.assertTrue(version)

    def test_a_text_is_laid_out_by_its_marks_alone(self) -> None:
        found = [(each.kind, each.lines) for each in texts.blocks("# A\nb\nc\n\n- d\n- <e>\nf")]
        self.assertEqual(
            found,
            [
                ("heading", ("A",)),
                ("paragraph", ("b", "c")),
                ("list", ("d", "<e>")),
                ("paragraph", ("f",)),
            ],
        )


class TestQuiz(ObligationsTestCase):
    def setUp(self) -> None:
        super().setUp()
        questions = [
            {"question": each, "choice_1": "no", "choice_2": "yes", "right_choice": "2"}
            for each in ("Free?", "Secret?")
        ]
        values = {"title": "Quiz", "pass_mark": 100, "attempts_a_day": 2, "questions": questions}
        self.course = frappe.get_doc({"doctype": names.COURSE, **values}).insert()
        self.add_need(for_role=consts.OPERATOR, course="Quiz")
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def answers(self, choice: str) -> dict[str, str]:
        return {row.name: choice for row in self.course.questions}

    def test_which_answers_are_right_stays_in_the_server(self) -> None:
        shown = quiz.questions("Quiz")
        self.assertNotIn("right", json.dumps(shown["questions"]))
        self.assertFalse(frappe.has_permission(names.COURSE, "read"))

    def test_whoever_passes_has_the_course_at_once(self) -> None:
        self.assertEqual(len(compliance.missing()), 1)
        self.assertTrue(quiz.answer("Quiz", self.answers("2"))["passed"])
        self.assertEqual(compliance.missing(), [])

    def test_attempts_are_counted_by_the_day(self) -> None:
        for left in (1, 0):
            made = quiz.answer("Quiz", self.answers("1"))
            self.assertEqual((made["passed"], made["attempts_left"]), (False, left))
        with self.assertRaises(frappe.ValidationError):
            quiz.answer("Quiz", self.answers("2"))
        self.assertEqual(len(compliance.missing()), 1)

    def test_every_question_is_answered(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            quiz.answer("Quiz", {})

    def test_a_quiz_that_nobody_asks_of_the_user_is_closed(self) -> None:
        frappe.set_user(self.user(consts.ANALYST))
        with self.assertRaises(frappe.PermissionError):
            quiz.questions("Quiz")


class TestReminders(ObligationsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator, self.manager = self.user(consts.OPERATOR), self.user(consts.MANAGER)

    def told(self, user: str) -> list[str]:
        rows = frappe.get_all(
            "Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation asc"
        )
        return list(rows)

    def test_a_person_is_told_before_and_after_each_once(self) -> None:
        self.oblige(consts.OPERATOR, grace_days=10)
        today = frappe.utils.getdate()
        for days, lines in ((0, 1), (1, 1), (8, 2), (9, 2), (10, 3), (11, 3)):
            reminders.remind_all(frappe.utils.add_days(today, days))
            reminders.remind_all(frappe.utils.add_days(today, days))
            self.assertEqual(len(self.told(self.operator)), lines, days)

    def test_managers_learn_what_is_overdue_once(self) -> None:
        self.oblige(consts.OPERATOR)
        self.assertGreater(reminders.remind_all(), 0)
        self.assertEqual(reminders.remind_all(), 0)
        self.assertEqual(len(self.told(self.manager)), 1)

    def test_by_hand_one_is_reminded_once_a_day(self) -> None:
        self.oblige(consts.OPERATOR)
        frappe.set_user(self.manager)
        self.assertTrue(reminders.ask(self.operator))
        self.assertFalse(reminders.ask(self.operator))
        member = next(each for each in team.overview() if each.user == self.operator)
        self.assertEqual((member.reminders, member.status), (1, "closed"))

    def test_whoever_owes_nothing_is_not_reminded(self) -> None:
        self.oblige(consts.OPERATOR)
        self.sign_as(self.operator)
        with self.assertRaises(frappe.ValidationError):
            reminders.ask(self.operator)


class TestNeeds(ObligationsTestCase):
    def test_a_row_asks_for_one_thing_of_a_role_of_people(self) -> None:
        self.oblige(consts.OPERATOR)
        for row in (
            {"for_role": consts.ANALYST},
            {"for_role": "All", "agreement_kind": KIND},
            {"for_role": consts.OPERATOR, "agreement_kind": KIND},
        ):
            with self.subTest(row), self.assertRaises(frappe.ValidationError):
                self.add_need(**row)
