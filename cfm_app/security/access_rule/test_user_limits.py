"""Whose account works in a part of the office learns nothing of cases in the others, by any list or record."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.permissions import update_permission_property
from frappe.utils import now_datetime

from cfm_app.base import consts, doctype_access
from cfm_app.cases import worklists
from cfm_app.figures import visible_cases
from cfm_app.security.access_rule import access, carriers, rows
from cfm_app.testing import CFMTestCase

HERE, ELSEWHERE = "Zibeline", "Caracal"


class TestUserLimits(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        for place in (HERE, ELSEWHERE):
            frappe.get_doc({"doctype": "CFM Location", "location_name": place}).insert()
        self.limited = self.user(consts.OPERATOR, consts.MANAGER, email="limited@test.cfm")
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        self.here, self.elsewhere = self.of_place(HERE), self.of_place(ELSEWHERE)
        frappe.set_user("Administrator")
        limit = {"doctype": "User Permission", "allow": "CFM Location", "for_value": HERE}
        frappe.get_doc({**limit, "user": self.limited}).insert()

    def of_place(self, place: str) -> str:
        """A case with what may refer to it."""
        case = self.case(location=place)
        case.append("follow_ups", {"action": f"asked in {place}"})
        case.append("contact_attempts", {"outcome": consts.ATTEMPT_NO_ANSWER})
        case.save()
        self.consent(case.name, consts.RECORD, consts.SHARE_INSIDE)
        case.add_comment("Comment", f"seen in {place}")
        for doctype in (consts.CONVERSATION, consts.CALL):
            written = frappe.get_doc({"doctype": doctype})
            written.append("cases", {"cfm_case": case.name})
            written.flags.ignore_mandatory = True
            written.insert(ignore_permissions=True)
            if doctype == consts.CONVERSATION:
                said = frappe.get_doc({"doctype": consts.MESSAGE, "conversation": written.name})
                said.flags.ignore_mandatory = True
                said.insert(ignore_permissions=True)
        return str(case.name)

    def listed(self, doctype: str, condition: str, field: str) -> set[str]:
        found = frappe.db.sql(f"select `{field}` from `tab{doctype}` where {condition or '1=1'}")
        return {row[0] for row in found}

    def test_what_refers_to_a_case_follows_it(self) -> None:
        found: dict[str, Any] = {}
        for doctype in doctype_access.PROTECTED:
            links = [df.fieldname for df in frappe.get_meta(doctype).get_link_fields()]
            for field in ("name",) if doctype == "Case" else {"cfm_case"} & set(links):
                found[doctype] = self.listed(
                    doctype, access.condition_for(doctype, self.limited), field
                )
        for table in doctype_access.CHILDREN:
            if "Case" in doctype_access.CHILDREN[table]:
                found[table] = self.listed(
                    table, rows.child_condition(table, self.limited), "parent"
                )
        comments = carriers.carrier_condition("Comment", self.limited)
        found["Comment"] = self.listed("Comment", comments, "reference_name")
        for doctype, cases in found.items():
            self.assertNotIn(self.elsewhere, cases, doctype)
        for doctype in ("Case", "Consent", "Case Follow Up", "Case Contact Attempt", "Comment"):
            self.assertIn(self.here, found[doctype], doctype)

    def test_what_was_said_follows_the_case_that_came_of_it(self) -> None:
        conditions = {
            consts.CONVERSATION: ("name", access.conversation_condition),
            consts.CALL: ("name", access.call_condition),
            consts.MESSAGE: ("conversation", access.message_condition),
        }
        for doctype, (field, condition) in conditions.items():
            parent = consts.CONVERSATION if doctype == consts.MESSAGE else doctype
            for user, expected in (
                (self.limited, {self.here}),
                (self.operator, {self.here, self.elsewhere}),
            ):
                names = self.listed(doctype, condition(user), field)
                filters = {"parenttype": parent, "parent": ["in", [*names, ""]]}
                told = frappe.get_all("CFM Conversation Case", filters=filters, pluck="cfm_case")
                self.assertEqual(set(told) & {self.here, self.elsewhere}, expected, doctype)

    def test_a_record_elsewhere_is_answered_like_a_missing_one(self) -> None:
        self.assertFalse(access.may_see_case(self.elsewhere, self.limited))
        self.assertTrue(access.may_see_case(self.here, self.limited))
        consent = frappe.db.get_value("Consent", {"cfm_case": self.elsewhere})
        self.assertFalse(access.may_see("Consent", consent, self.limited))

    def test_whoever_sees_their_own_cases_alone_sees_and_counts_no_others(self) -> None:
        mine = self.user(consts.OPERATOR, email="own.cases@test.cfm")
        for role in frappe.get_roles(mine):
            for row in frappe.get_meta("Case").permissions:
                if row.role == role and row.read and not row.permlevel:
                    update_permission_property("Case", role, 0, "if_owner", 1)
        frappe.clear_cache(doctype="Case")
        frappe.set_user(mine)
        own = self.case(location=HERE).name
        self.assertTrue(access.may_see_case(own))
        self.assertFalse(access.may_see_case(self.here))
        consents = access.condition_for("Consent", mine)
        self.assertEqual(
            self.listed("Consent", consents, "cfm_case") & {self.here, self.elsewhere}, set()
        )
        self.assertTrue(visible_cases.is_limited())
        self.assertFalse(visible_cases.sees_all())
        self.assertEqual(visible_cases.count([["name", "in", [own, self.here, self.elsewhere]]]), 1)
        frappe.db.set_value("Case", own, "next_due_on", now_datetime() - timedelta(minutes=1))
        late = [row.name for row in worklists.work()["late"]]
        self.assertEqual((late, worklists.counts()["work"]), ([own], 1))

    def test_a_case_without_a_place_lies_in_every_part_unless_the_site_is_strict(self) -> None:
        frappe.set_user(self.operator)
        nowhere = self.case().name
        frappe.set_user("Administrator")
        self.assertTrue(access.may_see_case(nowhere, self.limited))
        self.addCleanup(self.forget_settings)
        frappe.db.set_single_value("System Settings", "apply_strict_user_permissions", 1)
        self.forget_settings()
        self.assertFalse(access.may_see_case(nowhere, self.limited))

    def test_a_province_of_many_places_makes_no_longer_condition(self) -> None:
        frappe.set_user("Administrator")
        before = len(access.case_condition(self.limited))
        frappe.db.set_value("CFM Location", HERE, "is_group", 1)
        for at in range(20):
            place = {"location_name": f"{HERE} {at}", "parent_cfm_location": HERE}
            below = frappe.get_doc({"doctype": "CFM Location", **place}).insert().name
        frappe.clear_cache(user=self.limited)
        frappe.set_user(self.operator)
        case = self.case(location=below).name
        frappe.set_user("Administrator")
        self.assertTrue(access.may_see_case(case, self.limited))
        self.assertFalse(access.may_see_case(self.elsewhere, self.limited))
        self.assertEqual(len(access.case_condition(self.limited)), before)
        only = {"user": self.limited, "allow": "CFM Location"}
        frappe.db.set_value("User Permission", only, "hide_descendants", 1)
        frappe.clear_cache(user=self.limited)
        self.assertFalse(access.may_see_case(case, self.limited))
        self.assertTrue(access.may_see_case(self.here, self.limited))

    def forget_settings(self) -> None:
        """They are read once; a bench keeps them with the request."""
        frappe.clear_document_cache("System Settings", "System Settings")
        if hasattr(frappe.local, "system_settings"):
            del frappe.local.system_settings
