"""An import tells nothing of restricted cases to somebody who neither recorded them nor reads them."""

import frappe

from cfm_app.base import consts
from cfm_app.exchange import case_import
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.testing import CFMTestCase

SECRET, CATEGORY = "Exploitation ou abus sexuel", "Quantité de la ration"
PHONE = "66 00 93 94"


def log(*rows: str) -> bytes:
    return "\n".join(("Ref;Type;Nom;Telephone;Description", *rows)).encode()


class TestImportSecrets(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        self.operator, self.manager = self.user(consts.OPERATOR), self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        values = {"doctype": "Community Member", "full_name": "Hawa", "phone": PHONE}
        self.person = frappe.get_doc(values).insert().name
        secret = {"category": SECRET, "source_id": "S-1", "description": "x"}
        self.secret = self.case(community_member=self.person, **secret).name
        frappe.set_user(self.manager)

    def counts(self, content: bytes, dry_run: bool) -> tuple[int, int, int]:
        result = case_import.run(content, "log.csv", dry_run=dry_run)
        return result.created, result.skipped, result.failed

    def test_a_number_of_a_restricted_case_is_as_new_as_any(self) -> None:
        content = log(f"S-1;{CATEGORY};;;Sac vide", f"S-2;{CATEGORY};;;Sac vide")
        for dry_run in (True, False):
            self.assertEqual(self.counts(content, dry_run), (2, 0, 0))
        self.assertTrue(frappe.db.exists("Case", {"source_id": "S-1"}))
        for dry_run in (True, False):
            self.assertEqual(self.counts(content, dry_run), (0, 2, 0))

    def test_a_phone_known_from_a_restricted_case_is_as_new_as_any(self) -> None:
        content = log(
            f"S-3;{CATEGORY};Quelqu'un;{PHONE};Sac vide",
            f"S-4;{CATEGORY};Quelqu'un;66 00 95 96;Sac vide",
        )
        for dry_run in (True, False):
            self.assertEqual(self.counts(content, dry_run), (2, 0, 0))
        made = frappe.get_doc("Case", {"source_id": "S-3"}).community_member
        self.assertNotEqual(made, self.person)
        person = frappe.get_doc("Community Member", made)
        self.assertNotIn(self.person, person.possible_duplicates or "")
        # Who is openly known is found.
        self.counts(log(f"S-5;{CATEGORY};Quelqu'un;{PHONE};Encore"), False)
        again = frappe.db.get_value("Case", {"source_id": "S-5"}, "community_member")
        self.assertEqual(again, made)

    def test_what_an_import_made_restricted_comes_in_once(self) -> None:
        content = log(f"S-6;{SECRET};Zara;66 00 97 98;Grave", f"S-7;{CATEGORY};;;Sac vide")
        self.assertEqual(self.counts(content, False), (2, 0, 0))
        for dry_run in (True, False):
            self.assertEqual(self.counts(content, dry_run), (0, 2, 0))

    def test_two_restricted_rows_of_one_phone_come_in(self) -> None:
        rows = (f"S-{number};{SECRET};Zara;66 00 97 98;Grave" for number in (8, 9))
        self.assertEqual(self.counts(log(*rows), True), (2, 0, 0))

    def test_whoever_reads_a_restricted_case_is_told_that_it_is_there(self) -> None:
        frappe.set_user("Administrator")
        self.assertEqual(self.counts(log(f"S-1;{CATEGORY};;;Sac vide"), True), (0, 1, 0))

    def test_a_column_that_names_cases_or_people_offers_those_that_are_seen(self) -> None:
        self.assertNotIn(self.secret, Vocabulary.of("Case").labels)
        self.assertNotIn(self.person, Vocabulary.of("Community Member").names.values())
        frappe.set_user("Administrator")
        self.assertIn(self.secret, Vocabulary.of("Case").labels)
