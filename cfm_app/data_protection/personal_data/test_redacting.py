"""What somebody redacted by hand stays without what they blacked out, and nothing else of it stays anywhere."""

import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_months, nowdate

from cfm_app.base import consts
from cfm_app.data_protection.person_requests.test_support import NAME, PHONE
from cfm_app.data_protection.personal_data import (
    decisions,
    erasure,
    erasure_list,
    redacting,
    redaction_suggestions,
    redaction_texts,
    redaction_words,
    redactions,
    restored,
)
from cfm_app.data_protection.personal_data.test_support import RetentionTestCase
from cfm_app.security.sealing import envelope
from cfm_app.web.pages import retention_texts

MEMBER, REPORT = "Community Member", "Sensitive Report"
MONTHS = 61
WORDS = f"Zenaba Kosso says her card was lost in qzxplace; call {PHONE}. The queue was long."


class RedactingTestCase(RetentionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.moment = f"{add_months(nowdate(), -MONTHS)} 08:00:00"
        self.person = self.bare(MEMBER, full_name=NAME, phone=PHONE, phone_key=PHONE)

    def bare(self, doctype: str, **values: Any) -> str:
        return super().bare(doctype, **{"modified": self.moment, **values})

    def old_case(self, months: int = MONTHS, **values: Any) -> str:
        told = {"description": WORDS, "community_member": self.person}
        return super().old_case(months, **{**told, **values})

    def restricted_case(self) -> str:
        case = self.old_case(
            sensitivity=self.restricted, is_restricted=1, description=None, community_member=None
        )
        values = {"sensitivity": self.restricted, "community_member": self.person}
        report = self.bare(REPORT, cfm_case=case, description=WORDS, **values)
        for user in (self.handler, self.second):
            row = {"parenttype": REPORT, "parent": report, "parentfield": "handlers"}
            frappe.get_doc({"doctype": "CFM Case Handler", **row, "user": user}).db_insert()
        return case

    def text(self, case: str, words: str = WORDS) -> redaction_texts.FreeText:
        return next(each for each in redaction_texts.of_case(case) if each.text == words)

    def keep(self, case: str, *pieces: str, words: str = WORDS) -> str:
        """Black out pieces of a text and keep the rest; returns what should stay."""
        text = self.text(case, words)
        marked = [
            number
            for piece in pieces
            for number in redaction_words.within(
                words, words.index(piece), words.index(piece) + len(piece)
            )
        ]
        redacting.keep(case, text.place.key, redaction_words.digest_of(words), marked)
        return redaction_words.blacken(words, redaction_words.spans(words, marked))


class TestRedacting(RedactingTestCase):
    def test_what_was_redacted_stays_and_its_original_goes(self) -> None:
        case, other = self.old_case(), self.old_case()
        version = {"doctype": "Version", "ref_doctype": "Case", "docname": case}
        frappe.get_doc({**version, "data": json.dumps({"was": WORDS})}).db_insert()
        frappe.set_user(self.manager)
        stays = self.keep(case, NAME, "qzxplace", PHONE)
        frappe.set_user("Administrator")
        self.night()
        self.assertEqual(stays, frappe.db.get_value("Case", case, "description"))
        self.assertNotIn("qzxplace", stays)
        self.assertIsNone(frappe.db.get_value("Case", other, "description"))
        self.assertFalse(frappe.db.exists("Version", {"docname": case}))
        entries = frappe.get_all("CFM Search Entry", {"entry_case": case}, pluck="words")
        self.assertFalse([words for words in entries if "qzxplace" in (words or "")])
        line = frappe.get_doc(erasure_list.REGISTER, {"ref_name": case})
        self.assertEqual(1, line.kept_count)
        self.assertNotIn("qzxplace", json.dumps(line.as_dict(), default=str))

    def test_what_is_kept_of_it_holds_no_words(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        self.keep(case, NAME)
        row = frappe.get_all(redactions.DOCTYPE, {"cfm_case": case}, ["*"])[0]
        told = json.dumps(row, default=str)
        for word in ("Zenaba", "qzxplace", "queue"):
            self.assertNotIn(word, told)
        self.assertEqual(self.manager, row.redacted_by)

    def test_a_text_that_changed_since_goes_whole(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        self.keep(case, NAME)
        frappe.set_user("Administrator")
        later = f"Zenaba Kosso, daughter of Halima. {WORDS}"
        frappe.db.set_value("Case", case, "description", later, update_modified=False)
        self.night()
        self.assertIsNone(frappe.db.get_value("Case", case, "description"))

    def test_another_text_than_was_read_is_refused(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        key = self.text(case).place.key
        for shown, marked in (
            ("0" * 64, [0]),
            (redaction_words.digest_of(WORDS), [999]),
        ):
            with self.assertRaises(frappe.ValidationError):
                redacting.keep(case, key, shown, marked)
        with self.assertRaises(frappe.ValidationError):
            redacting.keep(case, "0" * 24, redaction_words.digest_of(WORDS), [0])

    def test_it_may_go_whole_after_all(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        self.keep(case, NAME)
        redacting.let_go(case, self.text(case).place.key)
        frappe.set_user("Administrator")
        self.night()
        self.assertIsNone(frappe.db.get_value("Case", case, "description"))

    def test_rows_and_messages_stay_as_well(self) -> None:
        case = self.old_case()
        note = "Called qzxname twice"
        row = {"parenttype": "Case", "parent": case, "parentfield": "follow_ups"}
        row = frappe.get_doc({"doctype": "Case Follow Up", **row, "action": note})
        row.name = frappe.generate_hash(length=10)
        row.db_insert()
        talk = self.bare(consts.CONVERSATION, last_words="x", last_message_on=self.moment)
        message = self.bare(consts.MESSAGE, conversation=talk, text="qzxname was there")
        link = {"parenttype": consts.CONVERSATION, "parent": talk, "parentfield": "cases"}
        frappe.get_doc({"doctype": "CFM Conversation Case", **link, "cfm_case": case}).db_insert()
        frappe.set_user(self.manager)
        stays = self.keep(case, "qzxname", words=note)
        said = self.keep(case, "qzxname", words="qzxname was there")
        frappe.set_user("Administrator")
        # The conversation goes by itself in the second one, once no case needs it.
        self.night()
        self.night()
        self.assertEqual(stays, frappe.db.get_value("Case Follow Up", row.name, "action"))
        self.assertEqual(said, frappe.db.get_value(consts.MESSAGE, message, "text"))

    def test_what_a_person_has_erased_goes_whole(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        self.keep(case, NAME)
        frappe.set_user("Administrator")
        place = erasure.Plan("Case", case, {"Case": [case]}, "PRQ-2026-000001")
        erasure.erase_all([place])
        self.assertIsNone(frappe.db.get_value("Case", case, "description"))

    # --- restored backups -------------------------------------------------------------------------
    def lines(self) -> list[dict[str, Any]]:
        """The list beside the database, as the register writes it."""
        fields = ["name", *erasure_list.TOLD, "documents"]
        rows = frappe.get_all(
            erasure_list.REGISTER, fields=fields, order_by="erased_on asc, name asc"
        )
        return [{key: row[key] and str(row[key]) for key in row} for row in rows]

    def bring_back(self, case: str, words: str) -> None:
        """An older backup: the words are there again, and nothing is known of erasures and redactions."""
        frappe.db.delete(erasure_list.REGISTER)
        frappe.db.delete(redactions.DOCTYPE)
        frappe.db.set_value("Case", case, "description", words, update_modified=False)

    def test_an_older_backup_gets_the_redacted_text_again(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        stays = self.keep(case, NAME, PHONE)
        frappe.set_user("Administrator")
        self.night()
        lines = self.lines()
        self.bring_back(case, WORDS)
        restored._apply(lines)
        self.assertEqual(stays, frappe.db.get_value("Case", case, "description"))
        self.bring_back(case, f"{WORDS} And more.")
        restored._apply(lines)
        self.assertIsNone(frappe.db.get_value("Case", case, "description"))

    def test_a_backup_from_before_anybody_could_redact_is_brought_up_to_date(self) -> None:
        case = self.restricted_case()
        report = {"cfm_case": case}
        frappe.set_user(self.handler)
        stays = self.keep(case, NAME)
        asked = decisions.ask(case)
        frappe.set_user(self.second)
        decisions.agree(asked.name)
        frappe.set_user("Administrator")
        self.night()
        (line,) = [each for each in self.lines() if each["ref_name"] == case]
        frappe.db.set_value(REPORT, report, "description", WORDS, update_modified=False)
        frappe.db.set_value(erasure_list.REGISTER, line["name"], "state", erasure_list.AGREED)
        older = set(frappe.db.get_table_columns(erasure_list.REGISTER)) - {
            "kept_count",
            "redactions",
        }
        with patch.object(frappe.db, "get_table_columns", lambda _doctype: sorted(older)):
            restored._enter(line, [])
            self.assertEqual(older & {"redactions"}, set(erasure_list.columns()) & {"redactions"})
        state = frappe.db.get_value(erasure_list.REGISTER, line["name"], "state")
        self.assertEqual(erasure_list.DONE, state)
        restored._apply([line])
        self.assertEqual(stays, frappe.db.get_value(REPORT, report, "description"))

    def test_what_was_erased_later_stays_gone(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        self.keep(case, NAME)
        frappe.set_user("Administrator")
        self.night()
        asked = erasure.Plan("Case", case, {"Case": [case]}, "PRQ-2026-000001")
        erasure.erase_all([asked])
        lines = sorted(self.lines(), key=lambda line: line["ground"].startswith("PRQ"))
        self.bring_back(case, WORDS)
        restored._apply(lines)
        self.assertIsNone(frappe.db.get_value("Case", case, "description"))

    # --- who ------------------------------------------------------------------------------------
    def test_only_who_decides_on_it_sees_its_texts(self) -> None:
        case, restricted = self.old_case(), self.restricted_case()
        for user, name, error in (
            (self.operator, case, frappe.PermissionError),
            (self.user(consts.ANALYST), case, frappe.PermissionError),
            (self.manager, restricted, frappe.DoesNotExistError),
            (self.user(consts.DATA_PROTECTION), restricted, frappe.DoesNotExistError),
            (self.user(consts.FRAUD), restricted, frappe.DoesNotExistError),
        ):
            frappe.set_user(user)
            with self.assertRaises(error):
                retention_texts.overview(name)
            with self.assertRaises(error):
                redacting.keep(name, "0" * 24, "0" * 64, [])
            with self.assertRaises(error):
                redacting.let_go(name, "0" * 24)

    def test_nothing_is_redacted_long_before(self) -> None:
        young = self.old_case()
        frappe.db.set_value("Case", young, "closed_on", nowdate(), update_modified=False)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.ValidationError):
            retention_texts.overview(young)

    def test_no_role_reads_or_writes_the_table(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        self.keep(case, NAME)
        name = frappe.get_all(redactions.DOCTYPE, {"cfm_case": case}, pluck="name")[0]
        with self.assertRaises(frappe.PermissionError):
            frappe.get_list(redactions.DOCTYPE)
        doc = frappe.get_doc(redactions.DOCTYPE, name)
        self.assertFalse(doc.has_permission("read"))
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    def test_two_decide_with_what_stays_before_them(self) -> None:
        case = self.restricted_case()
        frappe.set_user(self.handler)
        stays = self.keep(case, NAME, PHONE)
        line = decisions.ask(case)
        for user in (self.handler, self.second):
            frappe.set_user(user)
            with self.assertRaises(frappe.ValidationError):
                self.keep(case, NAME)
            with self.assertRaises(frappe.ValidationError):
                redacting.let_go(case, self.text(case).place.key)
        view = retention_texts.overview(case)
        self.assertTrue(view["is_decided"])
        self.assertEqual([stays], [each["stays"] for each in view["texts"]])
        decisions.agree(line.name)
        frappe.set_user("Administrator")
        self.night()
        report = {"cfm_case": case}
        self.assertEqual(stays, frappe.db.get_value(REPORT, report, "description"))

    def test_sealed_words_are_counted_and_go_whole(self) -> None:
        case = self.restricted_case()
        report = {"cfm_case": case}
        sealed = f"{envelope.BEGIN}\nAAAA\n-----END AGE ENCRYPTED FILE-----"
        frappe.db.set_value(REPORT, report, "description", sealed, update_modified=False)
        frappe.set_user(self.handler)
        view = retention_texts.overview(case)
        self.assertEqual((1, []), (view["sealed"], view["texts"]))
        (text,) = redaction_texts.of_case(case)
        self.assertEqual("", text.text)
        with self.assertRaises(frappe.ValidationError):
            redacting.keep(case, text.place.key, redaction_words.digest_of(""), [])
        self.assertFalse(frappe.db.exists(redactions.DOCTYPE, {"cfm_case": case}))

    def test_reading_the_texts_of_a_report_is_logged(self) -> None:
        case = self.restricted_case()
        report = frappe.db.get_value(REPORT, {"cfm_case": case})
        frappe.set_user(self.handler)
        frappe.flags.cfm_audit = set()
        retention_texts.overview(case)
        line = {"user": self.handler, "ref_doctype": REPORT, "ref_name": report, "action": "Read"}
        self.assertTrue(frappe.db.exists("CFM Access Log", line))


class TestSuggestions(RedactingTestCase):
    def offered(self, case: str, words: str) -> set[tuple[str, str]]:
        people = redaction_suggestions.People(case)
        return {(each.kind, each.text) for each in people.suggestions(words)}

    def test_names_phones_and_numbers_are_offered(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        words = f"Zénaba and kosso of {case} wrote to a.b@c.org, {PHONE}, 12 bags of rice"
        self.assertEqual(
            {
                (redaction_suggestions.NAME, "Zénaba"),
                (redaction_suggestions.NAME, "kosso"),
                (redaction_suggestions.NUMBER, case),
                (redaction_suggestions.ADDRESS, "a.b@c.org"),
                (redaction_suggestions.PHONE, PHONE),
            },
            self.offered(case, words),
        )

    def test_none_applies_itself(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        view = retention_texts.overview(case)
        text = view["texts"][0]
        self.assertTrue(text["suggestions"])
        self.assertEqual([], text["marks"])
        self.assertFalse(text["is_kept"])
        self.assertFalse(frappe.db.exists(redactions.DOCTYPE, {"cfm_case": case}))

    def test_who_may_not_know_the_person_is_told_no_name(self) -> None:
        case = self.restricted_case()
        frappe.db.set_single_value("CFM Settings", "identity_hours", 4)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        frappe.set_user(self.handler)
        kinds = {kind for kind, _text in self.offered(case, WORDS)}
        self.assertEqual({redaction_suggestions.PHONE}, kinds)
