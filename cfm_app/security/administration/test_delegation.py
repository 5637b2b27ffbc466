"""A manager without System Manager: what they set up, and what stays with who runs the machine."""

from functools import partial
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.procedures.setup import manager_rights
from cfm_app.security.administration import delegation, permission_manager
from cfm_app.security.log_in import password_reset
from cfm_app.testing import CFMTestCase

MACHINE = "System Manager"
RECORDS: tuple[dict[str, Any], ...] = (
    {
        "doctype": "Property Setter",
        "doctype_or_field": "DocField",
        "doc_type": "CFM Partner",
        "field_name": "partner_name",
        "property": "bold",
        "property_type": "Check",
        "value": "1",
    },
    {"doctype": "Role", "role_name": "Office Helper", "desk_access": 1},
    {"doctype": "Role Profile", "role_profile": "Desk", "roles": [{"role": consts.OPERATOR}]},
    {
        "doctype": "Notification",
        "name": "Told of partners",
        "subject": "New partner",
        "document_type": "CFM Partner",
        "event": "New",
        "channel": "System Notification",
        "message": "There is one more.",
        "recipients": [{"receiver_by_role": consts.MANAGER}],
    },
    {"doctype": "Translation", "language": "fr", "source_text": "Told", "translated_text": "Dit"},
    {"doctype": "Email Template", "name": "Told", "subject": "Told", "response": "Told"},
    {"doctype": "Letter Head", "letter_head_name": "Told", "source": "HTML", "content": "Told"},
    {
        "doctype": "Report",
        "report_name": "Partners told",
        "ref_doctype": "CFM Partner",
        "report_type": "Report Builder",
        "is_standard": "No",
    },
    {"doctype": "Dashboard", "dashboard_name": "Told", "charts": [], "is_standard": 0},
    {"doctype": "Workflow State", "workflow_state_name": "Told"},
    {"doctype": "Workflow Action Master", "workflow_action_name": "Tell"},
)
CLOSED = ("Email Queue", "Error Log", "Scheduled Job Type", "Server Script", "System Settings")


