"""Kinds of records that an office makes: what they are made of, who may, and that they follow their cases."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe import client

from cfm_app.base import consts
from cfm_app.procedures.setup import record_types
from cfm_app.procedures.setup.record_type_fields import fieldname_of, plain_name
from cfm_app.security.access_rule import access, carriers, missing_documents, own_types
from cfm_app.security.configuration import app_doctypes
from cfm_app.security.gates import child_rows, method_overrides
from cfm_app.security.restricted_cases import classes
from cfm_app.testing import CFMTestCase, CommittedTestCase, request_of

NAME, TABLE = "Enquete de sortie", "Enquete de sortie Articles recus"
RESTRICTED = "Exploitation ou abus sexuel"
ORDINARY = "Quantité de la ration"
ASKED: dict[str, Any] = {
    "label": "Enquête de sortie",
    "about_case": 1,
    "own_role": "Enquêteurs",
    "rights": {consts.OPERATOR: "write", consts.ANALYST: "see"},
    "fields": [
        {"label": "Site", "kind": "text", "required": 1, "listed": 1},
        {"label": "Order", "kind": "number"},
        {"label": "Satisfaction", "kind": "choice", "choices": "Bonne; moyenne; mauvaise"},
        {"label": "Programme", "kind": "link", "target": "CFM Programme"},
        {
            "label": "Articles reçus",
            "kind": "table",
            "columns": [{"label": "Article"}, {"label": "Quantité", "kind": "amount"}],
        },
    ],
}


class TestRecordTypes(CommittedTestCase):
    def setUp(self) -> None:
        super().setUp()
        # On a bench a table is made by a commit.
        self.watch("Case", "Referral")
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        self.analyst = self.user(consts.ANALYST)
        # On a bench a table that was made stays.
        self.addCleanup(self.drop)

    def drop(self) -> None:
        frappe.set_user("Administrator")
        for name in (NAME, TABLE, f"{TABLE} 2"):
            frappe.delete_doc("DocType", name, force=True, ignore_missing=True)
            if frappe.db.table_exists(name, cached=False):
                frappe.db.sql_ddl(f"drop table `tab{name}`")
        frappe.db.delete("Translation", {"source_text": ["in", (NAME, TABLE)]})
        frappe.delete_doc("Role", "Enquêteurs", force=True, ignore_missing=True)
        frappe.db.commit()

    def make(self, **changed: Any) -> str:
        frappe.set_user(self.manager)
        return record_types.create({**ASKED, **changed})

    def test_a_kind_of_record_is_made_of_what_was_written(self) -> None:
        self.assertEqual(self.make(), NAME)
        meta = frappe.get_meta(NAME)
        self.assertEqual((meta.custom, meta.title_field), (1, "site"))
        fields = {each.label: each for each in meta.fields}
        self.assertEqual(fields["Case"].fieldname, own_types.FIELD)
        self.assertEqual(fields["Order"].fieldname, "field_order_2")
        self.assertEqual(fields["Satisfaction"].options, "\nBonne\nmoyenne\nmauvaise")
        self.assertEqual(fields["Articles reçus"].options, TABLE)
        self.assertEqual(
            [each.label for each in frappe.get_meta(TABLE).fields], ["Article", "Quantité"]
        )
        self.assertEqual(frappe._(NAME, "fr"), ASKED["label"])
        frappe.set_user(self.operator)
        doc = frappe.get_doc({"doctype": NAME, "site": "Mao", TABLE: []})
        doc.append(fields["Articles reçus"].fieldname, {"article": "Riz", "quantite": 2.5})
        self.assertTrue(doc.insert().name.startswith("EDS-"))
        frappe.set_user(self.analyst)
        self.assertEqual(frappe.get_list(NAME, pluck="site"), ["Mao"])
        self.assertFalse(frappe.has_permission(NAME, "write"))

    def test_only_who_sets_the_office_up_makes_one(self) -> None:
        for user in (self.operator, self.analyst):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                record_types.create(ASKED)
        frappe.set_user(self.manager)
        self.assertFalse(frappe.has_permission("DocType", "create"))

    def test_what_is_missing_is_said_and_nothing_made(self) -> None:
        faulty: tuple[dict[str, Any], ...] = (
            {"label": ""},
            {"fields": []},
            {"fields": [{"label": ""}]},
            {"fields": [{"label": "X", "kind": "choice", "choices": "one"}]},
            {"fields": [{"label": "X", "kind": "link", "target": "Case"}]},
            {"fields": [{"label": "X", "kind": "link", "target": "User"}]},
            {"fields": [{"label": "X", "kind": "table", "columns": []}]},
            {"fields": [{"label": "X", "kind": "HTML"}]},
            {"label": "Cas", "fields": ASKED["fields"], "own_role": "CFM Operator"},
            {"label": "case"},
            {"rights": {"System Manager": "all"}},
            {"rights": ["all"]},
            {"rights": {consts.OPERATOR: "everything"}},
        )
        for changed in faulty:
            with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
                self.make(**changed)
        frappe.set_user("Administrator")
        self.assertFalse(frappe.db.exists("DocType", NAME))

    def test_records_about_a_case_follow_it(self) -> None:
        self.make()
        self.assertTrue(own_types.is_of_case(NAME) and app_doctypes.is_closed_to_programs(NAME))
        frappe.set_user(self.operator)
        case = self.case(category=ORDINARY).name
        values = {"doctype": NAME, "site": "Mao", "cfm_case": case}
        rows = frappe.get_meta(NAME).get_table_fields()[0].fieldname
        record = frappe.get_doc({**values, rows: [{"article": "Riz"}]}).insert()
        record.add_comment("Comment", "Vu à Mao")
        self.assertEqual(frappe.get_list(NAME, pluck="name"), [record.name])
        doc = frappe.get_doc("Case", case)
        doc.category, doc.sensitivity = RESTRICTED, None
        doc.save()
        for user in (self.operator, self.analyst, self.manager):
            frappe.set_user(user)
            self.assertEqual(frappe.get_list(NAME, pluck="name"), [])
            self.assertEqual(frappe.get_list(TABLE, pluck="name", parent_doctype=NAME), [])
            told = carriers.carrier_condition("Comment", user)
            said = f"select name from `tabComment` where reference_doctype = %s and {told}"
            self.assertEqual(frappe.db.sql(said, (NAME,)), ())
            self.assertFalse(frappe.has_permission(NAME, "read", doc=record.name))
            self.assertFalse(access.may_see(NAME, record.name))

    def record(self) -> tuple[Any, Any]:
        """A record about an ordinary case of the operator, with a row, and the case."""
        self.make()
        frappe.set_user(self.operator)
        case = self.case(category=ORDINARY)
        values = {"doctype": NAME, "site": "Mao", "cfm_case": case.name}
        rows = frappe.get_meta(NAME).get_table_fields()[0].fieldname
        return frappe.get_doc({**values, rows: [{"article": "Riz"}]}).insert(), case

    def restrict(self, case: Any) -> None:
        doc = frappe.get_doc("Case", case.name)
        doc.category, doc.sensitivity = RESTRICTED, None
        doc.save()

    def test_a_closed_record_is_answered_as_none(self) -> None:
        """By whatever method of the framework, and whichever of its words is guessed."""
        record, case = self.record()
        row = record.get_all_children()[0].name
        self.restrict(case)
        missing_documents.guard()
        for user in (self.operator, self.analyst, self.manager):
            frappe.set_user(user)
            for filters in ({"site": ["like", "Mao%"]}, {"site": ["like", "Bol%"]}):
                with self.assertRaisesRegex(frappe.DoesNotExistError, "Nothing fits"):
                    method_overrides.get(NAME, filters=filters)
            for doctype, name in ((TABLE, row), (TABLE, "none"), (NAME, record.name)):
                earlier = getattr(frappe.local, "request", None)
                frappe.local.request = request_of("/api/method/frappe.client.get", "POST")
                given = frappe._dict(doctype=doctype, name=name)
                try:
                    with (
                        patch.object(frappe.local, "form_dict", given),
                        self.assertRaisesRegex(frappe.DoesNotExistError, "was not found"),
                    ):
                        client.get(doctype, name, parent=NAME)
                finally:
                    frappe.local.request = earlier
            alone = frappe.get_doc(TABLE, row)
            with self.assertRaises(frappe.DoesNotExistError):
                child_rows.refuse_alone(alone)

    def test_no_draft_is_looked_at_that_names_a_closed_record(self) -> None:
        """The framework fills such a draft in, as the preview of a webhook, before it asks who may read."""
        record, case = self.record()
        self.restrict(case)
        missing_documents.guard()
        drafts = (
            {"doctype": "Webhook", "webhook_doctype": NAME, "preview_document": record.name},
            {"doctype": "Activity Log", "link_doctype": NAME, "link_name": record.name},
        )
        for draft in drafts:
            meta = frappe.get_meta(draft["doctype"])
            if not all(meta.has_field(name) for name in draft if name != "doctype"):
                continue
            given = {"docs": frappe.as_json({**draft, "__islocal": 1}), "method": "preview"}
            frappe.set_user(self.manager)
            earlier = getattr(frappe.local, "request", None)
            frappe.local.request = request_of("/api/method/run_doc_method", "POST")
            try:
                with (
                    patch.object(frappe.local, "form_dict", frappe._dict(given)),
                    self.assertRaises(frappe.DoesNotExistError, msg=draft["doctype"]),
                ):
                    frappe.get_doc(NAME, record.name)
            finally:
                frappe.local.request = earlier

    def test_a_rule_gives_a_record_only_to_who_sees_it(self) -> None:
        record, case = self.record()
        self.restrict(case)
        frappe.set_user("Administrator")
        days = [{"day": each} for each in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")]
        rule = frappe.get_doc(
            {
                "doctype": "Assignment Rule",
                "name": "Every record",
                "document_type": NAME,
                "description": "x",
                "assign_condition": "name",
                "rule": "Round Robin",
                "users": [{"user": self.analyst}],
                "assignment_days": [*days, {"day": "Saturday"}, {"day": "Sunday"}],
            }
        ).insert()
        self.assertIsNone(rule.get_user(record.as_dict()))
        rule.apply_assign(record.as_dict())
        tasks = {"reference_type": NAME, "reference_name": record.name}
        self.assertEqual(frappe.get_all("ToDo", filters=tasks), [])

    def test_nothing_that_hangs_on_a_record_opens_it(self) -> None:
        record, case = self.record()
        place = {"doctype": NAME, "name": record.name}
        frappe.set_user("Administrator")
        share = {"doctype": "DocShare", "share_doctype": NAME, "share_name": record.name}
        with self.assertRaisesRegex(frappe.PermissionError, "cannot be shared"):
            frappe.get_doc({**share, "user": self.analyst, "read": 1}).insert()
        frappe.set_user(self.operator)
        file = {"doctype": "File", "file_name": "a.txt", "content": "x", "is_private": 0}
        on = {"attached_to_doctype": NAME, "attached_to_name": record.name}
        with self.assertRaisesRegex(frappe.ValidationError, "has to be private"):
            frappe.get_doc({**file, **on}).insert()
        said = {"reference_doctype": NAME, "reference_name": record.name, "comment_type": "Comment"}
        comment = {"doctype": "Comment", **said, "content": "x", "comment_email": self.manager}
        self.assertEqual(
            frappe.get_doc(comment).insert(ignore_permissions=True).comment_email, self.operator
        )
        self.restrict(case)
        frappe.set_user("Administrator")
        self.assertTrue(classes.is_restricted(*place.values()))
        frappe.get_doc({"doctype": "Tag", "name": "x"}).insert()
        tag = {"doctype": "Tag Link", "document_type": NAME, "document_name": record.name}
        with self.assertRaisesRegex(frappe.ValidationError, "Tags are shown"):
            frappe.get_doc({**tag, "tag": "x"}).insert()
        alone = frappe.get_doc({"doctype": NAME, "site": "Bol"}).insert()
        self.assertFalse(classes.is_restricted(NAME, alone.name))

    def test_numbers_of_records_about_cases_are_drawn(self) -> None:
        """Their gaps would tell how many are about a restricted case."""
        record, _case = self.record()
        other = frappe.get_doc({"doctype": NAME, "site": "Bol"}).insert()
        for name in (record.name, other.name):
            self.assertRegex(name, r"^EDS-\d{4}-\d{6}$")
        first, second = (int(each.name[-6:]) for each in (record, other))
        self.assertNotEqual(second, first + 1)

    def test_no_kind_is_called_as_a_table_or_by_a_name_that_rules_know(self) -> None:
        """A bench makes a DocType of a table that is there: of sessions, whoever reads them enters as anybody."""
        for label in ("Sessions", "singles", "Series", "Server Script", "View Log", "has role"):
            with self.assertRaisesRegex(frappe.ValidationError, "another name"):
                self.make(label=label)

    def test_two_tables_of_one_label_are_two(self) -> None:
        table = {"kind": "table", "columns": [{"label": "Article"}]}
        asked = [{"label": "Articles reçus", **table}, {"label": "Articles recus!", **table}]
        self.make(fields=asked)
        found = [df.options for df in frappe.get_meta(NAME).get_table_fields()]
        self.assertEqual(found, [TABLE, f"{TABLE} 2"])

    def test_no_program_reads_such_records_or_their_rows(self) -> None:
        """Nor by another spelling: what runs it looks past rights on a bench."""
        self.make()
        for name in (NAME, TABLE, NAME.lower(), TABLE.upper()):
            self.assertTrue(app_doctypes.is_closed_to_programs(name), name)

    def test_nothing_carries_such_records_to_others(self) -> None:
        self.make()
        report = {"doctype": "Report", "report_name": "R", "report_type": "Query Report"}
        written_about: tuple[dict[str, Any], ...] = (
            {"doctype": "Notification", "document_type": NAME, "event": "New", "subject": "x"},
            {"doctype": "Webhook", "webhook_doctype": NAME, "webhook_docevent": "after_insert"},
            {**report, "ref_doctype": NAME, "query": f"select name from `tab{NAME}`"},
            {
                "doctype": "Custom Field",
                "dt": NAME,
                "fieldname": "x",
                "fieldtype": "Link",
                "options": "Case",
            },
            {
                "doctype": "Custom Field",
                "dt": "CFM Partner",
                "fieldname": "x",
                "fieldtype": "Link",
                "options": NAME,
            },
        )
        for values in written_about:
            with self.assertRaises(frappe.ValidationError):
                frappe.get_doc({**values, "label": "x", "name": "x"}).insert()


class TestNames(CFMTestCase):
    def test_names_are_letters_that_every_framework_takes(self) -> None:
        self.assertEqual(plain_name("Enquête n° 2 (été)"), "Enquete n 2 ete")
        self.assertEqual(plain_name("استبيان"), "")
        self.assertEqual(fieldname_of("استبيان", (), 3), "field_3")
        self.assertEqual(fieldname_of("2e visite", (), 1), "field_2e_visite")
        self.assertEqual(fieldname_of("Site", ("site",), 1), "site_2")
        self.assertEqual(fieldname_of("Owner", (), 1), "field_owner")
        # A bench would call the text.
        self.assertEqual(fieldname_of("Validate", (), 1), "field_validate")
        self.assertEqual(fieldname_of("On update", (), 1), "field_on_update")
