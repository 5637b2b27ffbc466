"""Conversations and calls that the office reads name only people who are openly known."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import reclassify
from cfm_app.patches import named_writers as patch
from cfm_app.testing import CFMTestCase

ORDINARY, SECRET = "Quantité de la ration", "Exploitation ou abus sexuel"
FRAUD = "Fraude et corruption"
PHONE = "+23566009193"
FIELD = "community_member"


class TestNamedWriters(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        self.user(consts.FRAUD)
        values = {"doctype": "Community Member", "full_name": "Hawa Zakaria", "phone": PHONE}
        self.member = str(frappe.get_doc(values).insert().name)
        written = {"unique_key": "named", "contact_address": PHONE}
        self.writings = [
            self.made(consts.CONVERSATION, **written),
            self.made(consts.CALL, unique_key="named", number=PHONE, direction="In"),
        ]

    def made(self, doctype: str, **values: str) -> frappe.model.document.Document:
        doc = frappe.get_doc({"doctype": doctype, FIELD: self.member, **values})
        return doc.insert(ignore_permissions=True)

    def named(self) -> list[str | None]:
        return [frappe.db.get_value(doc.doctype, doc.name, FIELD) for doc in self.writings]

    def test_the_one_case_becomes_restricted(self) -> None:
        case = self.case(community_member=self.member, category=ORDINARY)
        reclassify.reclassify(case.name, FRAUD, "It is something else")
        self.assertEqual(self.named(), [None, None])

    def test_restricted_from_the_beginning(self) -> None:
        self.case(community_member=self.member, category=SECRET)
        self.assertEqual(self.named(), [None, None])

    def test_who_has_another_case_stays(self) -> None:
        self.case(community_member=self.member, category=ORDINARY)
        case = self.case(community_member=self.member, category=ORDINARY)
        reclassify.reclassify(case.name, FRAUD, "It is something else")
        self.assertEqual(self.named(), [self.member, self.member])

    def test_what_belongs_to_the_restricted_case_goes_on_naming_them(self) -> None:
        case = self.case(community_member=self.member, category=ORDINARY)
        for doc in self.writings:
            doc.append("cases", {"cfm_case": case.name})
            doc.save(ignore_permissions=True)
        reclassify.reclassify(case.name, FRAUD, "It is something else")
        self.assertEqual(self.named(), [self.member, self.member])

    def test_sites_that_kept_it(self) -> None:
        self.case(community_member=self.member, category=SECRET)
        for doc in self.writings:
            frappe.db.set_value(doc.doctype, doc.name, FIELD, self.member)
        patch.execute()
        self.assertEqual(self.named(), [None, None])
