"""Configuration that would carry a restricted case to somebody is refused where it is saved."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.security.administration import administrator_only
from cfm_app.security.configuration import configuration_leaks, guarded_doctypes
from cfm_app.testing import CFMTestCase

REPORT = "Sensitive Report"
LINK = {"doctype": "Custom Field", "label": "Report", "fieldname": "cfm_x", "fieldtype": "Link"}
DATA = {"doctype": "Custom Field", "label": "Text", "fieldname": "cfm_y", "fieldtype": "Data"}
TOLD = {"doctype": "Notification", "event": "New", "channel": "System Notification"}
TOLD |= {"subject": "x", "message": "x", "name": "cfm-told", "enabled": 1}
OWNER = [{"receiver_by_document_field": "owner"}]
SETTER = {"doctype": "Property Setter", "doctype_or_field": "DocField", "property_type": "Data"}

REFUSED: dict[str, dict[str, Any]] = {
    "a link": {**LINK, "dt": "ToDo", "options": REPORT},
    "a link from another protected document": {**LINK, "dt": "Referral", "options": REPORT},
    "a table of rows": {**LINK, "dt": "ToDo", "fieldtype": "Table", "options": "Case Follow Up"},
    "a fetched text": {**DATA, "dt": "Referral", "fetch_from": "cfm_case.description"},
    "a text fetched through any link": {**DATA, "dt": "ToDo", "fetch_from": "reference_name.owner"},
    "an expression": {**DATA, "dt": REPORT, "depends_on": "eval:fetch('//x/' + doc.description)"},
    "an expression of the framework": {
        **DATA,
        "dt": REPORT,
        "depends_on": "eval:frappe.call('cfm_app.api', doc)",
    },
    "a script in a form": {
        **DATA,
        "dt": REPORT,
        "fieldtype": "HTML",
        "options": "<img src=x onerror=alert(1)>",
    },
    "a searched text": {**DATA, "dt": REPORT, "in_global_search": 1},
    "a changed link": {**SETTER, "doc_type": "ToDo", "field_name": "role", "property": "options"}
    | {"value": REPORT},
    "a changed fetch": {**SETTER, "doc_type": "Referral", "field_name": "subject"}
    | {"property": "fetch_from", "value": "cfm_case.description"},
    "a changed condition": {**SETTER, "doc_type": REPORT, "field_name": "category"}
    | {"property": "depends_on", "value": "eval:top.location='//x/'+doc.description"},
    "a title": {**SETTER, "doctype_or_field": "DocType", "doc_type": REPORT}
    | {"property": "title_field", "value": "description"},
    "a title in links": {**SETTER, "doctype_or_field": "DocType", "doc_type": "Case"}
    | {"property": "show_title_field_in_link", "value": "1"},
    "a name": {**SETTER, "doctype_or_field": "DocType", "doc_type": "Case"}
    | {"property": "autoname", "value": "field:description"},
    "a limit that is not asked": {**SETTER, "doc_type": "Case", "field_name": "location"}
    | {"property": "ignore_user_permissions", "value": "1"},
    "a type of its own": {
        "doctype": "DocType",
        "name": "Cfm Test",
        "module": "CFM App",
        "custom": 1,
        "fields": [{"fieldname": "a", "label": "A", "fieldtype": "Link", "options": REPORT}],
        "permissions": [{"role": "System Manager", "read": 1}],
    },
    "copies to outside": {
        **TOLD,
        "document_type": REPORT,
        "channel": "Email",
        "recipients": [{"receiver_by_document_field": "owner", "cc": "me@example.org"}],
    },
    "a message by phone": {
        **TOLD,
        "document_type": REPORT,
        "channel": "SMS",
        "recipients": OWNER,
    },
    "a role that does not see it": {
        **TOLD,
        "document_type": REPORT,
        "recipients": [{"receiver_by_role": consts.OPERATOR}],
    },
    "a field that is no person": {
        **TOLD,
        "document_type": REPORT,
        "recipients": [{"receiver_by_document_field": "description"}],
    },
    "a comment that tells": {**TOLD, "document_type": "Comment", "recipients": OWNER},
    "a changed class": {
        **TOLD,
        "document_type": "Case",
        "recipients": OWNER,
        "set_property_after_alert": "sensitivity",
        "property_value": "Non sensible",
    },
    "a program that lets somebody in": {
        **TOLD,
        "document_type": "Case Sensitivity",
        "recipients": OWNER,
        "set_property_after_alert": "hidden",
        "property_value": "0",
    },
    "a program that agrees": {
        **TOLD,
        "document_type": "CFM Access Request",
        "recipients": OWNER,
        "set_property_after_alert": "state",
        "property_value": "Agreed",
    },
    "a deputy that is fetched": {
        **SETTER,
        "doc_type": "CFM Focal Point",
        "field_name": "deputy",
    }
    | {"property": "default", "value": "me@example.org"},
    "a workflow that lets somebody in": {
        "doctype": "Workflow",
        "workflow_name": "cfm-flow",
        "document_type": "Case Sensitivity",
        "states": [{"state": "Open", "update_field": "hidden", "update_value": "0"}],
    },
    "a webhook": {
        "doctype": "Webhook",
        "name": "cfm-hook",
        "webhook_doctype": REPORT,
        "webhook_docevent": "on_update",
        "request_url": "https://example.org",
        "request_structure": "Form URL-Encoded",
        "webhook_data": [{"fieldname": "description", "key": "x"}],
    },
    "a rule for names": {
        "doctype": "Document Naming Rule",
        "document_type": "Case",
        "prefix": "X-",
        "prefix_digits": 4,
    },
    "a rule for tasks": {
        "doctype": "Assignment Rule",
        "name": "cfm-rule",
        "document_type": REPORT,
        "rule": "Round Robin",
        "assign_condition": "True",
        "users": [{"user": "Administrator"}],
        "assignment_days": [{"day": "Monday"}],
    },
    "a script": {
        "doctype": "Client Script",
        "name": "cfm-script",
        "dt": REPORT,
        "script": "x",
    },
    "a report by query": {
        "doctype": "Report",
        "report_name": "cfm-query",
        "ref_doctype": "ToDo",
        "report_type": "Query Report",
        "is_standard": "No",
        "query": "select description from `tabSensitive Report`",
    },
    "a report with a script": {
        "doctype": "Report",
        "report_name": "cfm-script",
        "ref_doctype": "ToDo",
        "report_type": "Report Builder",
        "is_standard": "No",
        "javascript": "alert(1)",
    },
    "a script on paper": {
        "doctype": "Letter Head",
        "letter_head_name": "cfm-head",
        "content": "x",
        "header_script": "alert(1)",
    },
    "a script in a print format": {
        "doctype": "Print Format",
        "name": "cfm-print",
        "doc_type": REPORT,
        "html": "<script>alert(1)</script>",
    },
    "a card that runs a program": {
        "doctype": "Number Card",
        "label": "cfm-card",
        "document_type": "ToDo",
        "function": "Count",
        "dynamic_filters_json": '[["ToDo", "owner", "=", "fetch(1)"]]',
    },
}
PASSES: dict[str, dict[str, Any]] = {
    "a field of one's own": {**DATA, "dt": "Case", "depends_on": "eval:doc.location && !doc.x"},
    "a link to a vocabulary": {**LINK, "dt": "Case", "options": "CFM Partner"},
    "a fetched vocabulary": {**DATA, "dt": "Referral", "fetch_from": "partner.partner_name"},
    "a notification": {**TOLD, "document_type": "Case", "recipients": OWNER},
    "a notification to a role": {
        **TOLD,
        "document_type": REPORT,
        "recipients": [{"receiver_by_role": consts.PSEA}],
    },
    "a label": {**SETTER, "doc_type": "Case", "field_name": "location", "property": "label"}
    | {"value": "Lieu"},
    "a report": {
        "doctype": "Report",
        "report_name": "cfm-list",
        "ref_doctype": "Case",
        "report_type": "Report Builder",
        "is_standard": "No",
    },
}

# A field that names a role, an address, a program or a DocType, and is checked nowhere: why not.
HARMLESS = {
    "Address": "written by hand",
    "Audit Trail": "closed at the gate",
    "Blog Post": "of the web site",
    "Bulk Update": "closed at the gate",
    "Console Log": "written by the console, which is closed",
    "Contact": "written by hand",
    "Contact Us Settings": "of the web site",
    "Custom Role": "who opens a report; its rows are decided by the hooks",
    "Dashboard Settings": "one's own",
    "Data Export": "exports what one may export",
    "Desktop Icon": "what a menu shows",
    "Discussion Topic": "written by hand",
    "Email Group": "addresses of newsletters",
    "Email Group Member": "addresses of newsletters",
    "Energy Point Settings": "points",
    "Event": "written by hand",
    "Geolocation Settings": "addresses of places",
    "Google Contacts": "contacts",
    "Log Settings": "how long logs are kept",
    "Milestone": "written by the framework",
    "Module Onboarding": "hints",
    "Onboarding Step": "hints",
    "Package Import": "needs a bench",
    "Permission Inspector": "closed at the gate",
    "Personal Data Deletion Request": "asks for less",
    "Portal Settings": "the role of who signs up: four_eyes looks at the user",
    "Reminder": "named documents are looked at by the gate",
    "Role Permission for Page and Report": "who opens a report",
    "Role Replication": "rights of roles; rows are decided by the hooks",
    "Session Default Settings": "one's own defaults",
    "Success Action": "hints",
    "Website Slideshow": "of the web site",
    "Workspace Settings": "what a menu shows",
    "Access Log": "written by the framework",
    "Activity Log": "a carrier: it follows the case",
    "Auto Email Report": "auto_email_reports",
    "Calendar View": "a list of what one may see",
    "Comment": "a carrier",
    "Communication": "a carrier",
    "Configuration Change": "written by the engine",
    "Custom DocPerm": "rows are decided by the hooks, whatever a role may do",
    "Customize Form": "customize_form",
    "Dashboard": "shows charts that are counted for who looks",
    "Data Import": "closed at the gate",
    "Data Import Log": "internal",
    "Deleted Document": "a carrier",
    "DocShare": "written_about",
    "Document Naming Settings": "stores property setters and numbers",
    "Document Share Key": "made with the right to read and print",
    "Email Account": "brings mails in",
    "Email Queue": "keep_to_entitled",
    "Email Unsubscribe": "an address that gets less",
    "Error Log": "a carrier",
    "File": "written_about and files",
    "Gender": "a vocabulary",
    "Language": "a vocabulary",
    "List Filter": "conditions of a list of what one may see",
    "List View Settings": "columns of a list of what one may see",
    "Module Def": "names",
    "Module Profile": "what a menu shows",
    "Notification Log": "a carrier",
    "Notification Settings": "what one wants to be told oneself",
    "Patch Log": "written by the framework",
    "Print Settings": "looks",
    "Print Style": "looks",
    "Scheduled Job Log": "written by the framework",
    "System Settings": "four_eyes",
    "Tag Link": "written_about",
    "ToDo": "written_about",
    "Translation": "words",
    "Version": "a carrier",
    "View Log": "a carrier",
    "Webhook Request Log": "written by the framework",
    "Workflow Action": "a carrier",
    "Workspace": "links to what one may see",
}


class TestConfigurationLeaks(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))

    def test_what_carries_is_refused(self) -> None:
        for name, values in REFUSED.items():
            if not frappe.db.exists("DocType", values["doctype"]):
                continue
            with (
                self.subTest(name),
                self.assertRaises((frappe.ValidationError, frappe.PermissionError)),
            ):
                frappe.get_doc(values).run_method("before_validate")

    def test_what_carries_nothing_is_saved(self) -> None:
        for name, values in PASSES.items():
            with self.subTest(name):
                frappe.get_doc(values).run_method("before_validate")

    def test_it_is_not_saved_by_any_road(self) -> None:
        field = frappe.get_doc(REFUSED["a fetched text"])
        with self.assertRaises(frappe.ValidationError):
            field.insert()
        form = frappe.get_doc("Customize Form")
        form.doc_type = REPORT
        form.fetch_to_customize()
        row = next(row for row in form.fields if row.fieldname == "category")
        row.depends_on = "eval:fetch('//x')"
        with self.assertRaises(frappe.ValidationError):
            form.save_customization()

    def test_the_administrator_is_free(self) -> None:
        frappe.set_user("Administrator")
        frappe.get_doc(REFUSED["a script"]).run_method("before_validate")

    def test_each_type_with_a_rule_is_hooked(self) -> None:
        events = frappe.get_hooks("doc_events")
        leaks = configuration_leaks
        for doctype in {*leaks.RULES, *leaks.TARGETS, *leaks.SCRIPTS}:
            paths = events.get(doctype, {}).get("before_validate", [])
            self.assertIn(
                "cfm_app.security.configuration.configuration_leaks.check", paths, doctype
            )
        for doctype in administrator_only.TOKENS:
            paths = events.get(doctype, {}).get("before_validate", [])
            self.assertIn(
                "cfm_app.security.administration.administrator_only.check_token", paths, doctype
            )

    def test_each_type_that_could_carry_is_checked_or_known(self) -> None:
        """A DocType of the framework with such a field, on whichever version, needs an answer."""
        unknown = sorted(each for each in self.carrying_types() if each not in HARMLESS)
        self.assertEqual(unknown, [])

    def carrying_types(self) -> set[str]:
        events = frappe.get_hooks("doc_events")
        found = set()
        modules = frappe.get_all("Module Def", filters={"app_name": "cfm_app"}, pluck="name")
        for doctype in frappe.get_all("DocType", filters={"istable": 0}, pluck="name"):
            meta = frappe.get_meta(doctype)
            hooked = [p for event in events.get(doctype, {}).values() for p in event]
            checked = any("cfm_app.security" in path for path in hooked)
            writable = any(p.write or p.create for p in meta.permissions)
            if meta.module in modules or checked or not writable:
                continue
            fields = list(meta.fields)
            for table in meta.get_table_fields():
                fields += frappe.get_meta(table.options).fields
            if any(map(_could_carry, fields)):
                found.add(doctype)
        return found

    def test_programs_and_rules_do_not_contradict(self) -> None:
        self.assertFalse(set(guarded_doctypes.PROGRAMS) & set(administrator_only.TOKENS))


def _could_carry(field: Any) -> bool:
    """Whether a field takes a DocType, a role, an address or a program."""
    if field.fieldtype in ("Code", "HTML Editor", "JSON", "Dynamic Link"):
        return True
    if field.fieldtype == "Link":
        return field.options in ("DocType", "Role", "Report", "Email Account", "Email Template")
    return field.fieldtype == "Data" and field.options in ("Email", "URL")
