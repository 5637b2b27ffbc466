"""Who writes about a case or attaches something to it may read it, and change it where that changes it."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.security.entitlement import casework_role
from cfm_app.security.restricted_cases import written_about
from cfm_app.testing import CFMTestCase

GRAVE = "Exploitation ou abus sexuel"


class TestWrittenAbout(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator, self.psea = self.user(consts.OPERATOR), self.user(consts.PSEA)
        self.reader, self.focal = self.user(consts.AAP), self.user(consts.FOCAL_POINT)
        frappe.set_user(self.operator)
        self.ordinary = self.case(category="Quantité de la ration").name
        self.grave = self.case(category=GRAVE).name

    def refused(self, user: str, doc: Any) -> bool:
        check = {
            "File": written_about.check_file,
            "Comment": written_about.check_comment,
            "ToDo": written_about.check_task,
        }[doc.doctype]
        frappe.set_user(user)
        try:
            check(doc)
        except frappe.PermissionError:
            return True
        return False

    def test_a_comment_is_for_who_reads_and_bears_their_name(self) -> None:
        for case, allowed in ((self.ordinary, self.operator), (self.grave, self.psea)):
            about = {"reference_doctype": "Case", "reference_name": case}
            given = {"comment_type": "Comment", "comment_email": "somebody@test.cfm"}
            doc = frappe.get_doc({"doctype": "Comment", **about, **given})
            self.assertTrue(self.refused(self.focal, doc))
            self.assertFalse(self.refused(allowed, doc))
            self.assertEqual(doc.comment_email, allowed)
        self.assertTrue(self.refused(self.operator, doc))

    def test_a_task_is_given_by_who_reads(self) -> None:
        about = {"reference_type": "Case", "reference_name": self.ordinary}
        doc = frappe.get_doc({"doctype": "ToDo", **about, "allocated_to": self.operator})
        self.assertTrue(self.refused(self.focal, doc))
        self.assertFalse(self.refused(self.operator, doc))

    def test_a_file_is_attached_by_who_writes(self) -> None:
        about = {"attached_to_doctype": "Case", "attached_to_name": self.ordinary}
        doc = frappe.get_doc({"doctype": "File", "file_name": "x.txt", "is_private": 1, **about})
        self.assertTrue(frappe.has_permission("Case", "read", doc=self.ordinary, user=self.reader))
        self.assertTrue(self.refused(self.reader, doc))
        self.assertFalse(self.refused(self.operator, doc))

    def test_who_works_on_cases(self) -> None:
        for role in (consts.OPERATOR, consts.MANAGER, consts.PSEA):
            self.assertTrue(casework_role.works_on_cases(["Guest", role]), role)
        for role in (consts.FOCAL_POINT, consts.ANALYST, "System Manager"):
            self.assertFalse(casework_role.works_on_cases([role]), role)
