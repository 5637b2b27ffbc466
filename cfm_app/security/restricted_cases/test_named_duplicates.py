"""A record names as possibly the same person only people who are openly known."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import person_merge, reclassify
from cfm_app.patches import named_duplicates as patch
from cfm_app.testing import CFMTestCase

CATEGORY, SECRET = "Quantité de la ration", "Exploitation ou abus sexuel"
FRAUD = "Fraude et corruption"
MEMBER, FIELD = "Community Member", "possible_duplicates"
PHONE = "66 00 91 92"


class TestNamedDuplicates(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        self.user(consts.FRAUD)

    def person(self) -> str:
        values = {"full_name": "Hawa Zakaria", "phone": PHONE}
        return str(frappe.get_doc({"doctype": MEMBER, **values}).insert().name)

    def told(self, member: str) -> list[str]:
        return (frappe.db.get_value(MEMBER, member, FIELD) or "").split()

    def history(self, member: str) -> str:
        changed = {"ref_doctype": MEMBER, "docname": member}
        written = {"reference_doctype": MEMBER, "reference_name": member}
        found = frappe.get_all("Version", changed, pluck="data")
        return "\n".join([*found, *frappe.get_all("Comment", written, pluck="content")])

    def recorded(self, **values: str) -> tuple[str, str]:
        """A person with a case, and the case."""
        member = self.person()
        return member, self.case(community_member=member, description="x", **values).name

    def test_restricted_from_the_beginning(self) -> None:
        secret = self.person()
        before = self.person()
        self.assertEqual(self.told(before), [secret])
        self.case(community_member=secret, category=SECRET, description="x")
        self.assertEqual((self.told(before), self.told(self.person())), ([], [before]))

    def test_restricted_later(self) -> None:
        secret, case = self.recorded(category=CATEGORY)
        doc = frappe.get_doc({"doctype": MEMBER, "full_name": "Moussa Idriss"}).insert()
        other = doc.name
        doc.update({"full_name": "Hawa Zacharia"}).save(ignore_version=False)
        self.assertIn(secret, self.told(other))
        self.assertIn(secret, self.history(other))
        reclassify.reclassify(case, FRAUD, "It is something else")
        self.assertNotIn(secret, self.told(other))
        self.assertNotIn(secret, self.history(other))

    def test_who_has_another_case_stays(self) -> None:
        known, case = self.recorded(category=CATEGORY)
        self.case(community_member=known, category=CATEGORY, description="y")
        other = self.person()
        reclassify.reclassify(case, FRAUD, "It is something else")
        self.assertEqual(self.told(other), [known])

    def test_the_last_open_case_goes(self) -> None:
        for change in (
            lambda case: frappe.delete_doc("Case", case, force=True),
            lambda case: frappe.get_doc("Case", case).update({"community_member": None}).save(),
        ):
            secret, case = self.recorded(category=CATEGORY)
            self.case(community_member=secret, category=SECRET, description="y")
            other = self.person()
            self.assertIn(secret, self.told(other))
            change(case)
            self.assertNotIn(secret, self.told(other))

    def test_a_class_becomes_restricted(self) -> None:
        secret, case = self.recorded(category=CATEGORY)
        other = self.person()
        name = frappe.db.get_value("Case", case, "sensitivity")
        doc = frappe.get_doc("Case Sensitivity", name)
        doc.update({"hidden": 1, "handler_role": consts.PSEA}).save()
        self.assertNotIn(secret, self.told(other))
        self.assertNotIn(secret, self.told(self.person()))

    def test_told_apart_and_restricted_later(self) -> None:
        secret, case = self.recorded(category=CATEGORY)
        other, _case = self.recorded(category=CATEGORY)
        person_merge.tell_apart(secret, other)
        self.assertIn(secret, self.history(other))
        reclassify.reclassify(case, FRAUD, "It is something else")
        self.assertNotIn(secret, self.history(other))

    def test_a_form_opened_before_brings_nobody_back(self) -> None:
        secret = self.person()
        other = frappe.get_doc(MEMBER, self.person())
        opened = other.as_dict()
        self.assertIn(secret, opened[FIELD])
        self.case(community_member=secret, category=SECRET, description="x")
        frappe.get_doc({**opened, "age_group": None}).save()
        self.assertEqual(self.told(other.name), [])
        # Whether a number is taken back would tell of whom it is.
        for name in (secret, self.person()):
            frappe.get_doc(MEMBER, other.name).update({FIELD: name}).save()
            self.assertEqual(self.told(other.name), [])

    def test_sites_that_kept_it(self) -> None:
        secret, _case = self.recorded(category=SECRET)
        known, _case = self.recorded(category=CATEGORY)
        other = self.person()
        frappe.db.set_value(MEMBER, other, FIELD, f"{secret}\n{known}")
        patch.execute()
        self.assertEqual(self.told(other), [known])
