"""Who refuses to be recorded; and what was not read is not agreed to."""

import frappe

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.cases import missing_evidence
from cfm_app.testing import READ, CFMTestCase

SAID = "Je suis la femme du chef"
REFUSES = {"purposes": [{"purpose": "Record", "decision": "Refused"}]}


class TestUnrecorded(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))

    def call(self, outcome: str = "register", **case: str) -> str:
        told = {"category": "Quantité de la ration", "description": SAID, "sex": "Female", **case}
        person = {"full_name": "Hawa", "phone": "66 55 44 33"}
        made = console.new_case(told, person, dict(REFUSES), outcome=outcome)
        self.assertIsNone(made["status_code"])
        return str(made["case"])

    def test_neither_words_nor_person_are_stored(self) -> None:
        case = frappe.get_doc("Case", self.call())
        self.assertFalse(case.description or case.sex or case.community_member)
        self.assertFalse(frappe.db.exists("Community Member", {"phone_key": ["like", "%66554433"]}))

    def test_nor_in_the_report_of_a_restricted_case(self) -> None:
        name = self.call(category="Exploitation ou abus sexuel")
        report = {"cfm_case": name, "description": ["is", "set"]}
        self.assertFalse(frappe.db.exists("Sensitive Report", report))

    def test_an_answer_may_be_given_all_the_same(self) -> None:
        name = self.call("close", information_given="Lundi au site")
        self.assertEqual(frappe.db.get_value("Case", name, "phase"), consts.PHASE_CLOSED)

    def test_nothing_is_referred(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.call("refer")

    def test_what_was_written_before_the_refusal_goes(self) -> None:
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Hawa"}).insert()
        case = self.case(description=SAID, community_member=person.name)
        case.description = f"{SAID}, dit-elle"
        case.save()
        self.consent(case.name, refused=("Record",))
        self.assertFalse(frappe.db.get_value("Case", case.name, "description"))
        self.assertFalse(frappe.db.get_value("Case", case.name, "community_member"))
        kept = {"ref_doctype": "Case", "docname": case.name, "data": ["like", f"%{SAID}%"]}
        self.assertFalse(frappe.db.exists("Version", kept))

    def test_nothing_goes_of_the_case_of_somebody_else(self) -> None:
        frappe.set_user(self.user(consts.PSEA))
        kept = self.case(category="Exploitation ou abus sexuel", description=SAID).name
        name = self.case(category="Exploitation ou abus sexuel", description=SAID).name
        frappe.db.set_value("Sensitive Report", {"cfm_case": kept}, "modified", "2099-01-01")
        self.consent(name, refused=("Record",))
        reports = frappe.get_all(
            "Sensitive Report", {"cfm_case": ["in", [kept, name]]}, ["cfm_case", "description"]
        )
        self.assertEqual(
            {row.cfm_case: bool(row.description) for row in reports}, {kept: True, name: False}
        )

    def test_nobody_destroys_what_another_wrote_down(self) -> None:
        name = self.case(description=SAID).name
        frappe.set_user(self.user(consts.OPERATOR, email="accused@test.cfm"))
        self.consent(name, refused=("Record",))
        self.assertEqual(frappe.db.get_value("Case", name, "description"), SAID)
        [(_subject, found, _advice)] = missing_evidence.findings()
        self.assertIn(name, found)

    def test_nor_what_the_person_had_agreed_to(self) -> None:
        name = self.case(description=SAID).name
        self.consent(name, "Record")
        self.consent(name, refused=("Record",))
        self.assertEqual(frappe.db.get_value("Case", name, "description"), SAID)

    def test_nor_what_was_written_long_ago(self) -> None:
        name = self.case(description=SAID).name
        frappe.db.set_value("Case", name, "creation", "2020-01-01 00:00:00", update_modified=False)
        self.consent(name, refused=("Record",))
        self.assertEqual(frappe.db.get_value("Case", name, "description"), SAID)

    def test_and_is_not_written_down_later(self) -> None:
        case = frappe.get_doc("Case", self.call())
        case.description = SAID
        with self.assertRaises(frappe.ValidationError):
            case.save()

    def test_old_cases_that_kept_words_are_found(self) -> None:
        name = self.call()
        frappe.db.set_value("Case", name, "description", SAID)
        [(_subject, found, advice)] = missing_evidence.findings()
        self.assertIn(name, found)
        self.assertTrue(advice)

    def test_no_call_is_promised(self) -> None:
        case = self.case(category="Quantité de la ration").name
        with self.assertRaises(frappe.ValidationError):
            self.consent(case, consts.CALL_BACK, refused=("Record",))


class TestReading(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        self.name = self.case(category="Quantité de la ration").name

    def decide(self, decision: str, **values: str) -> frappe.model.document.Document:
        rows = [{"purpose": consts.SHARE_INSIDE, "decision": decision}]
        doc = {"doctype": "Consent", "cfm_case": self.name, "purposes": rows, **values}
        return self.act(frappe.get_doc(doc).insert(), "Record Decision")

    def test_what_was_not_read_is_not_agreed_to(self) -> None:
        with self.assertRaises(frappe.MandatoryError):
            self.decide("Granted")
        self.assertEqual(self.decide("Refused").workflow_state, consts.CONSENT_DECIDED)

    def test_language_and_reader_are_kept(self) -> None:
        read = self.decide("Granted", statement=READ)
        self.assertEqual((read.language, read.read_by), ("fra", self.operator))
        read = self.decide("Granted", statement=READ, language="kbl")
        self.assertEqual(read.language, "fra")

    def test_who_agrees_in_writing_was_read_nothing(self) -> None:
        for method in ("Written", "Message"):
            given = self.decide("Granted", statement=READ, method=method)
            self.assertEqual((given.statement, given.read_by), (READ, None), method)

    def test_nobody_says_for_another_that_they_read_it_or_when_it_was_decided(self) -> None:
        other = self.user(consts.MANAGER)
        read = self.decide("Granted", statement=READ, read_by=other, decided_on="2020-01-01")
        self.assertEqual(read.read_by, self.operator)
        rows = [{"purpose": consts.CALL_BACK, "decision": "Granted", "decided_on": "2020-01-01"}]
        given = {"doctype": "Consent", "cfm_case": self.name, "statement": READ, "read_by": other}
        draft = frappe.get_doc({**given, "purposes": rows}).insert()
        self.assertEqual(draft.read_by, self.operator)
        draft.read_by, draft.purposes[0].decided_on = other, "2020-01-01"
        draft.save()
        done = self.act(draft, "Record Decision")
        self.assertEqual(done.read_by, self.operator)
        self.assertGreater(str(done.purposes[0].decided_on), "2026")
        done.purposes[0].decided_on = "2020-01-01"
        done.save()
        self.assertGreater(str(done.purposes[0].decided_on), "2026")

    def test_another_legal_basis_was_not_asked_for(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        why = {"legal_basis": "Vital interest", "basis_reason": "In danger of her life"}
        self.assertTrue(self.decide("Granted", **why).decided_on)
