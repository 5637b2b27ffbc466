"""What people's acts write, no program of a manager writes."""

import inspect

import frappe
from frappe.model.base_document import get_controller

from cfm_app.base import consts, doctype_access
from cfm_app.security.configuration.test_configuration_leaks import OWNER, TOLD
from cfm_app.testing import CFMTestCase

# They let a program do what whoever configures it may do by hand, or are decided by two people.
REFUSED = (frappe.ValidationError, frappe.PermissionError)
# What the office is set up with, and plans; none of it is evidence of what somebody did.
PLANNED = {
    *("CFM Channel Account", "CFM Training Session", "CFM Agreement"),
    *(consts.FIELD_DEVICE, consts.PAPER_PAD),
}
TRUST = ("flags.ignore_permissions", "refuse_others(", "WrittenByApp")
KNOWN_TRUSTING = {"Referral", "Sensitive Report", "CFM Focal Point"}


class TestWrittenByActs(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))

    def test_no_program_writes_what_acts_write(self) -> None:
        """It would be saved past every right, as whoever triggers it or as the scheduler."""
        for doctype in sorted(doctype_access.BY_ACTS):
            field = next(df for df in frappe.get_meta(doctype).fields if df.fieldtype != "Table")
            sets = {"set_property_after_alert": field.fieldname, "property_value": "x"}
            for doc in (
                {**TOLD, "document_type": doctype, "recipients": OWNER, **sets},
                {"doctype": "Auto Repeat", "reference_doctype": doctype, "frequency": "Daily"},
                {"doctype": "Workflow", "document_type": doctype, "workflow_name": "x"},
            ):
                if not frappe.db.exists("DocType", doc["doctype"]):
                    continue
                with (
                    self.subTest(f"{doc['doctype']} of {doctype}"),
                    self.assertRaises(frappe.ValidationError),
                ):
                    frappe.get_doc(doc).run_method("before_validate")

    def test_nobody_deletes_evidence(self) -> None:
        """Whatever right to delete a manager gives themselves."""
        for doctype in sorted(doctype_access.BY_ACTS - PLANNED):
            with self.subTest(doctype), self.assertRaises(REFUSED):
                frappe.new_doc(doctype).run_method("on_trash")

    def test_each_controller_that_trusts_programs_is_known(self) -> None:
        """Those that let a save past every right write what nobody types."""
        trusting = set()
        for doctype in frappe.get_all("DocType", {"module": "CFM App", "istable": 0}, pluck="name"):
            controller = get_controller(doctype)
            sources = (
                inspect.getsource(each)
                for each in controller.__mro__
                if each.__module__.startswith("cfm_app")
            )
            if any(sign in source for source in sources for sign in TRUST):
                trusting.add(doctype)
        self.assertEqual(trusting - doctype_access.BY_ACTS - KNOWN_TRUSTING, set())
        self.assertGreater(len(trusting), 6)
