"""Codes: told to those who may write a case, readable in no list, with an answer also once it is restricted."""

from functools import partial
from itertools import pairwise
from statistics import median
from time import perf_counter

import frappe

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.channels import case_status
from cfm_app.patches import codes_of_cases
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.testing import CFMTestCase

ROUNDS = 200
ORDINARY, SEA = "Quantité de la ration", "Exploitation ou abus sexuel"


class TestStatusCodes(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.plant_others("CFM Status Code")
        self.operator = self.user(consts.OPERATOR)
        self.psea = self.user(consts.PSEA)
        frappe.set_user(self.operator)

    def recorded(self, category: str = ORDINARY) -> tuple[str, str | None]:
        made = console.new_case({"category": category, "description": "Il manque deux sacs"})
        return made["case"], made["status_code"]

    # --- the code itself --------------------------------------------------------------------
    def test_a_misheard_code_is_noticed(self) -> None:
        code = status_codes.fresh()
        self.assertTrue(status_codes.is_well_formed(code))
        for place, character in enumerate(code):
            for other in set(spoken_codes.ALPHABET) - {character}:
                wrong = code[:place] + other + code[place + 1 :]
                self.assertFalse(status_codes.is_well_formed(wrong))

    def test_two_characters_that_change_places_are_noticed(self) -> None:
        for _round in range(50):
            code = status_codes.fresh()
            for at, (one, two) in enumerate(pairwise(code[: status_codes.RANDOM])):
                swapped = code[:at] + two + one + code[at + 2 :]
                self.assertEqual(status_codes.is_well_formed(swapped), one == two)

    def test_gaps_small_letters_and_what_looks_alike_are_read(self) -> None:
        self.assertEqual(spoken_codes.normalised(" k7p-4hx 9zb "), "K7P4HX928")
        self.assertEqual(spoken_codes.in_groups("K7P4HX928"), "K7P-4HX-928")

    def test_a_code_from_paper_is_taken_if_it_is_one_and_nobody_has_it(self) -> None:
        case, own = self.recorded()
        _other, taken = self.recorded()
        free = spoken_codes.in_groups(status_codes.fresh())
        for code in ("K7P-4HX-999", "", str(taken)):
            status_codes.take_over(case, code)
            self.assertEqual(status_codes.of_case(case), own)
        status_codes.take_over(case, free)
        self.assertEqual(status_codes.of_case(case), free)

    # --- who gets it ------------------------------------------------------------------------
    def test_the_operator_is_told_it_and_finds_it_again(self) -> None:
        case, code = self.recorded()
        self.assertRegex(code, r"^\w{3}-\w{3}-\w{3}$")
        self.assertEqual(status_codes.of_case(case), code)
        summary = frappe.db.get_value("Print Format", "CFM Case Summary", "html")
        printed = frappe.render_template(summary, {"doc": frappe.get_doc("Case", case)})
        self.assertIn(code, printed)

    def test_whoever_may_not_write_the_case_is_not_told(self) -> None:
        case, _code = self.recorded()
        for role in (consts.AAP, consts.FOCAL_POINT, consts.ANALYST):
            frappe.set_user("Administrator")
            frappe.set_user(self.user(role))
            self.assertIsNone(status_codes.of_case(case))

    def test_nobody_reads_the_records(self) -> None:
        _case, code = self.recorded()
        frappe.set_user("Administrator")
        stored = frappe.get_all(status_codes.DOCTYPE, fields=["*"])
        self.assertNotIn(code.replace("-", ""), str(stored).replace("-", ""))
        for role in consts.ROLES:
            frappe.set_user("Administrator")
            frappe.set_user(self.user(role, "System Manager"))
            self.assertFalse(frappe.has_permission(status_codes.DOCTYPE, "read"))

    def test_one_code_a_case_also_after_saving(self) -> None:
        case, code = self.recorded()
        doc = frappe.get_doc("Case", case)
        doc.priority = "Haute" if frappe.db.exists("Case Priority", "Haute") else doc.priority
        doc.save()
        self.assertEqual(frappe.db.count(status_codes.DOCTYPE, {"cfm_case": case}), 1)
        self.assertEqual(status_codes.of_case(case), code)

    # --- what it tells ----------------------------------------------------------------------
    def test_it_tells_where_the_case_stands_and_follows_it(self) -> None:
        case, code = self.recorded()
        doc = frappe.get_doc("Case", case)
        seen = [case_status.of_code(code)]
        for move in (partial(self.act, action="Start Work"), self.resolve):
            doc = move(doc)
            seen.append(case_status.of_code(code))
        self.assertEqual(seen, [case_status.HANDLED, case_status.HANDLED, case_status.ANSWERED])
        frappe.db.set_value("Case", case, "phase", consts.PHASE_CLOSED)
        self.assertEqual(case_status.of_code(code.lower()), case_status.CLOSED)
        for key in case_status.STANDING.values():
            self.assertTrue(case_status.sentence(key))

    def test_what_was_told_twice_stands_where_the_first_stands(self) -> None:
        first, _code = self.recorded()
        second, code = self.recorded()
        phase = {"duplicate_of": first, "phase": consts.PHASE_CLOSED}
        frappe.db.set_value("Case", second, phase)
        self.assertEqual(case_status.of_code(code), case_status.HANDLED)

    def test_a_restricted_case_has_none(self) -> None:
        case, code = self.recorded(SEA)
        self.assertIsNone(code)
        frappe.set_user(self.psea)
        self.assertIsNone(status_codes.of_case(case))
        self.assertFalse(frappe.db.exists(status_codes.DOCTYPE, {"cfm_case": case}))

    def test_the_code_of_a_case_that_became_restricted_tells_that_it_is_worked_on(self) -> None:
        case, code = self.recorded()
        doc = frappe.get_doc("Case", case)
        doc.category, doc.sensitivity = SEA, None
        doc.save()
        self.assertEqual(case_status.of_code(code), case_status.HANDLED)
        frappe.set_user(self.psea)
        self.assertIsNone(status_codes.of_case(case))

    def test_a_case_that_is_restricted_no_more_gets_one(self) -> None:
        frappe.set_user("Administrator")
        manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        case = self.case(category="À clarifier (contenu incertain)").name
        frappe.set_user(manager)
        doc = frappe.get_doc("Case", case)
        doc.update({"sensitivity": "Non sensible", "sensitivity_reason": "Une question"})
        doc.category = "Quantité de la ration"
        doc.save()
        self.assertTrue(status_codes.of_case(case))

    def test_an_upgrade_gives_codes_and_marks(self) -> None:
        case, _code = self.recorded()
        secret = self.case(category=SEA).name
        frappe.db.delete(status_codes.DOCTYPE, {"cfm_case": case})
        frappe.db.set_value("Case", secret, "is_restricted", 0)
        for _time in range(2):
            codes_of_cases.execute()
        self.assertEqual(frappe.db.count(status_codes.DOCTYPE, {"cfm_case": case}), 1)
        self.assertRegex(status_codes.of_case(case), r"^\w{3}-\w{3}-\w{3}$")
        self.assertFalse(frappe.db.exists(status_codes.DOCTYPE, {"cfm_case": secret}))
        self.assertEqual(frappe.db.get_value("Case", secret, "is_restricted"), 1)

    # --- how long an answer takes -----------------------------------------------------------
    def test_a_restricted_case_takes_as_long_as_an_unknown_code(self) -> None:
        case, restricted = self.recorded()
        frappe.set_user("Administrator")
        frappe.db.set_value("CFM Status Code", {"cfm_case": case}, "cfm_case", self.restricted())
        unknown = spoken_codes.in_groups(status_codes.fresh())
        times: dict[str | None, list[float]] = {restricted: [], unknown: []}
        for _round in range(ROUNDS):
            for code, taken in times.items():
                began = perf_counter()
                case_status.of_code(code)
                taken.append(perf_counter() - began)
        closed, absent = (median(each) for each in times.values())
        self.assertLess(abs(closed - absent), max(0.2 * absent, 0.0002), (closed, absent))

    def restricted(self) -> str:
        frappe.set_user(self.operator)
        name = self.recorded(SEA)[0]
        frappe.set_user("Administrator")
        return name
