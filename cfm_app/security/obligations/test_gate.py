"""Who lacks something records nothing and opens no identity, by whatever door; afterwards it works at once."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import client

from cfm_app.api import cases, console, loop
from cfm_app.base import consts
from cfm_app.cases import from_call, from_conversation, refer, worklists
from cfm_app.cases.wellbeing import advice
from cfm_app.channels import calls, taking, threads
from cfm_app.channels.adapters.base import CallEvent
from cfm_app.exchange import case_import, list_export
from cfm_app.security.access_rule import access, open_documents, permission_hooks
from cfm_app.security.obligations import gate, names
from cfm_app.security.obligations.test_support import KIND, ObligationsTestCase

LOG = b"Ref,Date received,What was said\nT-1,03/02/2026,Something\n"
LINK = 'href="/cfm/obligations"'


def _about(case: str) -> dict[str, str]:
    return {"reference_type": "Case", "reference_name": case}


class TestGate(ObligationsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        self.member = frappe.get_doc(
            {"doctype": "Community Member", "full_name": "Zenaba Known", "phone": "66 12 34 56"}
        ).insert()
        self.stored = self.case(community_member=self.member.name)
        self.talk = frappe.get_doc(
            {
                "doctype": consts.CONVERSATION,
                "channel": "SMS",
                "contact_address": "+23566123456",
                "community_member": self.member.name,
            }
        ).insert()
        self.oblige(consts.OPERATOR)

    def doors(self) -> dict[str, Callable[[], Any]]:
        """The ways by which an operator records something or changes what is recorded."""
        case = {"doctype": "Case", "description": "Told"}
        stored = self.stored.name
        return {
            "form": lambda: frappe.get_doc(case).insert(),
            "insert": lambda: client.insert(dict(case)),
            "many": lambda: client.insert_many([dict(case)]),
            "save": lambda: client.save({**frappe.get_doc("Case", stored).as_dict(), "age": 1}),
            "value": lambda: client.set_value("Case", stored, "description", "Changed"),
            "fast page": lambda: console.new_case(case={"description": "Told"}),
            "person": lambda: frappe.get_doc(
                {"doctype": "Community Member", "full_name": "New"}
            ).insert(),
            "consent": lambda: frappe.get_doc({"doctype": "Consent", "cfm_case": stored}).insert(),
            "answer": lambda: cases.answer(stored, "On Thursday."),
            "refer": lambda: refer.refer(stored, {"functional_area": "Logistique", "reason": "x"}),
            "contact": lambda: loop.record_contact(stored, outcome="No answer"),
            "note": lambda: frappe.get_doc("Case", stored).add_comment("Comment", "x"),
            # For themselves: the framework lets nobody without power give tasks to others.
            "task": lambda: frappe.get_doc(
                {
                    "doctype": "ToDo",
                    "description": "x",
                    "allocated_to": self.operator,
                    **_about(stored),
                }
            ).insert(),
            "file": lambda: frappe.get_doc(
                {
                    "doctype": "File",
                    "file_name": "a.txt",
                    "content": "x",
                    "attached_to_doctype": "Case",
                    "attached_to_name": stored,
                }
            ).insert(),
            "file afterwards": lambda: self._hang_file(stored),
            "tag": lambda: frappe.get_doc(
                {
                    "doctype": "Tag Link",
                    "tag": "x",
                    "document_type": "Case",
                    "document_name": stored,
                }
            ).insert(ignore_permissions=True, ignore_links=True),
            "advice": lambda: advice.ask(stored, "What now?"),
            "message": lambda: from_conversation.make_case(self.talk.name, {}),
            "system": lambda: frappe.get_doc(case).insert(ignore_permissions=True),
        }

    def _hang_file(self, case: str) -> None:
        file = {"doctype": "File", "file_name": "b.txt", "content": "x", "is_private": 1}
        made = frappe.get_doc(file).insert()
        made.update({"attached_to_doctype": "Case", "attached_to_name": case})
        made.save()

    def refused(self, act: Callable[[], Any]) -> str:
        frappe.db.savepoint("door")
        with self.assertRaises(gate.ObligationError) as refusal:
            act()
        frappe.db.rollback(save_point="door")
        return str(refusal.exception)

    def test_each_door_refuses_with_the_way_out(self) -> None:
        frappe.set_user(self.operator)
        for name, act in self.doors().items():
            with self.subTest(name):
                said = self.refused(act)
                self.assertIn(LINK, said)
                self.assertIn(KIND, said)
        frappe.set_user("Administrator")
        self.assertEqual(frappe.db.count("Case"), 1)

    def test_after_signing_it_works_at_once(self) -> None:
        frappe.set_user(self.operator)
        self.refused(lambda: console.new_case(case={"description": "Told"}))
        self.sign_as(self.operator)
        made = console.new_case(case={"description": "Told"})
        self.assertTrue(frappe.db.exists("Case", made["case"]))

    def test_the_sentence_is_in_the_users_language(self) -> None:
        frappe.set_user(self.operator)
        frappe.local.lang = "fr"
        self.addCleanup(setattr, frappe.local, "lang", "en")
        self.assertIn("Vous ne pouvez", self.refused(lambda: self.case()))

    def test_a_row_of_an_import_says_why(self) -> None:
        frappe.set_user(self.operator)
        result = case_import.run(LOG, "log.csv")
        self.assertEqual((result.created, result.failed), (0, 1))
        self.assertIn(KIND, result.errors[0].message)
        self.sign_as(self.operator)
        self.assertEqual(case_import.run(LOG, "log.csv").created, 1)

    def test_a_call_becomes_no_case(self) -> None:
        account = frappe.get_doc(
            {
                "doctype": "CFM Channel Account",
                "account_name": "calls",
                "adapter": "Free line",
                "channel": "Ligne verte",
                "extensions": [{"extension": "201", "user": self.operator}],
            }
        ).insert()
        given = {"is_out": False, "caller": "+23566123456", "called": "1212", "people": ("201",)}
        event = CallEvent(call_id="c1", kind="newCall", on=frappe.utils.now_datetime(), **given)
        call = calls.apply_event(account, event)
        frappe.set_user(self.operator)
        self.refused(lambda: from_call.make_case(call, {"case": {"description": "Told"}}))
        self.sign_as(self.operator)
        made = from_call.make_case(call, {"case": {"description": "Told"}})
        self.assertTrue(made["case"])

    # --- identities ---------------------------------------------------------------------------
    def test_no_identity_is_opened(self) -> None:
        frappe.set_user(self.operator)
        member, talk = self.member.name, self.talk.name
        self.assertEqual(frappe.get_list("Community Member"), [])
        self.assertEqual(frappe.get_list(consts.CONVERSATION), [])
        self.assertFalse(access.may_see("Community Member", member))
        self.assertFalse(frappe.has_permission("Community Member", "read", doc=member))
        self.assertEqual(console.lookup_caller("66 12 34 56"), [])
        for act in (
            lambda: open_documents.get_open("Community Member", member),
            lambda: open_documents.get_open("Community Member", "NO-SUCH"),
            lambda: taking.take(talk),
            lambda: taking.visible(talk),
        ):
            self.refused(act)

    def test_what_follows_a_person_is_closed_with_them(self) -> None:
        told = {"comment_type": "Comment", "content": "secret"}
        place = {"reference_doctype": "Community Member", "reference_name": self.member.name}
        comment = frappe.get_doc({"doctype": "Comment", **told, **place}).insert()
        self.assertFalse(permission_hooks.carrier_permission(comment, "read", self.operator))
        self.sign_as(self.operator)
        self.assertTrue(permission_hooks.carrier_permission(comment, "read", self.operator))

    def test_own_work_is_read_as_before(self) -> None:
        frappe.set_user(self.operator)
        self.assertEqual([row.name for row in frappe.get_list("Case")], [self.stored.name])
        self.assertTrue(frappe.has_permission("Case", "read", doc=self.stored.name))
        self.assertIn(self.stored.name, str(worklists.for_office()))

    def test_after_signing_identities_open_and_are_logged(self) -> None:
        frappe.set_user(self.operator)
        self.sign_as(self.operator)
        self.assertEqual(len(console.lookup_caller("66 12 34 56")), 1)
        self.assertTrue(open_documents.get_open("Community Member", self.member.name))

    # --- who is not concerned -----------------------------------------------------------------
    def test_others_are_not_concerned(self) -> None:
        for user in ("Administrator", self.user(consts.MANAGER)):
            frappe.set_user(user)
            self.assertTrue(self.case().name)

    def test_within_grace_everything_works(self) -> None:
        settings = frappe.get_doc(names.SETTINGS)
        settings.obligations[0].grace_days = 3
        settings.save()
        frappe.set_user(self.operator)
        self.assertTrue(self.case().name)

    def test_what_the_system_notes_in_somebodys_name_is_noted(self) -> None:
        frappe.set_user(self.operator)
        with gate.suspended():
            self.assertTrue(self.case().name)
        self.refused(lambda: self.case())

    def test_threads_and_exports_show_no_person(self) -> None:
        frappe.set_user(self.operator)
        self.refused(lambda: threads.view(taking.visible(self.talk.name)))
        request = list_export.ExportRequest("Case", ("name", "description"), {}, "csv")
        self.assertNotIn(b"Zenaba", list_export.write(request))
