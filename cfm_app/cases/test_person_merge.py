"""Two records of one person become one; two persons stay two."""

import frappe

from cfm_app.base import consts, references
from cfm_app.cases import person_merge
from cfm_app.cases.test_loop import TEXT, LoopTestCase
from cfm_app.web.pages import same_person


class TestPeople(LoopTestCase):
    def test_merging_moves_cases_and_fills_gaps(self) -> None:
        keep = self.person(full_name="Hawa Abakar", phone="66 00 11 22")
        drop = self.person(full_name="Haoua Abakar", phone="+235 99 00 11 22", language="shu")
        case = self.case(description=TEXT, community_member=drop.name)
        kept = person_merge.merge(keep.name, drop.name)
        self.assertEqual((kept.second_phone, kept.language), ("+235 99 00 11 22", "shu"))
        self.assertEqual(kept.other_names, "Haoua Abakar")
        self.assertEqual(frappe.db.get_value("Case", case.name, "community_member"), keep.name)
        self.assertEqual(
            frappe.db.get_value("Community Member", drop.name, "merged_into"), keep.name
        )
        found = frappe.get_attr("cfm_app.security.persons.identity.find_by_phone")("99001122")
        self.assertEqual(found, [keep.name])
        with self.assertRaises(frappe.ValidationError):
            person_merge.merge(keep.name, drop.name)

    def test_merging_moves_whatever_names_the_person(self) -> None:
        """Every field that leads to a person is found in the metadata: nobody lists them."""
        keep, drop = (self.person(full_name=name).name for name in ("Hawa Abakar", "Haoua Abakar"))
        links = list(references.linking("Community Member"))
        names = list(references.naming())
        self.assertIn(("CFM Person Request", "community_member"), links)
        planted = [(table, {field: drop}) for table, field in links]
        planted += [(table, {kind: "Community Member", name: drop}) for table, kind, name in names]
        rows = []
        for table, values in planted:
            row = frappe.get_doc(
                {"doctype": table, "name": frappe.generate_hash(length=10), **values}
            )
            row.db_insert()
            rows.append((table, row.name, [*values][-1]))
        frappe.set_user(self.operator)
        person_merge.merge(keep, drop)
        for table, row, field in rows:
            self.assertEqual(frappe.db.get_value(table, row, field), keep, (table, field))

    def test_who_is_known_from_a_restricted_case_alone_is_not_merged(self) -> None:
        known = self.person(full_name="Hawa Abakar")
        psea = self.user(consts.PSEA, email="merging@test.cfm")
        frappe.set_user("Administrator")
        secret = self.person(full_name="Hawa Secret", phone="66 00 99 88")
        case = self.case(
            category="Exploitation ou abus sexuel", community_member=secret.name, description="x"
        )
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        if psea not in [row.user for row in report.handlers]:
            report.append("handlers", {"user": psea})
            report.save()
        frappe.set_user(psea)
        for keep, drop in ((known.name, secret.name), (secret.name, known.name)):
            with self.assertRaises(frappe.ValidationError):
                person_merge.merge(keep, drop)
        known.reload()
        self.assertFalse(known.phone or known.other_names)

    def test_two_people_are_told_apart(self) -> None:
        one = self.person(full_name="Hawa Abakar", phone="66 00 11 22")
        other = self.person(full_name="Haoua Abakar", phone="66 00 11 22")
        self.assertIn(one.name, other.possible_duplicates.split())
        names = [set(pair["names"]) for pair in same_person.pairs()]
        self.assertIn({one.name, other.name}, names)
        person_merge.tell_apart(one.name, other.name)
        names = [set(pair["names"]) for pair in same_person.pairs()]
        self.assertNotIn({one.name, other.name}, names)

    def test_no_pair_names_who_is_known_from_a_restricted_case_alone(self) -> None:
        secret = self.person(full_name="Hawa Secret", phone="66 00 99 88")
        known = self.person(full_name="Hawa Secret", phone="66 00 99 88")
        self.assertIn(secret.name, known.possible_duplicates.split())
        self.case(
            category="Exploitation ou abus sexuel", community_member=secret.name, description="x"
        )
        for user in ("Administrator", self.user(consts.PSEA)):
            frappe.set_user(user)
            self.assertFalse([p for p in same_person.pairs() if secret.name in p["names"]])