class TestDelegation(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        # Without one, a bench lets nobody be disabled.
        self.technician = self.user(MACHINE)
        frappe.set_user(self.manager)

    def insert(self, **values: Any) -> Any:
        return frappe.get_doc(values).insert()

    def test_a_merge_is_as_free_as_what_it_merges(self) -> None:
        role, other, power = (frappe.new_doc("Role") for _each in range(3))
        merge = delegation.check_merge
        for doc, old, new, is_refused in (
            (role, consts.OPERATOR, consts.ANALYST, False),
            (other, consts.OPERATOR, MACHINE, True),
            (power, MACHINE, consts.OPERATOR, True),
            (frappe.new_doc("User"), self.manager, self.technician, True),
            (frappe.new_doc("User"), self.technician, self.manager, True),
            (frappe.new_doc("User"), self.manager, self.user(consts.OPERATOR), False),
        ):
            with self.subTest(doctype=doc.doctype, old=old, new=new):
                if is_refused:
                    with self.assertRaises(frappe.PermissionError):
                        merge(doc, "before_rename", old, new, True)
                else:
                    merge(doc, "before_rename", old, new, True)

    def test_settings_of_those_above_are_not_the_managers(self) -> None:
        own = frappe._dict(doctype="Notification Settings", name=self.manager)
        above = frappe._dict(doctype="Notification Settings", name=self.technician)
        operator = frappe._dict(doctype="Notification Settings", name=self.user(consts.OPERATOR))
        allowed = [delegation.settings_permission(doc, "write") for doc in (own, above, operator)]
        self.assertEqual(allowed, [True, False, True])

    def test_what_is_no_doctype_of_the_office_stays_as_it_was_shipped(self) -> None:
        self.assertFalse(delegation.is_of_office("No such DocType"))
        for doctype in ("User", "DocType"):
            with self.assertRaises(frappe.PermissionError):
                permission_manager.get_standard_permissions(doctype)

    # --- what a manager does --------------------------------------------------------------
    def test_a_manager_sets_the_office_up(self) -> None:
        for values in RECORDS:
            if values["doctype"] == "Dashboard":
                chart = frappe.get_all("Dashboard Chart", {"module": "CFM App"}, limit=1)
                values = {**values, "charts": [{"chart": chart[0].name}]}
            with self.subTest(doctype=values["doctype"]):
                doc = self.insert(**values)
                self.assertTrue(doc.has_permission("write"))
                self.assertTrue(doc.has_permission("delete"))

    def test_a_manager_lets_people_in_and_gives_roles_of_the_office(self) -> None:
        rows = [{"role": consts.OPERATOR}]
        named = {"email": "new@test.cfm", "first_name": "New", "send_welcome_email": 0}
        user = self.insert(doctype="User", **named, roles=rows)
        self.assertEqual({row.role for row in user.roles}, {consts.OPERATOR, consts.CASEWORKER})
        user.reload()
        user.append("roles", {"role": consts.ANALYST})
        user.save()
        user.enabled = 0
        user.save()
        self.assertIn(consts.ANALYST, {row.role for row in user.roles})

    def test_a_manager_gives_rights_on_what_is_the_offices(self) -> None:
        place = {"doctype": "CFM Partner", "role": consts.ANALYST, "permlevel": 0}
        with self.as_served():
            known = permission_manager.get_roles_and_doctypes()
            self.assertIn("CFM Partner", [each["value"] for each in known["doctypes"]])
            self.assertNotIn("User", [each["value"] for each in known["doctypes"]])
            self.assertNotIn(MACHINE, [each["value"] for each in known["roles"]])
            if not permission_manager.get_permissions("CFM Partner", consts.ANALYST):
                permission_manager.add("CFM Partner", consts.ANALYST, 0)
            permission_manager.update(**place, ptype="print", value=1)
            self.assertEqual(self.right("print"), 1)
            permission_manager.update(**place, ptype="print", value=0)
            self.assertEqual(self.right("print"), 0)
            self.assertIn(self.manager, permission_manager.get_users_with_role(consts.MANAGER))
            self.assertTrue(permission_manager.get_standard_permissions("CFM Partner"))
            permission_manager.remove("CFM Partner", consts.ANALYST, 0)
            self.assertEqual(permission_manager.get_permissions("CFM Partner", consts.ANALYST), [])
            permission_manager.reset("CFM Partner")

    def test_a_level_that_is_no_number_breaks_nothing(self) -> None:
        """The system administrator is answered as a manager is."""
        frappe.set_user("Administrator")
        place = {"doctype": "CFM Partner", "role": consts.ANALYST, "permlevel": "{{ 1 }}"}
        permission_manager.update(**place, ptype="print", value=0)
        permission_manager.remove(**place)
        permission_manager.add("CFM Partner", consts.ANALYST, "{{ 1 }}")
        permission_manager.reset("CFM Partner")

    def right(self, name: str) -> int:
        rows = permission_manager.get_permissions("CFM Partner", consts.ANALYST)
        return int(rows[0].get(name) or 0)

    # --- what stays -----------------------------------------------------------------------
    def test_no_role_of_the_machine_is_given(self) -> None:
        operator = frappe.get_doc("User", self.user(consts.OPERATOR))
        for role in (MACHINE, "Script Manager", "Website Manager", "Workspace Manager"):
            operator.reload()
            operator.append("roles", {"role": role})
            self.assertRaises(frappe.PermissionError, operator.save)
            profile = {"doctype": "Role Profile", "role_profile": f"With {role}"}
            rows = [{"role": role}]
            with self.assertRaises(frappe.PermissionError):
                self.insert(**profile, roles=rows)
            named = {"email": "x@test.cfm", "first_name": "X", "send_welcome_email": 0}
            with self.assertRaises(frappe.PermissionError):
                self.insert(doctype="User", **named, roles=rows)

    def test_nobody_becomes_system_manager_by_accident(self) -> None:
        """A bench gives it to the first user who is saved where nobody holds it."""
        frappe.db.delete("Has Role", {"role": MACHINE, "parent": ["!=", "Administrator"]})
        frappe.db.set_single_value("System Settings", "setup_complete", 1)
        for acting in (self.manager, "Administrator"):
            frappe.set_user(acting)
            user = frappe.get_doc("User", self.user(consts.OPERATOR))
            user.user_type = "System User"
            frappe.clear_messages()
            user.save()
            self.assertEqual({row.role for row in user.roles}, {consts.OPERATOR, consts.CASEWORKER})
            self.assertNotIn(MACHINE, frappe.get_roles(user.name))
            # Nor is anybody told that they have become one.
            self.assertEqual(frappe.get_message_log(), [])

    def test_who_runs_the_machine_is_not_entered(self) -> None:
        technician = frappe.get_doc("User", self.technician)
        technician.new_password = "Taken-over-2026!"
        self.assertRaises(frappe.PermissionError, technician.save)
        self.assertFalse(frappe.has_permission("User", "delete", technician.name))
        self.assertTrue(frappe.has_permission("User", "write", self.user(consts.OPERATOR)))
        self.assertTrue(frappe.has_permission("User", "write", self.manager))
        frappe.set_user("Administrator")
        password_reset.send_link(technician.name)
        key = frappe.db.get_value("User", technician.name, "reset_password_key")
        self.assertFalse(key)

    def test_no_right_is_given_on_what_is_the_machines(self) -> None:
        row = {"doctype": "Custom DocPerm", "parenttype": "DocType", "role": consts.OPERATOR}
        for doctype in ("User", *CLOSED):
            if not frappe.db.exists("DocType", doctype):
                continue
            with self.as_served():
                for refused in (
                    partial(permission_manager.add, doctype, consts.OPERATOR, 0),
                    partial(permission_manager.update, doctype, consts.OPERATOR, 0, "read", 1),
                    partial(permission_manager.remove, doctype, MACHINE, 0),
                    partial(permission_manager.reset, doctype),
                ):
                    self.assertRaises(frappe.PermissionError, refused)
            with self.assertRaises(frappe.PermissionError):
                self.insert(**row, parent=doctype, parentfield="permissions", read=1)
        with self.as_served():
            for role in ("All", "Guest", MACHINE):
                self.assertRaises(
                    frappe.PermissionError, permission_manager.add, "CFM SOP", role, 1
                )

    def test_forms_and_programs_of_the_machine_stay(self) -> None:
        for values in (
            {"doctype": "Custom Field", "dt": "User", "label": "Told", "fieldtype": "Data"},
            {
                "doctype": "Custom Field",
                "dt": "CFM Partner",
                "label": "Told",
                "fieldtype": "Link",
                "options": "Client Script",
            },
            {**RECORDS[3], "name": "Told of users", "document_type": "Scheduled Job Type"},
        ):
            with self.assertRaises(frappe.PermissionError):
                self.insert(**values)

    def test_records_of_the_machine_are_closed(self) -> None:
        for doctype in CLOSED:
            if frappe.db.exists("DocType", doctype):
                for right in ("read", "write", "create"):
                    self.assertFalse(frappe.has_permission(doctype, right), (doctype, right))

    # --- how the rights come --------------------------------------------------------------
    def test_a_right_that_was_taken_away_stays_away(self) -> None:
        frappe.set_user("Administrator")
        place = {"parent": "Translation", "role": consts.MANAGER}
        frappe.db.delete("Custom DocPerm", place)
        manager_rights.seed()
        self.assertFalse(frappe.db.exists("Custom DocPerm", place))

    def test_others_keep_what_they_had(self) -> None:
        for doctype in manager_rights.rights():
            if not frappe.db.exists("DocType", doctype):
                continue
            fields = ["role", "permlevel", "if_owner", *delegation.RIGHTS]
            shipped = frappe.get_all("DocPerm", filters={"parent": doctype}, fields=fields)
            now = frappe.get_all("Custom DocPerm", filters={"parent": doctype}, fields=fields)
            for row in shipped:
                self.assertIn(row, now, doctype)

    def test_withdrawing_leaves_the_rights_of_the_framework(self) -> None:
        frappe.set_user("Administrator")
        manager_rights.withdraw()
        for doctype in manager_rights.rights():
            place = {"parent": doctype, "role": consts.MANAGER}
            self.assertFalse(frappe.db.exists("Custom DocPerm", place), doctype)
        self.assertFalse(frappe.db.exists("Custom DocPerm", {"parent": "Translation"}))
