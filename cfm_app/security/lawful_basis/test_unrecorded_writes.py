"""What is still written of a case whose person refused to be recorded: only what closing it needs."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.cases import close, resolve
from cfm_app.security.lawful_basis import unrecorded_writes
from cfm_app.testing import CFMTestCase

SAID = "Je suis la femme du chef"
CATEGORY = "Quantité de la ration"


def assign(given: dict[str, Any]) -> None:
    frappe.get_attr("frappe.desk.form.assign_to.add")(given)


def referring(doctype: str, case: str) -> Iterator[Any]:
    """New documents of a DocType that refer to a case, by each of their fields that may."""
    meta = frappe.get_meta(doctype)
    for values in naming(meta, case):
        yield frappe.get_doc({"doctype": doctype, **values})
    for table in meta.get_table_fields():
        for values in naming(frappe.get_meta(table.options), case):
            yield frappe.get_doc({"doctype": doctype, table.fieldname: [values]})


def naming(meta: Any, case: str) -> Iterator[dict[str, str]]:
    for kind, name in pairs_of(meta):
        yield {kind: "Case", name: case}
    for df in meta.get_link_fields():
        if df.options == "Case":
            yield {df.fieldname: case}


def write_into(doc: Any) -> bool:
    """Write into every field that takes words; whether there is one."""
    fields = [df.fieldname for df in doc.meta.fields if unrecorded_writes.takes_words(df)]
    fields = [name for name in fields if not doc.get(name)]
    doc.update(dict.fromkeys(fields, SAID))
    if doc.doctype == "Comment":
        doc.comment_type = "Comment"
    if doc.doctype == "Communication":
        doc.update({"communication_type": "Communication", "sent_or_received": "Sent"})
    return bool(fields)


def pairs_of(meta: Any) -> list[tuple[str, str]]:
    """The fields that say which document is meant."""
    dynamic = [(df.options, df.fieldname) for df in meta.get_dynamic_link_fields()]
    return [
        *dynamic,
        *([doctype_access.CARRIERS[meta.name]] if meta.name in doctype_access.CARRIERS else []),
    ]


class TestKeepOut(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))
        self.name = self.case(category=CATEGORY).name

    def refuse(self) -> Any:
        self.consent(self.name, refused=(consts.RECORD,))
        case = self.act(frappe.get_doc("Case", self.name), "Register")
        return self.act(case, "Start Work")

    def refused(self, case: Any) -> None:
        with self.assertRaises(frappe.ValidationError):
            case.save()
        case.reload()

    def test_no_field_takes_words(self) -> None:
        case = self.refuse()
        words = ("resolution", "source_id", "information_given", "response_given", "place_details")
        for field in (*words, "satisfaction_comment", "description"):
            case.set(field, SAID)
            self.refused(case)

    def test_nor_does_a_table(self) -> None:
        case = self.refuse()
        case.append("follow_ups", {"action": SAID})
        self.refused(case)
        case.append("extensions", {"hours": 5, "reason": SAID})
        self.refused(case)
        case.sop_steps[0].note = SAID
        self.refused(case)

    def test_nor_does_what_hangs_on_it(self) -> None:
        case = self.refuse()
        with self.assertRaises(frappe.ValidationError):
            case.add_comment("Comment", SAID)
        with self.assertRaises(frappe.ValidationError):
            self.attach("Case", self.name)

    def test_nor_does_a_task(self) -> None:
        case = self.refuse()
        for kind, name in (("Case", case.name), ("Consent", self.consent_of(case.name))):
            with self.assertRaises(frappe.ValidationError) as refusal:
                self.task(kind, name)
            self.assertIn("does not want to be recorded", str(refusal.exception))
        with self.assertRaises(frappe.ValidationError):
            assign({"doctype": "Case", "name": case.name, "description": SAID, **self.to_me()})
        # Who is to close it is named all the same.
        assign({"doctype": "Case", "name": case.name, **self.to_me()})
        task = frappe.get_doc("ToDo", {"reference_name": case.name})
        task.description = SAID
        self.refused(task)
        task.status = "Closed"
        task.save()

    def test_a_task_of_before_is_closed_and_not_moved_here(self) -> None:
        task, other = self.task("Case", self.name), self.task("Case", self.case().name)
        self.refuse()
        task.status = "Closed"
        task.save()
        other.reference_name = self.name
        self.refused(other)
        with self.assertRaises(frappe.ValidationError):
            self.attach("ToDo", task.name)

    def test_a_task_of_a_rule_says_nothing_of_the_case(self) -> None:
        case = self.refuse()
        frappe.set_user("Administrator")
        rule = frappe.get_doc(
            {"doctype": "Assignment Rule", "document_type": "Case", "name": "Rule"}
        )
        rule.db_insert()
        task = self.task("Case", case.name, assignment_rule=rule.name)
        self.assertEqual(task.description, f"Assignment for Case {case.name}")

    def test_nor_does_a_tag(self) -> None:
        case = self.refuse()
        with self.assertRaises(frappe.ValidationError):
            frappe.get_attr("frappe.desk.doctype.tag.tag.add_tag")(
                "femme du chef", "Case", case.name
            )

    def test_nor_does_whatever_refers_to_it(self) -> None:
        """Every DocType with a field that may name a case, those of tables included."""
        case = self.refuse()
        found = []
        for doctype in frappe.get_all("DocType", {"istable": 0, "is_virtual": 0}, pluck="name"):
            if doctype in (*doctype_access.PROTECTED, *unrecorded_writes.NOT_BY_USERS):
                continue
            for doc in referring(doctype, case.name):
                if write_into(doc):
                    found.append(doctype)
                    with self.assertRaises(frappe.ValidationError, msg=doctype):
                        unrecorded_writes.check_attached(doc)
        self.assertTrue({"ToDo", "Comment", "Communication", "File", "Tag Link"} <= {*found}, found)

    def test_nor_does_what_an_office_makes_itself(self) -> None:
        case = self.refuse()
        of_case = {"fieldname": "of_case", "fieldtype": "Link", "options": "Case", "label": "Case"}
        field = {"doctype": "Custom Field", "name": "ToDo-of_case", "dt": "ToDo", **of_case}
        # Without its column: a database that commits with each column would keep what the test made.
        frappe.get_doc(field).db_insert()
        frappe.clear_cache(doctype="ToDo")
        self.addCleanup(frappe.clear_cache, doctype="ToDo")
        with self.assertRaises(frappe.ValidationError):
            self.task(None, None, of_case=case.name)

    def test_nobody_learns_by_it_of_a_case_that_is_closed_to_them(self) -> None:
        name = self.case(category="Exploitation ou abus sexuel").name
        frappe.set_user("Administrator")
        self.consent(name, refused=(consts.RECORD,))
        frappe.set_user(self.user(consts.FRAUD))
        with self.assertRaises(frappe.PermissionError) as refusal:
            self.task("Case", name)
        self.assertNotIn("recorded", str(refusal.exception))

    def test_nor_by_a_task_of_such_a_case(self) -> None:
        name = self.case(category="Exploitation ou abus sexuel").name
        frappe.set_user("Administrator")
        task = self.task("Case", name)
        self.consent(name, refused=(consts.RECORD,))
        frappe.set_user(self.user(consts.FRAUD))
        about = {"reference_doctype": "ToDo", "reference_name": task.name}
        comment = {"doctype": "Comment", "comment_type": "Comment", "content": SAID, **about}
        with self.assertRaises(frappe.PermissionError) as refusal:
            unrecorded_writes.check_attached(frappe.get_doc(comment))
        self.assertNotIn("recorded", str(refusal.exception))

    def test_nor_the_report_of_a_restricted_case(self) -> None:
        self.name = self.case(category="Exploitation ou abus sexuel").name
        frappe.set_user("Administrator")
        self.consent(self.name, refused=(consts.RECORD,))
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        report.immediate_needs = SAID
        self.refused(report)
        with self.assertRaises(frappe.ValidationError):
            report.add_comment("Comment", SAID)

    def test_it_is_closed_without_words(self) -> None:
        case = self.refuse()
        for row in case.sop_steps:
            row.done = 1
        case.save()
        self.assertEqual(resolve.resolve(self.name).phase, consts.PHASE_RESOLVED)
        self.assertEqual(close.close(self.name).phase, consts.PHASE_CLOSED)

    def test_its_referrals_stay_where_they_are(self) -> None:
        focal = self.user(consts.FOCAL_POINT)
        self.consent(self.name, consts.RECORD, consts.SHARE_INSIDE)
        given = {"cfm_case": self.name, "focal_point": focal, "shared_summary": "x", "reason": "x"}
        referral = frappe.get_doc({"doctype": "Referral", **given}).insert()
        self.consent(self.name, refused=(consts.RECORD,))
        referral.reload()
        stored = referral.as_dict()
        referral.reason = f"{SAID} encore"
        with patch.object(referral, "get_doc_before_save", return_value=stored):
            with self.assertRaises(frappe.ValidationError):
                unrecorded_writes.check_referral(referral)
            referral.override_basis = "Legal obligation"
            unrecorded_writes.check_referral(referral)

    def test_another_consent_opens_it_again(self) -> None:
        case = self.refuse()
        self.consent(self.name, consts.RECORD)
        case.reload()
        case.resolution = SAID
        case.save()
        self.assertTrue(case.add_comment("Comment", SAID))

    def test_what_was_attached_in_the_call_goes(self) -> None:
        self.attach("Case", self.name)
        self.refuse()
        left = {"attached_to_doctype": "Case", "attached_to_name": self.name}
        self.assertFalse(frappe.db.exists("File", left))
        told = {"reference_name": self.name, "content": ["like", "%femme-du-chef%"]}
        self.assertFalse(frappe.db.exists("Comment", told))

    def test_what_was_attached_with_consent_stays(self) -> None:
        self.attach("Case", self.name)
        self.consent(self.name, consts.RECORD)
        self.refuse()
        left = {"attached_to_doctype": "Case", "attached_to_name": self.name}
        self.assertTrue(frappe.db.exists("File", left))

    def task(self, kind: str | None, name: str | None, **values: Any) -> Any:
        about = {"reference_type": kind, "reference_name": name, "description": SAID, **values}
        about.setdefault("allocated_to", frappe.session.user)
        return frappe.get_doc({"doctype": "ToDo", **about}).insert()

    def to_me(self) -> dict[str, Any]:
        return {"assign_to": [frappe.session.user]}

    def consent_of(self, case: str) -> str:
        return str(frappe.db.get_value("Consent", {"cfm_case": case}))

    def attach(self, doctype: str, name: str) -> Any:
        file = {"file_name": "femme-du-chef.txt", "content": SAID, "is_private": 1}
        where = {"attached_to_doctype": doctype, "attached_to_name": name}
        return frappe.get_doc({"doctype": "File", **file, **where}).insert()
