"""Templates and conditions that would open a closed case are refused where they are saved."""

import frappe

from cfm_app.base import consts
from cfm_app.security.configuration import template_checks
from cfm_app.security.configuration.guarded_doctypes import RESERVED
from cfm_app.security.office_texts.texts import fault_in_condition, fault_in_template
from cfm_app.testing import CFMTestCase

READS_TOO_MUCH = (
    '{{ frappe.db.get_all("Sensitive Report", fields=["*"]) }}',
    '{{ frappe.get_all("sensitive report ", fields=["*"]) }}',
    '{% for row in frappe.get_list("Case") %}{{ row }}{% endfor %}',
    '{{ frappe.db.get_value(doctype="Case", filters=doc.name, fieldname="description") }}',
    '{{ frappe["db"]["get_value"]("Comment", {"reference_name": doc.name}, "content") }}',
    "{{ frappe.db.get_value(doc.doctype, doc.name, 'description') }}",
    '{{ frappe.get_all("Case Category", fields=["name", "`tabCase`.description"]) }}',
    '{{ frappe.get_all("CFM SOP", fields=doc.wanted) }}',
    '{{ frappe.get_all("CFM SOP", ["owner.description"]) }}',
    '{{ frappe.db.get_value("CFM SOP", doc.x, doc.y) }}',
    '{{ frappe.db.get_value(*["Case", "x", "description"]) }}',
    '{{ frappe.get_all(**{"doctype": "Case"}) }}',
    '{{ frappe.db.sql("select 1") }}',
    '{{ frappe.qb.from_("Case").select("*").run() }}',
    '{{ frappe.call("frappe.client.get_list", doctype="Case") }}',
    '{{ frappe.get_doc({"doctype": "Case"}) }}',
    '{{ frappe.get_cached_doc("Community Member", "x").phone }}',
    '{{ frappe.get_print("Case", "x") }}',
    '{{ frappe.render_template("{{ frappe }}", {}) }}',
    "{% set f = frappe %}{{ f.db }}",
    "{% set db = frappe.db %}{{ db }}",
    '{{ (frappe | attr("db")).sql("select 1") }}',
    "{% macro m(x) %}{{ x.db }}{% endmacro %}{{ m(frappe) }}",
    '{% set x = doc.set("name", "y") %}{{ doc.reload() }}',
    '{{ doc["load_from_db"]() }}',
    "{\"{% for row in frappe.get_all('Case') %}{{ row }}{% endfor %}\": 1}",
    "{{ frappe.utils.pdf_to_base64('/private/files/x.pdf') }}",
    '{{ (doc | attr("re" ~ "load"))() }}',
    '{{ ([doc] | map(attribute="reload") | list)[0]() }}',
    '{{ run_script("x") }}',
    "{% include doc.file %}",
    '{{ frappe.db.get_value("Sessions", {"user": "x"}, "sid") }}',
    '{{ frappe.get_all("CFM Case Stub", fields=["cfm_case"]) }}',
    '{{ frappe.get_all("DefaultValue", fields=["defkey", "defvalue"]) }}',
    '{{ frappe.get_all("List Filter", fields=["filters"]) }}',
    '{{ frappe.db.count("CFM Status Code") }}',
    '{{ frappe.get_all("CFM Access Request", fields=["summary"]) }}',
    '{{ frappe.get_doc("CFM Channel Account", "a").get_password("token") }}',
    '{{ doc.get_password("api_secret") }}',
    '{{ doc["get_password"]("api_secret") }}',
    "{{ doc.show_addresses() }}",
    '{% set tell = doc.get_password %}{{ tell("api_secret") }}',
    '{% for tell in [doc.get_password] %}{{ tell("api_secret") }}{% endfor %}',
    '{% macro m(x) %}{{ x("api_secret") }}{% endmacro %}{{ m(doc.get_password) }}',
    '{% call doc.get_password("api_secret") %}{% endcall %}',
    '{{ [doc.get_password][0]("api_secret") }}',
    '{{ (doc.get_password or 1)("api_secret") }}',
    "{{ frappe.form_dict }}",
    "{{ frappe.form_dict.person }}",
    '{{ frappe["form_dict"]["person"] }}',
    "{{ frappe.request.data }}",
    "{{ frappe.session.csrf_token }}",
    "{{ frappe.session }}",
    "{{ frappe.flags }}",
    '{% include "templates/includes/search_box.html" %}',
    '{% from "frappe/templates/includes/search_template.html" import x %}',
    "templates/includes/search_box.html",
    "www/complete_signup.html",
    '{% include ["templates/includes/search_box.html"] %}',
)
HARMLESS = (
    "Plain text",
    "See https://example.org/page.html",
    "Read it in page.html\nor ask.",
    '{{ _("Status") }} {{ doc.get_formatted("received_on") }} {{ doc["status"] }}',
    '{{ format_datetime(doc.received_on, "dd.MM.yyyy") }} {{ user_name() }} {{ office_name() }}',
    '{{ linked(doc, "language", "language_name") or "" }}',
    '{% set labels = {"a": 1} %}{{ labels[doc.status] }} {{ doc.items | map(attribute="qty") }}',
    '{% macro row(label, value) %}{{ label }}: {{ value or "" }}{% endmacro %}{{ row("a", doc.a) }}',
    '{{ "%s" | format(doc.a) }} {{ doc.a.strftime("%d.%m.%Y") }} {{ doc.meta.get_label("a") }}',
    '{{ counted("{0} rows", doc.idx) }}',
    "{% broken",
)


