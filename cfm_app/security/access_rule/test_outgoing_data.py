"""What leaves by itself: ordinary cases without words of people, and nothing of restricted ones."""

import pickle
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app import hooks
from cfm_app.base import consts
from cfm_app.data_protection.personal_data import field_map
from cfm_app.security.access_rule import outgoing_data
from cfm_app.testing import CFMTestCase

GRAVE = "Exploitation ou abus sexuel"


class TestLeaving(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.manager)

    def webhook(self, **values: Any) -> Any:
        given = {
            "doctype": "Webhook",
            "name": "New cases",
            "webhook_doctype": "Case",
            "webhook_docevent": "after_insert",
            "request_url": "https://example.org/hook",
            "request_method": "POST",
            "request_structure": "Form URL-Encoded",
            "webhook_data": [
                {"fieldname": "name", "key": "number"},
                {"fieldname": "channel", "key": "channel"},
            ],
        }
        return frappe.get_doc({**given, **values}).insert(ignore_permissions=True)

    def refused(self, **values: Any) -> None:
        with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
            self.webhook(**values)

    def test_one_for_cases_says_itself_that_it_keeps_silent_on_restricted_ones(self) -> None:
        made = self.webhook()
        self.assertEqual(made.condition, outgoing_data.OF_CASES)
        made.condition = "doc.priority == 'Haute' or doc.phase == 'New'"
        made.save(ignore_permissions=True)
        self.assertTrue(made.condition.startswith(f"{outgoing_data.OF_CASES} and ("))
        made.save(ignore_permissions=True)
        self.assertEqual(made.condition.count(outgoing_data.OF_CASES), 1)
        frappe.set_user("Administrator")
        self.assertEqual(
            self.webhook(name="Of the Administrator").condition, outgoing_data.OF_CASES
        )

    def test_one_for_what_may_name_cases_asks_about_each_document(self) -> None:
        frappe.set_user("Administrator")
        made = self.webhook(webhook_doctype="CFM Location", webhook_data=[], condition="doc.name")
        self.assertEqual(made.condition, f"{outgoing_data.OF_OTHERS} and (doc.name)")
        for _again in range(2):
            made.save()
        self.assertEqual(made.condition, f"{outgoing_data.OF_OTHERS} and (doc.name)")
        case, grave = self.case(), self.case(category=GRAVE)
        for name, leaves in ((case.name, True), (grave.name, False)):
            doc = frappe.get_doc({"doctype": "CFM Location", "name": "x"})
            doc.run_method("on_change")
            with (
                self.subTest(leaves=leaves),
                patch.object(outgoing_data, "_linked_documents", return_value=[("Case", name)]),
            ):
                met = frappe.safe_eval(made.condition, None, {"doc": doc})
                self.assertEqual(bool(met), leaves)

    def test_each_event_that_sets_one_off_asks_before(self) -> None:
        events = frappe.get_meta("Webhook").get_field("webhook_docevent").options.split("\n")
        for event in filter(None, events):
            self.assertIn(
                "cfm_app.security.access_rule.outgoing_data.attach_answer",
                hooks.doc_events["*"][event],
            )

    def test_webhooks_of_before_keep_silent_too(self) -> None:
        frappe.set_user("Administrator")
        made = self.webhook()
        frappe.db.set_value("Webhook", made.name, "condition", "doc.priority == 'Haute'")
        closed = self.webhook(name="On closed", webhook_doctype="CFM Location", webhook_data=[])
        frappe.db.set_value("Webhook", closed.name, "webhook_doctype", "Comment")
        outgoing_data.guard_stored_webhooks()
        made.reload()
        self.assertEqual(made.condition, f"{outgoing_data.OF_CASES} and (doc.priority == 'Haute')")
        self.assertFalse(frappe.db.get_value("Webhook", closed.name, "enabled"))

    def test_what_became_restricted_while_it_waited_is_not_sent(self) -> None:
        frappe.set_user("Administrator")
        case, grave = self.case(), self.case(category=GRAVE)
        outgoing_data.check_before_sending(
            outgoing_data.SENDER, {"doc": case, "webhook": {}}, transaction_type="job"
        )
        with self.assertRaises(outgoing_data.Withheld):
            outgoing_data.check_before_sending(outgoing_data.SENDER, {"doc": grave, "webhook": {}})

    def test_the_log_of_what_was_on_its_way_names_no_restricted_case(self) -> None:
        frappe.set_user("Administrator")
        case, grave = self.case(), self.case(category=GRAVE)
        hook = self.webhook().name
        for name, told in ((case.name, True), (grave.name, False)):
            given = {"doctype": outgoing_data.LOG, "webhook": hook, "reference_document": name}
            log = frappe.get_doc({**given, "data": f'"{name}"'}).insert()
            self.assertEqual(name in frappe.as_json(log.as_dict()), told)

    def test_what_was_logged_before_goes_and_nothing_else(self) -> None:
        frappe.set_user("Administrator")
        case, other = self.case(), self.case()
        hook = self.webhook().name
        logs = {}
        for about, said in ((case, ""), (other, case.name), (other, other.name)):
            given = {
                "doctype": outgoing_data.LOG,
                "webhook": hook,
                "reference_document": about.name,
            }
            log = frappe.get_doc({**given, "data": f'"{said}"'}).insert()
            logs[log.name] = said == other.name
        outgoing_data.forget_case(case.name)
        self.assertEqual(
            {name: bool(frappe.db.exists(outgoing_data.LOG, name)) for name in logs}, logs
        )

    def test_a_copy_of_a_document_stays(self) -> None:
        frappe.set_user("Administrator")
        case = self.case()
        outgoing_data.attach_answer(case)
        self.assertFalse(case.flags.stays_here)
        self.assertTrue(pickle.loads(pickle.dumps(case.flags.stays_here)))

    def test_no_condition_gets_around_it(self) -> None:
        grave = frappe.get_doc("Case", self.case(category=GRAVE).name)
        made = self.webhook()
        for condition in (
            f"{outgoing_data.OF_CASES} or True",
            f"{outgoing_data.OF_CASES} and False or True",
            f"{outgoing_data.OF_CASES} and (True) or (True)",
            "True  # doc",
        ):
            made.condition = condition
            made.save(ignore_permissions=True)
            with self.subTest(condition=condition):
                self.assertFalse(frappe.safe_eval(made.condition, None, {"doc": grave}))
        made.condition = "1) or (1"
        with self.assertRaises(frappe.ValidationError):
            made.save(ignore_permissions=True)

    def test_a_case_that_is_restricted_from_the_beginning_does_not_leave(self) -> None:
        """What is shown of it in memory looks like an ordinary one."""
        grave = self.case(category=GRAVE)
        self.assertFalse(outgoing_data.may_leave(grave))
        self.assertFalse(grave.is_ordinary())
        case = self.case(category="Retard de distribution")
        case.update({"category": GRAVE, "sensitivity_reason": "x"})
        case.save()
        self.assertFalse(case.is_ordinary())

    def test_no_condition_asks_about_a_person(self) -> None:
        for condition in (
            "doc.sex == 'Female'",
            "'Fatima' in (doc.description or '')",
            "doc.get('community_member')",
            "doc.get(doc.priority)",
            "[each for each in doc.follow_ups]",
            "doc == 1",
            "doc.get_formatted('description')",
        ):
            with self.subTest(condition=condition):
                self.refused(condition=condition)
        self.assertTrue(self.webhook(condition="doc.priority == 'Haute'").name)

    def test_no_table_leaves(self) -> None:
        for field in ("follow_ups", "contact_attempts", "_comments", "owner", "handlers"):
            with self.subTest(field=field):
                self.refused(webhook_data=[{"fieldname": field, "key": "x"}])

    def test_no_word_of_a_person_leaves(self) -> None:
        for field in ("description", "community_member", "sex", "place_details"):
            self.refused(webhook_data=[{"fieldname": field, "key": "x"}])
        body = {
            "request_structure": "JSON",
            "webhook_json": '{"x": {{ doc.description | tojson }}}',
        }
        self.refused(**body, webhook_data=[])
        self.refused(is_dynamic_url=1, request_url="https://example.org/{{ doc.sex }}")

    def test_no_template_makes_words_of_what_holds_some(self) -> None:
        """Of whatever type: a field of the office in which people may have said something is enough."""
        body = {"request_structure": "JSON", "webhook_json": '{"x": {{ doc.name | tojson }}}'}
        of_places = {"webhook_doctype": "CFM Location", "webhook_data": []}
        self.assertTrue(self.webhook(**body, **of_places).name)
        told = field_map.Entry("CFM Location", "x", field_map.PERSON, "words", "answer", "empty")
        with patch.object(field_map, "of", return_value={"x": told}):
            self.refused(name="Another", **body, **of_places)
            address = {"is_dynamic_url": 1, "request_url": "https://example.org/{{ doc.name }}"}
            self.refused(name="A third", **address, **of_places)

    def test_what_is_closed_has_none_whoever_asks(self) -> None:
        for user in (self.manager, "Administrator"):
            frappe.set_user(user)
            for doctype in ("Sensitive Report", "Community Member", "Comment", "Referral", "File"):
                self.refused(webhook_doctype=doctype, webhook_data=[])

    def test_the_own_network_is_no_address(self) -> None:
        self.refused(request_url="http://10.0.0.7/hook")
        for inner in ("[64:ff9b::7f00:1]", "[::127.0.0.1]", "[2002:7f00:1::]", "[::ffff:10.0.0.1]"):
            self.refused(request_url=f"http://{inner}/hook")
        self.refused(request_url="http://{{ doc.name }}/hook", is_dynamic_url=1)

    def test_ordinary_cases_leave_and_restricted_ones_do_not(self) -> None:
        frappe.set_user("Administrator")
        case = self.case()
        grave = self.case(category=GRAVE)
        self.assertTrue(outgoing_data.may_leave(frappe.get_doc("Case", case.name)))
        self.assertFalse(outgoing_data.may_leave(frappe.get_doc("Case", grave.name)))
        self.assertTrue(frappe.get_doc("Case", grave.name).is_restricted)
        comment = case.add_comment("Comment", "One word")
        self.assertFalse(outgoing_data.may_leave(comment))

    def test_what_names_a_restricted_case_does_not_leave(self) -> None:
        frappe.set_user("Administrator")
        case, grave = self.case(), self.case(category=GRAVE)
        for name, leaves in ((case.name, True), (grave.name, False)):
            self.assertEqual(outgoing_data._is_open("Case", name), leaves)
        self.assertFalse(outgoing_data._is_open("Community Member", "anybody"))
        self.assertTrue(outgoing_data.may_leave(frappe.get_doc("Case Category", GRAVE)))
