"""Tables that the app's code writes alone: nobody writes them by hand, not even the Administrator."""

import frappe

from cfm_app.base import doctype_access
from cfm_app.security.access_rule.internal_record import InternalRecord
from cfm_app.testing import CFMTestCase


class TestInternalRecords(CFMTestCase):
    def test_nobody_saves_deletes_or_renames_one(self) -> None:
        frappe.set_user("Administrator")
        tables = [each for each in doctype_access.INTERNAL if frappe.db.exists("DocType", each)]
        tables = [each for each in tables if isinstance(frappe.new_doc(each), InternalRecord)]
        self.assertGreater(len(tables), 5)
        self.plant_others(*tables)
        for (doctype, name), _values in list(self._others.items()):
            doc = frappe.get_doc(doctype, name)
            doc.flags.ignore_links = doc.flags.ignore_mandatory = True
            for written in (doc.save, doc.delete, lambda doc=doc: doc.rename("by hand")):
                with self.subTest(doctype=doctype), self.assertRaises(frappe.PermissionError):
                    written()