class TestPrograms(CFMTestCase):
    def test_a_template_that_reads_too_much_is_refused(self) -> None:
        for text in READS_TOO_MUCH:
            with self.subTest(text):
                self.assertTrue(fault_in_template(text))

    def test_an_ordinary_template_is_left_alone(self) -> None:
        for text in HARMLESS:
            with self.subTest(text):
                self.assertIsNone(fault_in_template(text))

    def test_what_is_shipped_may_be_saved_by_a_manager(self) -> None:
        frappe.set_user(self.manager())
        for doctype in ("Print Format", "Letter Head", "Notification", "Email Template"):
            for name in frappe.get_all(doctype, pluck="name"):
                doc = frappe.get_doc(doctype, name)
                if doc.get("is_standard") == "Yes" or doc.get("standard") == "Yes":
                    continue
                doc.run_method("before_validate")

    def test_each_type_with_a_condition_is_checked(self) -> None:
        """By the names of fields that conditions stand in; a table is checked with what holds it."""
        named = {"fieldtype": "Code", "fieldname": ["like", "%condition"]}
        holding = frappe.get_all(
            "DocField", filters=named, fields=["parent"], parent_doctype="DocType"
        )
        tables = {"fieldtype": "Table", "options": ["in", [row.parent for row in holding]]}
        tables = frappe.get_all(
            "DocField", filters=tables, fields=["parent"], parent_doctype="DocType"
        )
        events = frappe.get_hooks("doc_events")
        for doctype in {row.parent for row in (*holding, *tables)}:
            if not frappe.get_meta(doctype).istable and doctype not in RESERVED:
                hooked = events.get(doctype, {}).get("before_validate", [])
                self.assertIn(
                    "cfm_app.security.configuration.template_checks.check", hooked, doctype
                )

    def test_a_condition_asks_for_nothing_that_is_closed(self) -> None:
        for text in (
            'frappe.db.get_value("Case", "CFM-1", "description").startswith("a")',
            'frappe.db.get_list("Community Member", {"phone": "1"})',
            'frappe.db.get_value(doc.doctype, doc.name, "owner")',
            "[f for f in [frappe]][0].db",
            "frappe.db.count('CFM Channel')",
            "frappe.session.data",
            "doc.reload()",
            'doc.get_password("token").startswith("a")',
            '[f("token") for f in [doc.get_password]][0] == "a"',
            '(lambda f: f("token"))(doc.get_password)',
        ):
            with self.subTest(text):
                self.assertTrue(fault_in_condition(text))
        for text in (
            "doc.status == 'New' and doc.case_type in ('Complaint', 'Request')",
            "frappe.utils.add_to_date(doc.received_on, days=2) < frappe.utils.now_datetime()",
            "frappe.session.user == doc.owner",
        ):
            with self.subTest(text):
                self.assertIsNone(fault_in_condition(text))

    def test_a_manager_cannot_save_one(self) -> None:
        frappe.set_user(self.manager())
        for doc in self.records('{{ frappe.get_all("Case") }}', 'frappe.db.get_list("Case")'):
            with self.subTest(doc["doctype"]), self.assertRaises(frappe.ValidationError):
                frappe.get_doc(doc).insert()

    def test_what_was_stored_before_a_check_is_told_of(self) -> None:
        self.assertNotIn("told", template_checks.findings()[0][1])
        stored = frappe.get_doc(doctype="Email Template", name="told", subject="x", response="x")
        stored.insert()
        stored.db_set("response", "{{ frappe.form_dict }}")
        self.assertIn("told", template_checks.findings()[0][1])

    def test_a_changed_field_of_the_form_is_checked_without_validation(self) -> None:
        frappe.set_user(self.manager())
        field = frappe.get_doc(
            doctype="Custom Field", dt="Case", label="Hint", fieldname="hint", fieldtype="HTML"
        )
        field.options = '{{ frappe.get_all("Case") }}'
        field.flags.ignore_validate = True
        with self.assertRaises(frappe.ValidationError):
            field.insert()

    def manager(self) -> str:
        return self.user(consts.MANAGER, "System Manager")

    def records(self, template: str, condition: str) -> list[dict]:
        told = {"doctype": "Notification", "document_type": "Case", "event": "New"}
        told |= {"channel": "Email", "subject": "x", "message": "x"}
        told["recipients"] = [{"receiver_by_role": consts.MANAGER}]
        printed = {"doctype": "Print Format", "doc_type": "Case", "custom_format": 1}
        kept = '[{"fieldtype": "Custom HTML", "options": "{{ frappe.get_all(\\"Case\\") }}"}]'
        moves = [{"state": "Open", "action": "Approve", "next_state": "Open", "allowed": "All"}]
        workflow = {
            "doctype": "Workflow",
            "document_type": "ToDo",
            "workflow_state_field": "status",
        }
        workflow["states"] = [{"state": "Open", "doc_status": "0", "allow_edit": "All"}]
        return [
            {**told, "name": "t1", "message": template},
            {**told, "name": "t2", "recipients": [{"cc": template}]},
            {**printed, "name": "t3", "html": template},
            {**printed, "name": "t4", "custom_format": 0, "format_data": kept},
            {"doctype": "Letter Head", "letter_head_name": "t5", "content": template},
            {"doctype": "Email Template", "name": "t6", "subject": "x", "response": template},
            {
                **workflow,
                "workflow_name": "t7",
                "transitions": [moves[0] | {"condition": condition}],
            },
        ]
