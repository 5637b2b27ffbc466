"""Who sees a conversation: its class, those entrusted with it, their deputies, and its cases."""

from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.cases import from_conversation, person_merge
from cfm_app.channels import road
from cfm_app.security.access_rule import access
from cfm_app.testing import CFMTestCase

ABUSE = "Exploitation ou abus sexuel"
ORDINARY = "Quantité de la ration"


class TestRoad(CFMTestCase):
    def setUp(self) -> None:
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.psea = self.user(consts.PSEA)
        self.other = self.user(consts.PSEA, email="other.psea@test.cfm")
        self.fraud = self.user(consts.FRAUD)
        self.everybody = (self.operator, self.manager, self.psea, self.other, self.fraud)
        account = frappe.get_doc(
            {
                "doctype": "CFM Channel Account",
                "account_name": "road",
                "adapter": "SMS",
                "channel": "SMS",
                "in_sender": "from",
                "in_id": "id",
            }
        ).insert()
        made = {"doctype": consts.CONVERSATION, "account": account.name, "unique_key": "road"}
        self.conversation = frappe.get_doc(made).insert(ignore_permissions=True)
        self.message = frappe.get_doc(
            {
                "doctype": consts.MESSAGE,
                "conversation": self.conversation.name,
                "direction": "In",
                "text": "x",
            }
        ).insert(ignore_permissions=True)

    def seen_by(self) -> set[str]:
        """Who sees it; a message is seen by whoever sees its conversation, in lists as by name."""
        found = set()
        for user in self.everybody:
            sees = access.may_see(consts.CONVERSATION, self.conversation.name, user)
            self.assertEqual(sees, access.may_see(consts.MESSAGE, self.message.name, user))
            frappe.set_user(user)
            for doc in (self.conversation, self.message):
                listed = frappe.get_list(doc.doctype, filters={"name": doc.name})
                self.assertEqual(bool(listed), sees)
                self.assertEqual(bool(frappe.has_permission(doc.doctype, "read", doc)), sees)
            frappe.set_user("Administrator")
            found |= {user} if sees else set()
        return found

    def link(self, category: str) -> Any:
        case = self.case(category=category)
        from_conversation._link(self.conversation, case.name)
        self.conversation.reload()
        return frappe.get_doc("Case", case.name)

    def test_an_ordinary_one_is_the_offices(self) -> None:
        self.assertEqual(self.seen_by(), {self.operator, self.manager})

    def test_a_restricted_one_is_its_handlers(self) -> None:
        road.classify(self.conversation, self.class_of(consts.PSEA))
        self.assertEqual(self.seen_by(), {row.user for row in self.conversation.handlers})
        self.assertTrue(self.seen_by() <= {self.psea, self.other})
        self.conversation.handlers[0].valid_until = add_days(nowdate(), -1)
        gone = self.conversation.handlers[0].user
        self.conversation.save(ignore_permissions=True)
        self.assertNotIn(gone, self.seen_by())

    def test_a_deputy_stands_in(self) -> None:
        name = self.class_of(consts.PSEA)
        road.classify(self.conversation, name)
        self.conversation.set("handlers", [{"user": self.psea}])
        self.conversation.save(ignore_permissions=True)
        self.assertEqual(self.seen_by(), {self.psea})
        frappe.get_doc(
            {
                "doctype": "CFM Focal Point",
                "user": self.psea,
                "functional_area": frappe.get_all("CFM Functional Area", pluck="name")[0],
                "sensitivity": name,
                "deputy": self.other,
                "absent_from": nowdate(),
                "enabled": 1,
            }
        ).db_insert()
        self.assertEqual(self.seen_by(), {self.psea, self.other})

    def test_it_is_entrusted_with_its_case(self) -> None:
        case = self.link(ABUSE)
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        report.set("handlers", [{"user": self.other}])
        report.save()
        self.assertEqual(self.seen_by(), {self.other})
        self.assertEqual(self.conversation.handlers, [])

    def test_it_follows_its_case_into_another_class_and_lets_go_of_others(self) -> None:
        self.link(ABUSE)
        second = self.link(ORDINARY)
        second.sensitivity = self.class_of(consts.FRAUD)
        second.sensitivity_reason = "x"
        second.save()
        self.conversation.reload()
        self.assertEqual(self.conversation.sensitivity, second.sensitivity)
        self.assertEqual([row.cfm_case for row in self.conversation.cases], [second.name])
        self.assertNotIn(self.psea, self.seen_by())

    def test_messages_name_no_case_that_it_let_go_of(self) -> None:
        """Whoever handles the one class would learn of a case of the other by what was told of it."""
        told = self.link(ORDINARY)
        self.message.db_set({"informs_case": told.name, "informs_state": "On its way"})
        other = self.link(ORDINARY)
        told.sensitivity = self.class_of(consts.PSEA)
        told.save()
        other.sensitivity = self.class_of(consts.FRAUD)
        other.save()
        self.conversation.reload()
        self.assertEqual([row.cfm_case for row in self.conversation.cases], [other.name])
        self.message.reload()
        self.assertFalse(self.message.informs_case or self.message.informs_state)

    def test_notices_and_shares_of_others_go(self) -> None:
        told = {"document_type": consts.CONVERSATION, "document_name": self.conversation.name}
        notice = {"doctype": "Notification Log", "for_user": self.operator, "subject": "x"}
        frappe.get_doc({**notice, **told}).insert(ignore_permissions=True)
        road.classify(self.conversation, self.class_of(consts.PSEA))
        users = frappe.get_all("Notification Log", filters=told, pluck="for_user")
        self.assertNotIn(self.operator, users)

    def test_a_conversation_follows_its_person_into_another_record(self) -> None:
        people = [
            frappe.get_doc({"doctype": "Community Member", "full_name": name}).insert().name
            for name in ("Achta Mahamat", "Achta Mahamatt")
        ]
        self.conversation.db_set("community_member", people[1])
        person_merge.merge(people[0], people[1])
        self.conversation.reload()
        self.assertEqual(self.conversation.community_member, people[0])

    def test_one_that_is_opened_names_nobody_known_from_restricted_cases_alone(self) -> None:
        members = [
            frappe.get_doc({"doctype": "Community Member", "full_name": name}).insert().name
            for name in ("Achta Mahamat", "Hawa Idriss")
        ]
        self.case(category=ABUSE, community_member=members[0])
        for member, named in zip(members, (None, members[1]), strict=True):
            road.classify(self.conversation, self.class_of(consts.PSEA))
            self.conversation.db_set("community_member", member)
            road.classify(self.conversation, None)
            self.conversation.reload()
            self.assertEqual(self.conversation.community_member, named)

    def class_of(self, role: str) -> str:
        found = frappe.db.get_value("Case Sensitivity", {"handler_role": role, "hidden": 1}, "name")
        return str(found)

    def test_no_right_that_a_manager_gives_lets_anybody_rewrite_what_was_said(self) -> None:
        rights = dict.fromkeys(("read", "write", "create", "delete"), 1)
        for doctype in (consts.CONVERSATION, consts.MESSAGE):
            row = {"doctype": "Custom DocPerm", "parenttype": "DocType", "parent": doctype}
            row |= {"parentfield": "permissions", "role": consts.OPERATOR, "permlevel": 0}
            frappe.get_doc({**row, **rights}).insert()
            frappe.clear_cache(doctype=doctype)
        frappe.set_user(self.operator)
        forged = {"doctype": consts.MESSAGE, "conversation": self.conversation.name}
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc({**forged, "direction": "Out", "state": "Queued"}).insert()
        for doctype, name, values in (
            (consts.MESSAGE, self.message.name, {"text": "Something else"}),
            (consts.CONVERSATION, self.conversation.name, {"contact_address": "+23566999999"}),
        ):
            doc = frappe.get_doc(doctype, name)
            self.assertTrue(doc.has_permission("write") and doc.has_permission("delete"))
            doc.update(values)
            self.assertRaises(frappe.PermissionError, doc.save)
            self.assertRaises(frappe.PermissionError, frappe.delete_doc, doctype, name)
        of_it = {"conversation": self.conversation.name}
        self.assertEqual(frappe.get_all(consts.MESSAGE, filters=of_it, pluck="text"), ["x"])
