"""Rows are written with their document alone: no door leads around its rules."""

import frappe

from cfm_app.api import extensions
from cfm_app.base import consts
from cfm_app.procedures.sop.extensions import PENDING
from cfm_app.security.gates import child_rows
from cfm_app.testing import CFMTestCase

REFUSALS = (frappe.ValidationError, frappe.PermissionError)


class TestRows(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        self.name = self.case(category="Quantité de la ration").name
        self.refused = self.consent(self.name, refused=(consts.SHARE_INSIDE,))

    def decision(self) -> str:
        row = self.refused.purposes[0].name
        return frappe.db.get_value("Consent Purpose", row, "decision")

    def test_a_purpose_of_a_decided_consent_is_not_changed_alone(self) -> None:
        row = frappe.get_doc("Consent Purpose", self.refused.purposes[0].name)
        row.decision = "Granted"
        with self.assertRaises(REFUSALS):
            row.save()
        self.assertEqual(self.decision(), "Refused")

    def test_a_purpose_of_a_decided_consent_is_not_deleted_alone(self) -> None:
        with self.assertRaises(REFUSALS):
            frappe.delete_doc("Consent Purpose", self.refused.purposes[0].name)
        self.assertEqual(self.decision(), "Refused")

    def test_no_purpose_is_added_to_a_decided_consent(self) -> None:
        place = {"parent": self.refused.name, "parenttype": "Consent", "parentfield": "purposes"}
        with self.assertRaises(REFUSALS):
            frappe.get_doc(
                doctype="Consent Purpose",
                purpose=consts.SHARE_INSIDE,
                decision="Granted",
                **place,
            ).insert()
        self.assertEqual(frappe.db.count("Consent Purpose", {"parent": self.refused.name}), 1)

    def test_nobody_approves_their_own_extension_by_its_row(self) -> None:
        self.act(frappe.get_doc("Case", self.name), "Register")
        request = extensions.ask(self.name, 24, "The site cannot be reached before Monday")
        changed = {"decision": "Approved", "decided_by": "somebody@test.cfm"}
        row = frappe.get_doc("CFM Case Extension", request["request"])
        row.update(changed)
        with self.assertRaises(REFUSALS):
            row.save()
        case = frappe.get_doc("Case", self.name)
        case.extensions[0].update(changed)
        with self.assertRaises(REFUSALS):
            case.save()
        stored = frappe.db.get_value("CFM Case Extension", request["request"], "decision")
        self.assertEqual(stored, PENDING)

    def test_a_refusal_tells_nobody_where_a_row_belongs(self) -> None:
        case = self.case(category="Exploitation ou abus sexuel").name
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case})
        row = frappe.db.get_value("CFM Case Handler", {"parent": report}) or ""
        frappe.set_user(self.user(consts.MANAGER))
        place = {"parent": report, "parenttype": "Sensitive Report", "parentfield": "handlers"}
        doc = frappe.get_doc({"doctype": "CFM Case Handler", "name": row, **place})
        with self.assertRaises(frappe.DoesNotExistError) as refused:
            child_rows.refuse_alone(doc)
        self.assertNotIn(report, str(refused.exception))

    def test_a_document_takes_no_row_of_another(self) -> None:
        other = frappe.get_doc("Case", self.case(category="Quantité de la ration").name)
        other.append("follow_ups", {"action": "theirs"})
        other.save()
        theirs = other.follow_ups[0].name
        mine = frappe.get_doc("Case", self.name)
        mine.append("follow_ups", {"name": theirs, "action": "taken"})
        with self.assertRaises(REFUSALS):
            mine.save()
        stored = frappe.db.get_value("Case Follow Up", theirs, ["parent", "action"])
        self.assertEqual(stored, (other.name, "theirs"))

    def test_rows_of_the_installation_are_closed_too(self) -> None:
        """Frappe lets whoever may save a workspace of their own write the rows of all."""
        frappe.set_user("Administrator")
        space = frappe.get_doc("Workspace", "CFM")
        before = [(row.name, row.label) for row in space.links]
        self.assertTrue(before)
        frappe.set_user(self.operator)
        row = frappe.get_doc("Workspace Link", before[0][0])
        row.label = "attacked"
        with self.assertRaises(REFUSALS):
            row.save()
        with self.assertRaises(REFUSALS):
            frappe.delete_doc("Workspace Link", before[0][0])
        space.reload()
        self.assertEqual([(row.name, row.label) for row in space.links], before)

    def test_every_table_of_the_app_is_closed_to_rows_alone(self) -> None:
        """Whatever tables there are: a row of each, aimed at a document that the user may write."""
        tables = frappe.get_all(
            "DocType",
            filters={"istable": 1, "module": "CFM App"},
            pluck="name",
            order_by="name asc",
        )
        self.assertGreater(len(tables), 10)
        for doctype in tables:
            row = frappe.get_doc(
                doctype=doctype, parent=self.name, parenttype="Case", parentfield="follow_ups"
            )
            if doctype == "Case Follow Up":
                continue
            with self.assertRaises((*REFUSALS, AttributeError), msg=doctype):
                row.insert()

    def test_rows_that_belong_to_no_document_are_nobodys(self) -> None:
        """The framework keeps defaults of the system as rows of a parent that is no DocType."""
        frappe.set_user("Administrator")
        frappe.db.set_default("cfm_test_default", "kept")
        self.assertEqual(frappe.db.get_default("cfm_test_default"), "kept")
