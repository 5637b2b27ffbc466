"""A link in a mail or text message: no content, one referral, one person, one act, for as long as the office says."""

import re
from typing import Any
from unittest import mock

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.cases import answer_referral, hand_over, refer, revoke
from cfm_app.channels.act_links import links, telling
from cfm_app.channels.push import devices
from cfm_app.procedures.sop import escalation_messages
from cfm_app.testing import CFMTestCase

LINK = re.compile(r"\?k=([\w.-]+)")


class LinksTestCase(CFMTestCase):
    """An office that tells receivers by mail and text message, and what left it."""

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.focal, self.colleague = (
            self.user(consts.FOCAL_POINT, email=f"{name}@test.cfm") for name in ("noura", "brahim")
        )
        self.operator = self.user(consts.OPERATOR)
        for number, user in enumerate((self.focal, self.colleague)):
            frappe.db.set_value("User", user, "mobile_no", f"+2356600000{number}")
        self.outgoing_account()
        frappe.db.set_single_value("SMS Settings", "sms_gateway_url", "https://sms.example")
        self.settings("E-mail and SMS")
        self.texts: list[str] = []
        for context in (
            # What leaves is stored at once: here it goes with the test.
            mock.patch.object(frappe.db, "commit"),
            mock.patch.object(frappe, "enqueue"),
            mock.patch(
                escalation_messages.SEND_SMS, lambda _to, words, **_: self.texts.append(words)
            ),
        ):
            context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)
        frappe.set_user(self.operator)

    def settings(self, ways: str, hours: int = 48) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.update({telling.ALSO_BY: ways, links.HOURS: hours})
        settings.save()

    def referred(self, category: str = "Quantité de la ration") -> str:
        case = self.case(category=category, description="Zibeline")
        self.consent(case.name, consts.SHARE_INSIDE)
        self.act(frappe.get_doc("Case", case.name), "Register")
        given = {"focal_point": self.focal, "shared_summary": "Zibeline"}
        return str(refer.refer(case.name, given).name)

    def sent(self) -> str:
        """The link of the last text message, after all that waits has left."""
        telling.deliver()
        found = LINK.search(self.texts[-1])
        assert found
        return found[1]

    def opened(self, text: str, user: str = "") -> links.Opened:
        frappe.set_user(user or self.focal)
        return links.opened(text)

    def row(self, referral: str) -> Any:
        return frappe.db.get_value(
            telling.DOCTYPE, {"referral": referral}, ["*"], as_dict=True, order_by="creation desc"
        )


class TestSending(LinksTestCase):
    def test_mail_and_text_message_carry_the_link_and_no_content(self) -> None:
        referral = self.referred()
        self.sent()
        [mail] = frappe.get_all("Email Queue Recipient", {"recipient": self.focal}, pluck="parent")
        queued = frappe.get_doc("Email Queue", mail)
        case = frappe.db.get_value("Referral", referral, "cfm_case")
        [text] = self.texts
        for said in (queued.message, text):
            for word in (referral, case, "Zibeline", "ration", self.operator):
                self.assertNotIn(word, said)
        self.assertLess(len(text), 160)
        self.assertFalse(queued.reference_name)
        stored = str(self.row(referral))
        self.assertNotIn(LINK.search(text)[1].partition(".")[0], stored)  # type: ignore[index]

    def test_nothing_leaves_where_the_office_does_not_say_so(self) -> None:
        frappe.set_user("Administrator")
        self.settings("")
        frappe.set_user(self.operator)
        referral = self.referred()
        telling.deliver()
        self.assertEqual((self.texts, self.row(referral)), ([], None))

    def test_several_notices_within_the_hour_are_one_message(self) -> None:
        referral = self.referred()
        frappe.get_doc("Referral", referral).add_comment("Comment", "Où en est-ce ?")
        self.sent()
        frappe.get_doc("Referral", referral).add_comment("Comment", "Et maintenant ?")
        telling.deliver()
        self.assertEqual(len(self.texts), 1)

    def test_who_hears_by_push_gets_neither(self) -> None:
        now = now_datetime()
        columns = "name creation modified modified_by owner docstatus idx user mark".split()
        row = ("own", now, now, self.focal, self.focal, 0, 0, self.focal, "mark")
        frappe.db.bulk_insert(devices.DOCTYPE, columns, [row])
        self.referred()
        telling.deliver()
        self.assertEqual(self.texts, [])
        frappe.db.set_value(devices.DOCTYPE, "own", "state", devices.FAILED)
        self.referred()
        telling.deliver()
        self.assertEqual(len(self.texts), 1)

    def test_what_no_longer_waits_is_not_told(self) -> None:
        referral = self.referred()
        revoke.revoke(referral, "Une erreur")
        telling.deliver()
        self.assertEqual((self.texts, self.row(referral)), ([], None))

    def test_what_was_on_its_way_when_the_machine_went_down_leaves_again(self) -> None:
        referral = self.referred()
        lost = {"state": telling.SENDING, "state_on": add_to_date(now_datetime(), minutes=-6)}
        frappe.db.set_value(telling.DOCTYPE, self.row(referral).name, lost)
        self.assertEqual(self.opened(self.sent()).referral, referral)

    def test_the_time_is_bounded(self) -> None:
        frappe.set_user("Administrator")
        with self.assertRaises(frappe.ValidationError):
            self.settings("SMS", 721)


