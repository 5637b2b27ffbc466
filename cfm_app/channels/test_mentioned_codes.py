"""Whoever writes the code of something restricted is seen by those entrusted with it alone."""

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.cases import reclassify
from cfm_app.channels import composing, conversations, mentioned_codes, road
from cfm_app.channels.adapters.base import Inbound
from cfm_app.security.access_rule import access, status_codes
from cfm_app.testing import CFMTestCase

ORDINARY, FRAUD = "Quantité de la ration", "Fraude et corruption"
OTHER_PHONE = "+23566009195"


class TestToldCodes(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.fraud = self.user(consts.FRAUD)
        account = {"doctype": "CFM Channel Account", "account_name": "codes", "adapter": "SMS"}
        account |= {"channel": "SMS", "in_sender": "from", "in_id": "id", "enabled": 1}
        self.account = frappe.get_doc({**account, "out_url": "https://gateway.example"}).insert()
        self.restricted = self.case(category=ORDINARY)
        self.code = status_codes.of_case(self.restricted.name)

    def restrict(self) -> None:
        reclassify.reclassify(self.restricted.name, FRAUD, "It is something else")

    def write(self, text: str) -> str:
        number = frappe.db.count(consts.MESSAGE)
        said = Inbound(f"in-{number}", f"+2356600{number:04d}", None, text, now_datetime())
        return conversations.store_message(self.account, said)

    def seen_by(self, conversation: str) -> list[str]:
        users = (self.operator, self.fraud)
        return [user for user in users if access.may_see(consts.CONVERSATION, conversation, user)]

    def test_a_code_alone_is_answered_and_seen_by_nobody_else(self) -> None:
        self.restrict()
        conversation = self.write(self.code)
        self.assertEqual(self.seen_by(conversation), [self.fraud])
        rows = frappe.get_all(
            consts.MESSAGE, {"conversation": conversation}, ["direction", "state"], order_by="name"
        )
        self.assertEqual(sorted(row.direction for row in rows), ["In", "Out"])

    def test_the_answer_leaves_and_nothing_else_does(self) -> None:
        """It says what it says of each case that somebody works on."""
        self.restrict()
        conversation = frappe.get_doc(consts.CONVERSATION, self.write(self.code))
        message = frappe.get_doc(
            consts.MESSAGE, {"conversation": conversation.name, "direction": "Out"}
        )
        self.assertIsNone(composing.refusal(conversation, composing.draft_of(message)))
        typed = composing.of_words(message.text)
        self.assertEqual(composing.refusal(conversation, typed), composing.why_restricted())

    def test_among_other_words(self) -> None:
        self.restrict()
        bare = self.code.replace("-", "")
        for text in (
            f"mon code: {self.code.lower()} merci",
            f"c'est {bare}",
            f"x {' '.join(bare)}",
        ):
            self.assertEqual(self.seen_by(self.write(text)), [self.fraud], text)

    def test_what_was_written_before_the_case_became_restricted(self) -> None:
        conversation = self.write(f"Bonjour, {self.code}")
        other = self.write("Bonjour")
        self.assertEqual(self.seen_by(conversation), [self.operator])
        self.restrict()
        self.assertEqual(self.seen_by(conversation), [self.fraud])
        self.assertEqual(self.seen_by(other), [self.operator])

    def test_the_code_of_what_somebody_wrote(self) -> None:
        first = self.write("Bonjour")
        code = status_codes.reserve(first)
        name = frappe.db.get_value("Case Sensitivity", {"handler_role": consts.FRAUD}, "name")
        road.classify(frappe.get_doc(consts.CONVERSATION, first), name)
        self.assertEqual(self.seen_by(self.write(code)), [self.fraud])

    def test_ordinary_codes_and_words_change_nothing(self) -> None:
        words = "Je voudrais savoir quand la distribution commence " * 40
        for text in (self.code, words, "", "٢٣٤٦٧٨٩٢٣"):
            self.assertEqual(self.seen_by(self.write(text)), [self.operator])

    def test_what_reads_as_a_code(self) -> None:
        bare = self.code.replace("-", "")
        self.assertEqual(mentioned_codes.codes_in("nothing", self.code), [bare])
