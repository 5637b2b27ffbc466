"""What an escalation says beside the bell, and of which cases: by priority, state, category and hours in a state."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, get_datetime

from cfm_app.base import consts, notices
from cfm_app.procedures.sop import escalation_messages, reminders, rungs
from cfm_app.procedures.sop.test_support import CATEGORY, SENSITIVE, SOP, RemindersTestCase


class TestBeyondTheBell(RemindersTestCase):
    """What goes out by mail or text message, where a rung says so."""

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.db.set_value("CFM SOP", SOP, "refer_within_hours", 0)
        self.outgoing_account()
        frappe.db.set_value("User", self.manager, "mobile_no", "+23566000000")

    def rung(self, **values) -> None:
        """The only rung of the procedure."""
        frappe.set_user("Administrator")
        sop = frappe.get_doc("CFM SOP", SOP)
        usual = {"trigger_on": "Hours after limit", "threshold": 24, "to_role": consts.MANAGER}
        sop.escalations = []
        sop.append("escalations", {**usual, **values})
        sop.save()
        frappe.set_user(self.operator)

    def mails(self) -> list[str]:
        frappe.set_user("Administrator")
        fresh = [
            each
            for due in reminders.batches(self.now)
            for each in notices.deliver(notices.fresh(due))
        ]
        escalation_messages.send(fresh)
        return self.queued()

    def queued(self) -> list[str]:
        """The mails to the manager that wait."""
        names = frappe.get_all("Email Queue Recipient", {"recipient": self.manager}, pluck="parent")
        return [frappe.db.get_value("Email Queue", name, "message") for name in names]

    def test_an_escalation_leaves_by_mail_in_the_words_of_its_template(self) -> None:
        words = {"subject": "Retard {{ hours }} h", "response": "<p>{{ name }}: {{ number }}</p>"}
        frappe.get_doc({"doctype": "Email Template", "name": "Retard", **words}).insert()
        self.rung(also_by="E-mail", email_template="Retard")
        case = self.received(400, "Register")
        sent = self.mails()
        self.assertEqual(len(sent), 1)
        self.assertIn(case.name, sent[0])
        self.assertEqual(self.mails(), sent)

    def test_what_becomes_due_at_once_leaves_in_one_message_that_names_no_case(self) -> None:
        self.rung(also_by="E-mail and SMS")
        frappe.db.set_single_value("SMS Settings", "sms_gateway_url", "https://sms.example")
        cases = [self.received(400, "Register").name for _each in range(notices.MOST_AT_ONCE + 1)]
        texts: list[str] = []
        with (
            patch.object(reminders, "now_datetime", lambda: self.now),
            patch.object(frappe.db, "commit"),
            patch(escalation_messages.SEND_SMS, lambda _to, words, **_: texts.append(words)),
        ):
            reminders.run()
            reminders.run()
        mails = self.queued()
        self.assertEqual((len(mails), len(texts)), (1, 1))
        self.assertFalse([name for name in cases if name in mails[0] or name in texts[0]])

    def test_it_speaks_of_its_priority_and_state_alone(self) -> None:
        self.rung(also_by="E-mail", only_priority="Urgente", only_state="Closed")
        self.received(400, "Register")
        self.assertEqual(self.mails(), [])
        self.assertEqual(self.told(self.manager, notices.ESCALATION), [])

    def test_a_case_that_stays_in_one_state_is_told_of_by_the_hours_of_the_calendar(self) -> None:
        self.rung(
            trigger_on=rungs.IN_STATE, threshold=24, also_by="E-mail", only_state="Registered"
        )
        fresh = self.received(400, "Register")
        left = self.received(400, "Register")
        for case, state in ((fresh, "Registered"), (left, "Registered")):
            self.assertEqual(frappe.db.get_value("Case", case.name, "workflow_state"), state)
        self.assertEqual(self.mails(), [])
        since = add_to_date(self.now, days=-20)
        frappe.db.set_value("Case", left.name, "state_since", since, update_modified=False)
        sent = self.mails()
        self.assertEqual(len(sent), 1)
        self.assertIn(left.name, sent[0])
        self.assertEqual(self.mails(), sent)
        self.assertEqual(self.told(self.manager, notices.IN_STATE), [notices.IN_STATE])

    def test_another_state_begins_anew(self) -> None:
        case = self.received(400, "Register")
        before = add_to_date(self.now, days=-20)
        frappe.db.set_value("Case", case.name, "state_since", before, update_modified=False)
        case.reload()
        case.description = "More"
        case.save()
        self.assertEqual(get_datetime(case.state_since), before)
        case.state_since = self.now
        case.save()
        self.assertEqual(get_datetime(case.reload().state_since), before)
        case = self.act(case, "Start Work")
        self.assertGreater(get_datetime(case.reload().state_since), before)

    def test_it_speaks_of_a_category_and_of_what_lies_below(self) -> None:
        frappe.set_user("Administrator")
        parent = frappe.db.get_value("Case Category", CATEGORY, "parent_case_category")
        other = frappe.get_all(
            "Case Category", {"parent_case_category": ["!=", parent], "is_group": 0}, pluck="name"
        )[0]
        for category, count in ((other, 0), (parent, 1), (CATEGORY, 1)):
            self.rung(also_by="E-mail", only_category=category)
            case = self.received(400, "Register")
            due = [each for found in reminders.batches(self.now) for each in found]
            told = [each.receiver for each in due if each.ref_name == case.name]
            self.assertEqual(told.count(self.manager), count, category)

    def test_a_state_without_hours_is_refused(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.rung(trigger_on=rungs.IN_STATE, threshold=0)

    def test_neither_names_a_restricted_case_and_a_text_message_names_none(self) -> None:
        frappe.set_user(self.operator)
        case = self.case(category=SENSITIVE)
        notice = notices.Notice(notices.ESCALATION, "r", 0, self.manager, "Case", case.name, 80)
        for words in (*escalation_messages.letter(notice, "X"), escalation_messages.text()):
            self.assertNotIn(case.name, words)