class TestOpening(LinksTestCase):
    def test_it_opens_the_referral_for_its_person_alone(self) -> None:
        referral = self.referred()
        text = self.sent()
        self.assertEqual(self.opened(text).referral, referral)
        self.assertEqual(self.opened(text).referral, referral)
        unknown = self.opened(f"{'x' * 22}.{'x' * 22}")
        self.assertFalse(unknown.referral)
        for user in (self.colleague, self.operator, "Administrator"):
            self.assertEqual(self.opened(text, user), unknown)

    def test_a_changed_link_opens_nothing(self) -> None:
        self.referred()
        text = self.sent()
        unknown = self.opened("")
        for at, character in enumerate(text):
            # The last character of each half holds fewer bits than it may write.
            if at not in (21, 22, 44):
                changed = text[:at] + ("A" if character != "A" else "B") + text[at + 1 :]
                self.assertEqual(self.opened(changed), unknown, at)
        secret, _dot, signature = text.partition(".")
        for given in (secret, f"{secret}.", f".{signature}", f"{text}x", f"{text}\n", "%", 7, None):
            self.assertEqual(self.opened(links.read(given)), unknown)

    def test_a_row_that_somebody_wrote_opens_nothing(self) -> None:
        """Who could write into the database still could not sign."""
        referral = self.referred()
        self.sent()
        secret = "s" * 22
        mark = {"mark": links._hash(secret)}
        frappe.db.set_value(telling.DOCTYPE, self.row(referral).name, mark)
        forged = f"{secret}.{links._signature('guessed', secret, self.focal)}"
        self.assertFalse(self.opened(forged).referral)

    def test_it_is_used_up_by_each_act_wherever_that_is_taken(self) -> None:
        acts = (
            lambda name: answer_referral.accept(name),
            lambda name: answer_referral.answer(name, "Livré"),
            lambda name: answer_referral.send_back(name, "Pas mon domaine"),
            lambda name: self.act(frappe.get_doc("Referral", name), "Accept"),
        )
        for act in acts:
            frappe.set_user(self.operator)
            referral = self.referred()
            text = self.sent()
            frappe.set_user(self.focal)
            act(referral)
            self.assertIn("a servi", self.said(text))

    def said(self, text: str, user: str = "") -> str:
        found = self.opened(text, user)
        self.assertFalse(found.referral)
        return self.as_read_by(self.focal, found.why) if found.why else ""

    def test_what_is_sent_again_is_another_act_with_a_link_of_its_own(self) -> None:
        referral = self.referred()
        first = self.sent()
        frappe.set_user(self.focal)
        answer_referral.send_back(referral, "Pas mon domaine")
        frappe.set_user(self.operator)
        refer.send_again(referral, {"reason": "Si"})
        second = self.sent()
        self.assertIn("a servi", self.said(first))
        self.assertEqual(self.opened(second).referral, referral)

    def test_after_its_time_after_a_withdrawal_and_in_other_hands_it_says_so(self) -> None:
        referral = self.referred()
        text = self.sent()
        own = self.row(referral).name
        frappe.db.set_value(telling.DOCTYPE, own, "until", add_to_date(now_datetime(), seconds=-1))
        self.assertIn("délai", self.said(text))
        frappe.db.set_value(telling.DOCTYPE, own, "until", add_to_date(now_datetime(), hours=1))
        frappe.set_user("Administrator")
        with mock.patch.object(hand_over, "colleagues", lambda _doc: [self.colleague]):
            hand_over.hand_over(referral, self.colleague)
        other = self.sent()
        self.assertIn("attend plus", self.said(text))
        self.assertEqual(self.opened(other, self.colleague).referral, referral)
        frappe.set_user(self.operator)
        revoke.revoke(referral, "Une erreur")
        self.assertIn("attend plus", self.said(other, self.colleague))

    def test_it_is_forgotten_long_after_its_time(self) -> None:
        referral = self.referred()
        self.sent()
        links.tidy()
        self.assertTrue(self.row(referral))
        past = add_to_date(now_datetime(), days=-31)
        own = self.row(referral).name
        frappe.db.set_value(telling.DOCTYPE, own, {"until": past, "creation": past})
        links.tidy()
        self.assertIsNone(self.row(referral))

    def test_no_hand_writes_or_reads_the_table(self) -> None:
        self.referred()
        self.sent()
        frappe.set_user("Administrator")
        found = frappe.get_doc(telling.DOCTYPE, frappe.get_all(telling.DOCTYPE, pluck="name")[0])
        self.assertRaises(frappe.PermissionError, found.save)
        for user in (self.operator, self.focal):
            frappe.set_user(user)
            self.assertFalse(frappe.has_permission(telling.DOCTYPE, "read"))
