"""A site whose releases were counted with those of other patterns goes on with its numbers."""

import frappe
from frappe.model.naming import set_new_name
from frappe.utils import getdate

from cfm_app.patches import counter_of_releases
from cfm_app.testing import CFMTestCase

RELEASE = counter_of_releases.RELEASE


class TestCounterOfReleases(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("Series", {"name": ["like", "REL-%"]})
        frappe.db.delete(RELEASE)

    def stored(self, name: str) -> None:
        frappe.get_doc({"doctype": RELEASE, "name": name, "title": name}).db_insert()

    def made(self) -> str:
        doc = frappe.get_doc({"doctype": RELEASE, "title": "Semaine"})
        set_new_name(doc)
        return str(doc.name)

    def test_the_next_number_of_the_year_follows_the_last(self) -> None:
        year = getdate().year
        for name in (f"REL-{year}-0009", f"REL-{year}-10000", f"REL-{year - 1}-0042"):
            self.stored(name)
        counter_of_releases.execute()
        self.assertEqual(self.made(), f"REL-{year}-10001")

    def test_where_there_are_none_it_begins(self) -> None:
        counter_of_releases.execute()
        self.assertEqual(self.made(), f"REL-{getdate().year}-0001")
