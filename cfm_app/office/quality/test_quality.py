"""Second looks: drawn by chance and share, never at one's own case; coaching notes for two; restricted for handlers."""

from typing import Any

import frappe
from frappe.utils import add_months, getdate

from cfm_app.base import consts
from cfm_app.office.quality import coaching, look, results
from cfm_app.office.quality.draw import DOCTYPE, Drawn, draw, is_drawn
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import quality as page

CLOSED = (frappe.PermissionError, frappe.DoesNotExistError)
ORDINARY, RESTRICTED = "Quantité de la ration", "Exploitation ou abus sexuel"
SEA = "EAS et harcèlement sexuel"
LAST = add_months(getdate().replace(day=1), -1)
MONTH = f"{LAST:%Y-%m}"


class TestQuality(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        for doctype in (DOCTYPE, coaching.DOCTYPE):
            frappe.db.delete(doctype)
        self.no_other(consts.MANAGER, consts.AAP)
        self.operator = self.user(consts.OPERATOR)
        self.other = self.user(consts.OPERATOR, email="second.operator@test.cfm")
        self.manager = self.user(consts.MANAGER)
        self.aap = self.user(consts.AAP)
        self.settings(quality_sample=4, quality_double_percent=50)
        frappe.db.set_value("Case", {"closed_on": ["is", "set"]}, "closed_on", None)

    def no_other(self, *roles: str) -> None:
        """The people of the test are the only ones with these roles."""
        frappe.db.delete("Has Role", {"role": ["in", roles], "parenttype": "User"})
        for user in ("cfm.manager@test.cfm", "cfm.aap.focal.point@test.cfm"):
            frappe.db.delete("User", {"name": user})
        frappe.clear_cache()

    def settings(self, **values: int) -> None:
        for field, value in values.items():
            frappe.db.set_single_value("CFM Settings", field, value)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")

    def closed(self, user: str, category: str = ORDINARY) -> str:
        frappe.set_user(user)
        case = self.case(category=category, description="x")
        values = {"phase": consts.PHASE_CLOSED, "closed_on": f"{LAST} 10:00:00"}
        frappe.db.set_value("Case", case.name, values, update_modified=False)
        frappe.set_user("Administrator")
        return str(case.name)

    def drawn(self, number: int = 6) -> list[Any]:
        for at in range(number):
            self.closed(self.operator if at % 3 else self.other)
        frappe.set_user(self.manager)
        draw(MONTH, seed="seed")
        return frappe.get_all(DOCTYPE, fields=["*"], order_by="name asc")

    def looked_at(self) -> Any:
        """A second look of the manager at a case of the operator, given."""
        [row] = [
            row
            for row in self.drawn()
            if row.looker == self.manager and row.person == self.operator
        ][:1]
        frappe.set_user(self.manager)
        return look.look(row.name, self.marks())

    def marks(self, mark: int = 1) -> dict[str, object]:
        return {row.name: mark for row in look.criteria()}

    def told(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log", {"for_user": user}, pluck="subject", order_by="creation asc"
        )

    # --- the draw -----------------------------------------------------------------------------
    def test_as_many_as_the_manager_set_of_each_operator_their_share_some_by_two(self) -> None:
        rows = self.drawn()
        cases = {row.cfm_case: row.person for row in rows}
        self.assertEqual(sorted(cases.values()), sorted([self.other] + [self.operator] * 3))
        self.assertEqual(len(rows), 6)
        self.assertEqual({row.looker for row in rows}, {self.manager, self.aap})
        self.assertEqual(sum(row.is_double for row in rows), 4)
        self.assertEqual(len(self.told(self.aap)), 1)

    def test_a_month_is_drawn_once_when_it_is_over_and_by_the_manager(self) -> None:
        self.drawn()
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            draw(MONTH)
        with self.assertRaisesRegex(frappe.ValidationError, "over"):
            draw(f"{getdate():%Y-%m}")
        frappe.set_user(self.aap)
        with self.assertRaises(frappe.PermissionError):
            draw(f"{add_months(LAST, -1):%Y-%m}")

    def test_the_same_seed_draws_the_same_cases(self) -> None:
        first = {row.cfm_case for row in self.drawn()}
        frappe.db.delete(DOCTYPE)
        draw(MONTH, seed="seed")
        self.assertEqual({row.cfm_case for row in frappe.get_all(DOCTYPE, ["cfm_case"])}, first)

    def test_nobody_looks_at_their_own_case(self) -> None:
        self.closed(self.manager)
        frappe.set_user(self.manager)
        self.assertEqual(draw(MONTH), Drawn(closed=1, drawn=1, by_two=0))
        self.assertEqual(frappe.get_all(DOCTYPE, pluck="looker"), [self.aap])

    # --- the second look ----------------------------------------------------------------------
    def test_a_look_is_given_once_by_whoever_it_is_for_with_marks_of_the_scale(self) -> None:
        [row] = [row for row in self.drawn() if row.looker == self.manager][:1]
        question = look.criteria()[0].name
        for wrong in ({}, {question: 9}, {question: "x"}, {"no question": 1}):
            with self.assertRaises(frappe.ValidationError):
                look.look(row.name, wrong)
        frappe.set_user(self.aap)
        with self.assertRaises(CLOSED):
            look.look(row.name, self.marks())
        frappe.set_user(self.manager)
        given = look.look(row.name, self.marks())
        self.assertEqual(len(given.marks), 5)
        # Yes to two questions of weight 4 of 7; the least of the two longer scales.
        self.assertAlmostEqual(given.score, 100 * 4 / 7, places=2)
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            look.look(row.name, self.marks())

    def test_who_still_has_to_look_does_not_read_what_the_other_found(self) -> None:
        rows = [row for row in self.drawn() if row.is_double]
        case = rows[0].cfm_case
        pair = {row.looker: row.name for row in rows if row.cfm_case == case}
        frappe.set_user(self.aap)
        look.look(pair[self.aap], self.marks())
        frappe.set_user(self.manager)
        self.assertNotIn(pair[self.aap], frappe.get_list(DOCTYPE, pluck="name"))
        look.look(
            pair[self.manager],
            self.marks(0) | {look.criteria()[0].name: 3, look.criteria()[3].name: 1},
        )
        self.assertIn(pair[self.aap], frappe.get_list(DOCTYPE, pluck="name"))
        found = {each.criterion: each for each in results.by_criterion([MONTH])}
        first = found[look.criteria()[0].name]
        self.assertEqual((first.marks, first.reached, first.agreement.pairs), (2, 0.25, 1))
        self.assertEqual(first.agreement.same, 0.0)

    def test_the_person_reads_no_second_look_and_nobody_writes_one_but_by_the_act(self) -> None:
        given = self.looked_at()
        frappe.set_user(self.operator)
        self.assertEqual(frappe.get_list(DOCTYPE), [])
        frappe.set_user(self.manager)
        doc = frappe.get_doc(DOCTYPE, given.name)
        doc.score = 100
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    # --- coaching notes -----------------------------------------------------------------------
    def test_a_note_is_read_by_the_person_and_the_managers_and_the_bell_has_no_words(self) -> None:
        given = self.looked_at()
        note = coaching.write(given.name, "Ask for the consent first")
        [told] = self.told(self.operator)
        self.assertNotIn("consent first", told)
        for user, reads in (
            (self.operator, True),
            (self.manager, True),
            (self.other, False),
            (self.aap, False),
        ):
            frappe.set_user(user)
            self.assertEqual(
                note.name in frappe.get_list(coaching.DOCTYPE, pluck="name"), reads, user
            )
            self.assertEqual(
                bool(frappe.has_permission(coaching.DOCTYPE, "read", doc=note.name)), reads
            )
        frappe.set_user(self.operator)
        self.assertEqual(page.overview()["notes"][0]["note"], "Ask for the consent first")
        frappe.set_user(self.manager)
        note.note = "Forged"
        note.flags.ignore_permissions = False
        with self.assertRaises(frappe.PermissionError):
            note.save()

    def test_who_is_no_manager_writes_none_and_nobody_before_the_look(self) -> None:
        rows = self.drawn()
        mine = next(row.name for row in rows if row.looker == self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "first"):
            coaching.write(mine, "Words")
        theirs = next(row.name for row in rows if row.looker == self.aap)
        frappe.set_user(self.aap)
        look.look(theirs, self.marks())
        with self.assertRaises(frappe.PermissionError):
            coaching.write(theirs, "Words")

    def test_reviews_and_notes_are_closed_as_soon_as_the_case_is_restricted(self) -> None:
        given = self.looked_at()
        coaching.write(given.name, "Words 7781")
        frappe.set_user(self.operator)
        case = frappe.get_doc("Case", given.cfm_case)
        case.sensitivity = SEA
        case.save()
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            self.assertEqual(frappe.get_list(coaching.DOCTYPE), [])
            self.assertNotIn(given.name, frappe.get_list(DOCTYPE, pluck="name"))

    # --- restricted classes -------------------------------------------------------------------
    def test_a_restricted_class_is_drawn_among_its_handlers_alone(self) -> None:
        one, two = self.user(consts.PSEA), self.user(consts.PSEA, email="two.psea@test.cfm")
        case = self.closed(one, RESTRICTED)
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case})
        report.handlers = []
        for user in (one, two):
            report.append("handlers", {"user": user})
        report.save(ignore_permissions=True)
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "nothing to draw"):
            draw(MONTH)
        with self.assertRaises(frappe.PermissionError):
            draw(MONTH, SEA)
        frappe.set_user(two)
        self.assertEqual(draw(MONTH, SEA), Drawn(closed=1, drawn=1, by_two=0))
        self.assertTrue(is_drawn(MONTH, SEA))
        [row] = results.waiting()
        look.look(row.name, self.marks())
        note = coaching.write(row.name, "Less words")
        frappe.set_user(one)
        self.assertEqual(frappe.get_list(coaching.DOCTYPE, pluck="name"), [note.name])
        frappe.set_user(self.manager)
        self.assertEqual((frappe.get_list(DOCTYPE), frappe.get_list(coaching.DOCTYPE)), ([], []))
