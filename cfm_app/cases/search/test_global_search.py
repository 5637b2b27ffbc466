"""What the search finds and must not find, as the people of an office ask for it."""

import json
from pathlib import Path
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.cases import answer_referral, duplicate, message
from cfm_app.cases.search import global_search, index
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.testing import CommittedTestCase

QUERIES = json.loads(Path(__file__).with_name("queries.json").read_text(encoding="utf-8"))
RESTRICTED = "EAS et harcèlement sexuel"
MARKER = "zqxmarqueur"


class SearchTestCase(CommittedTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def names(self, text: str, key: str | None = None) -> list[str]:
        """The documents found, of one group or of all."""
        return [
            line.name
            for group in global_search.search(text)
            if key in (None, group.key)
            for line in group.lines
        ]


class TestQueries(SearchTestCase):
    def setUp(self) -> None:
        super().setUp()
        people = {
            key: self.make("Community Member", **values).name
            for key, values in QUERIES["people"].items()
        }
        self.cases: dict[str, str] = {}
        for key, values in QUERIES["cases"].items():
            values = {**values, "community_member": people.get(values.get("person", ""))}
            values.pop("person", None)
            self.cases[key] = self.make("Case", category="Quantité de la ration", **values).name
        for key, values in QUERIES["referrals"].items():
            self.refer(self.cases[key], **values)
        frappe.db.commit()

    def refer(self, case: str, **values: Any) -> Any:
        consent = self.consent(case, "Record", consts.SHARE_INSIDE)
        self.made.append(("Consent", consent.name))
        receiver = self.user(consts.FOCAL_POINT)
        response = values.pop("response", None)
        made = self.make("Referral", cfm_case=case, focal_point=receiver, **values)
        if response:
            sender = frappe.session.user
            frappe.set_user(receiver)
            answer_referral.answer(made.name, response)
            frappe.set_user(sender)
        return made

    def test_the_written_queries(self) -> None:
        self.assertGreaterEqual(len(QUERIES["queries"]), 50)
        wrong = []
        for query in QUERIES["queries"]:
            names = set(self.names(query["ask"]))
            missing = [key for key in query["finds"] if self.cases[key] not in names]
            too_many = [key for key in query["not"] if self.cases[key] in names]
            if missing or too_many:
                wrong.append((query["ask"], missing, too_many))
        self.assertEqual(wrong, [])

    def test_each_line_says_by_what_it_was_found(self) -> None:
        lines = [line for group in global_search.search("pirogue") for line in group.lines]
        self.assertEqual([line.name for line in lines], [self.cases["savon"]])
        self.assertIn("REF-", lines[0].label)
        self.assertIn(("pirogue", True), lines[0].pieces)

    def test_a_message_about_a_referral_is_found_by_both_sides_and_nobody_else(self) -> None:
        [referral] = frappe.get_all("Referral", {"cfm_case": self.cases["savon"]}, pluck="name")
        message.write(referral, "Le dromadaire arrive <mardi> & jeudi")
        frappe.db.commit()
        for text in ("dromadaire", "dromadaires arrive", "dromad"):
            self.assertEqual(self.names(text), [self.cases["savon"]], text)
        [line] = [line for group in global_search.search("dromadaire") for line in group.lines]
        self.assertIn("Message", line.label)
        self.assertIn(("dromadaire", True), line.pieces)
        frappe.set_user(self.user(consts.FOCAL_POINT))
        self.assertEqual(self.names("dromadaire"), [referral])
        frappe.set_user(self.user(consts.FOCAL_POINT, email="another.focal@test.cfm"))
        self.assertEqual(self.names("dromadaire"), [])
        frappe.set_user("Administrator")
        [comment] = frappe.get_all(
            "Comment",
            {"reference_name": referral, "content": ["like", "%dromadaire%"]},
            pluck="name",
        )
        frappe.delete_doc("Comment", comment)
        frappe.db.commit()
        self.assertEqual(self.names("dromadaire"), [])

    def test_a_village_as_it_was_told_is_found_as_it_sounds(self) -> None:
        case = self.make(
            "Case", description="Un autre cas", location="TD0701", place_details="Kiskawa II"
        )
        frappe.db.commit()
        for text in ("Kiskawa", "kiscawa", "Qiskaoua"):
            self.assertEqual(self.names(text, "place"), [case.name], text)
        self.assertEqual(self.names("autre cas kiskawa", "words"), [case.name])
        self.assertEqual(self.names("Mamdi", "place").count(case.name), 1)
        [line] = [
            line
            for group in global_search.search("kiscawa")
            if group.key == "place"
            for line in group.lines
        ]
        self.assertEqual(line.pieces, [("Kiskawa II", True)])

    def test_a_number_whole_or_in_part_and_a_code(self) -> None:
        case = self.cases["ration"]
        self.assertEqual(self.names(case.lower()), [case])
        self.assertIn(case, self.names(case.split("-")[2], "number"))
        self.assertIn(case, self.names(case[-4:], "number"))
        self.assertIn(case, self.names(case[:-1], "number"))
        code = status_codes.of_case(case)
        self.assertEqual(self.names(code, "code"), [case])
        self.assertEqual(self.names(code.lower().replace("-", " "), "code"), [case])
        wrong = code[:-1] + next(each for each in spoken_codes.ALPHABET if each != code[-1])
        self.assertEqual(self.names(wrong, "code"), [])
        self.assertEqual(self.names(code[:-1], "code"), [])

    def test_a_case_comes_before_what_repeats_it(self) -> None:
        main = self.cases["ration"]
        said = frappe.db.get_value("Case", main, "description")
        again = self.make("Case", category="Quantité de la ration", description=f"{said} zorille")
        other = self.make("Case", category="Quantité de la ration", description=said)
        for case in (again, other):
            duplicate.mark(case.name, main)
        frappe.db.commit()
        for text in ("mil incomplète", again.name, "zorille"):
            global_search = self.names(text)
            self.assertIn(again.name, global_search, text)
            self.assertLess(global_search.index(main), global_search.index(again.name), text)
        words = self.names("mil incomplète", "words")
        self.assertEqual(
            words.index(main), min(words.index(again.name), words.index(other.name)) - 1
        )

    def test_nothing_found_says_what_was_searched(self) -> None:
        asked = {group.key: group.asked for group in global_search.search("xylophone")}
        self.assertEqual(list(asked), ["person", "place", "words"])
        self.assertTrue(all("xylophone" in text for text in asked.values()), asked)

    def test_a_focal_point_finds_the_own_referrals_alone(self) -> None:
        frappe.set_user(self.user(consts.FOCAL_POINT))
        lines = [line for group in global_search.search("pirogue") for line in group.lines]
        self.assertEqual([line.doctype for line in lines], ["Referral"])
        self.assertIsNone(lines[0].case)
        for text in ("savon", "Mbaïlassem", "61616262", "Mamdi", self.cases["savon"]):
            self.assertEqual(self.names(text), [], text)
        frappe.set_user(self.user(consts.FOCAL_POINT, email="another.focal@test.cfm"))
        self.assertEqual(self.names("pirogue"), [])

    def test_whoever_may_not_read_people_finds_none(self) -> None:
        frappe.set_user(self.user(consts.AAP))
        self.assertIn(self.cases["ration"], self.names("incomplète"))
        self.assertEqual(self.names("Mahamat Saleh"), [])
        self.assertEqual(self.names("66412233"), [])

    def test_whoever_reads_no_case_may_not_search(self) -> None:
        frappe.set_user(self.user(consts.ANALYST))
        with self.assertRaises(frappe.PermissionError):
            global_search.search("incomplète")

    def test_a_province_is_a_limit_of_the_search_too(self) -> None:
        frappe.set_user("Administrator")
        user = self.user(consts.OPERATOR, email="province@test.cfm")
        limit = {"user": user, "allow": "CFM Location", "for_value": "TD14"}
        self.make("User Permission", **limit)
        frappe.set_user(user)
        self.assertEqual(self.names("distribution"), [self.cases["retard"]])


class TestRepeats(SearchTestCase):
    def test_a_second_number_leads_to_the_first(self) -> None:
        main = self.make("Case", category="Quantité de la ration", description="Deux sacs")
        told = {"description": "Deux sacs", "duplicate_of": main.name}
        again = self.make("Case", category="Quantité de la ration", **told)
        frappe.db.commit()
        self.assertEqual(self.names(again.name, "number"), [main.name, again.name])


class TestRestricted(SearchTestCase):
    """A restricted case, its words and its person are found by nobody."""

    def setUp(self) -> None:
        super().setUp()
        person = {"full_name": f"{MARKER} Ngartelbaye", "phone": "+235 66 31 31 37"}
        self.person = self.make("Community Member", **person).name
        self.case = self.make(
            "Case",
            description=f"{MARKER} mot",
            location="TD0701",
            place_details="Zarkoumaye",
            community_member=self.person,
            source_id="SRC-31313",
        )
        frappe.db.commit()

    def classify(self, sensitivity: str, **values: Any) -> None:
        frappe.set_user("Administrator")
        case = frappe.get_doc("Case", self.case.name)
        case.update({"sensitivity": sensitivity, **values})
        case.save()

    def asked(self) -> dict[str, list[str]]:
        code = getattr(self, "code", "")
        texts = (
            MARKER,
            "Ngartelbaye",
            "66313137",
            "SRC-31313",
            self.case.name,
            "Mamdi",
            "Zarkoumaye",
            code,
        )
        return {text: self.names(text) for text in texts if text}

    def test_found_while_ordinary_never_while_restricted_and_again(self) -> None:
        self.code = status_codes.of_case(self.case.name)
        self.assertTrue(all(self.case.name in names for names in self.asked().values()))
        self.classify(RESTRICTED)
        self.assertEqual(self.words_left(), [], "in the same transaction")
        frappe.db.commit()
        index.drop_outdated()
        frappe.db.commit()
        self.assertFalse(frappe.db.exists("CFM Search Entry", {"words": ["like", f"%{MARKER}%"]}))
        handler = self.user(consts.PSEA)
        for user in (self.operator, self.user(consts.MANAGER), handler, "Administrator"):
            frappe.set_user(user)
            for text, names in self.asked().items():
                self.assertFalse({self.case.name, self.person} & set(names), (user, text))
        self.classify("Non sensible", sensitivity_reason="Erreur")
        frappe.db.commit()
        frappe.set_user(self.operator)
        self.code = ""
        self.assertTrue(all(self.case.name in names for names in self.asked().values()))

    def words_left(self) -> list[str]:
        """Entries that hold a word of the case or of its person."""
        rows = frappe.get_all(
            "CFM Search Entry",
            filters={"is_outdated": 0},
            fields=["entry_type", "entry_name", "words"],
            order_by="name asc",
        )
        names = (self.case.name, self.person)
        return [
            row.entry_name
            for row in rows
            if row.entry_name in names or "zksmarkeur" in row.words or "zqxmarqueur" in row.words
        ]

    def test_a_change_that_is_taken_back_leaves_the_entries_as_they_were(self) -> None:
        before = self.words_left()
        self.assertEqual(len(before), 2)
        self.classify(RESTRICTED)
        frappe.db.rollback()
        self.assertEqual(self.words_left(), before)
        frappe.set_user(self.operator)
        self.assertIn(self.case.name, self.names(MARKER))

    def test_a_change_taken_back_to_a_savepoint_and_made_again_is_found_as_it_stands(self) -> None:
        """InnoDB's full-text index forgets nothing that is taken back so; see `index`."""
        frappe.set_user("Administrator")
        for said in ("zkspremier", "zkssecond"):
            frappe.db.savepoint("tried")
            frappe.db.set_value("User", "Administrator", "bio", said)
            self.tell(said)
            frappe.db.rollback(save_point="tried")
        frappe.db.commit()
        frappe.set_user(self.operator)
        self.assertIn(self.case.name, self.names(MARKER))
        frappe.set_user("Administrator")
        frappe.db.set_value("User", "Administrator", "bio", "")
        for said in ("zkstroisieme", "zksquatrieme"):
            frappe.db.savepoint("tried")
            self.tell(said)
            if said == "zkstroisieme":
                frappe.db.rollback(save_point="tried")
        frappe.db.commit()
        index.drop_outdated()
        frappe.db.commit()
        frappe.set_user(self.operator)
        self.assertEqual(self.names("zkstroisieme"), [])
        self.assertEqual(self.names("zksquatrieme"), [self.case.name])

    def test_a_packed_index_finds_what_it_found(self) -> None:
        self.tell("zksavant")
        frappe.db.commit()
        index.drop_outdated()
        index.pack_weekly()
        frappe.set_user(self.operator)
        self.assertEqual(self.names("zksavant"), [self.case.name])
        frappe.set_user("Administrator")
        self.tell("zksapres")
        frappe.db.commit()
        frappe.set_user(self.operator)
        self.assertEqual(self.names("zksavant"), [])
        self.assertEqual(self.names("zksapres"), [self.case.name])

    def tell(self, said: str) -> None:
        case = frappe.get_doc("Case", self.case.name)
        case.description = f"{MARKER} {said}"
        case.save()

    def test_a_value_that_is_set_past_saving_is_followed(self) -> None:
        frappe.set_user("Administrator")
        self.case.db_set("sensitivity", RESTRICTED, update_modified=False)
        self.assertNotIn(self.case.name, self.words_left())

    def test_a_person_known_openly_too_stays(self) -> None:
        other = self.make("Case", description="autre chose", community_member=self.person)
        self.classify(RESTRICTED)
        frappe.db.commit()
        frappe.set_user(self.operator)
        self.assertEqual(self.names("Ngartelbaye"), [other.name])
        other.reload()
        other.community_member = None
        other.save()
        frappe.db.commit()
        self.assertEqual(self.names("Ngartelbaye"), [])

    def test_a_class_that_becomes_restricted_takes_its_cases_out(self) -> None:
        frappe.set_user("Administrator")
        open_class = frappe.get_doc("Case Sensitivity", "Non sensible")
        open_class.update({"hidden": 1, "handler_role": consts.PSEA})
        open_class.save()
        self.assertEqual(self.words_left(), [])
        frappe.db.rollback()

    def test_what_is_deleted_or_merged_is_found_no_more(self) -> None:
        frappe.set_user("Administrator")
        other = self.make("Community Member", full_name="Autre Personne")
        people = frappe.get_attr("cfm_app.cases.person_merge.merge")
        people(other.name, self.person)
        self.assertNotIn(self.person, self.words_left())
        frappe.db.commit()
        self.assertEqual(self.names("Ngartelbaye"), [self.case.name], "under the kept record")
        self.drop("Case", self.case.name)
        self.made.remove(("Case", self.case.name))
        frappe.db.commit()
        self.assertEqual(self.names(MARKER), [other.name], "the person without a case")
