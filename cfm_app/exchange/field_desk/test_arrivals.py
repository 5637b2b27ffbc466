"""What a device brings back: once each, under its number, and nothing sensitive in sight."""

import base64
import json
import os
from datetime import timedelta, timezone
from unittest.mock import patch

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.api import field_desk, idempotency
from cfm_app.base import consts
from cfm_app.exchange.field_desk import devices, envelopes, parts, receipts
from cfm_app.exchange.field_desk.test_support import (
    ORDINARY,
    PART,
    SENSITIVE,
    ArrivalsTestCase,
    enclosed,
    picture,
    sealed,
)
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import missing_documents, status_codes
from cfm_app.testing import request_of


class TestArrivals(ArrivalsTestCase):
    def test_it_forgets_after_as_many_days_as_the_office_sets(self) -> None:
        self.assertEqual(self.kit["unused_days"], 30)
        frappe.db.set_single_value("CFM Settings", "field_unused_days", 0)
        self.assertEqual(field_desk.renew(self.code)["unused_days"], 0)

    def test_it_takes_along_what_the_form_asks_for_and_nobody(self) -> None:
        self.assertEqual(
            set(self.kit),
            {
                "places",
                "categories",
                "answers",
                "statements",
                "scripts",
                "unused_days",
                "sent_days",
            },
        )
        self.assertIn("TD0701", [place["value"] for place in self.kit["places"]])
        self.assertNotIn("TD0101", [place["value"] for place in self.kit["places"]])
        self.assertTrue(self.kit["categories"][SENSITIVE]["restricted"])
        self.assertTrue(self.kit["statements"]["fra"]["statement_text"])
        self.case(description="Nobody takes this along", category=ORDINARY)
        self.assertNotIn("Nobody takes", json.dumps(field_desk.renew(self.code), default=str))

    def test_a_case_has_the_number_the_code_and_the_moment_of_the_desk(self) -> None:
        told_on = (now_datetime() - timedelta(days=2)).replace(microsecond=0)
        code = status_codes.fresh()
        utc = told_on.astimezone(timezone.utc).isoformat()
        with_zone = self.told(recorded_on=utc, status_code=code)
        made = self.send("4821", with_zone)
        case = frappe.get_doc("Case", made["case"])
        self.assertEqual(case.source_id, f"{self.code}-4821")
        self.assertEqual(status_codes.find(code), case.name)
        self.assertEqual(status_codes.of_case(case.name), spoken_codes.in_groups(code))
        self.assertLess(abs(get_datetime(case.received_on) - told_on), timedelta(days=1))

    def test_a_clock_that_cannot_be_right_is_not_believed(self) -> None:
        for number, moment in (
            ("1001", "2031-01-01T10:00:00Z"),
            ("1002", "1999-01-01"),
            ("1003", "x"),
            ("1004", "9999-12-31T23:59:59.999999-14:00"),
            ("1005", "0001-01-01T00:00:00+14:00"),
        ):
            made = self.send(number, self.told(recorded_on=moment), key=number)
            received = frappe.db.get_value("Case", made["case"], "received_on")
            self.assertLess(abs(get_datetime(received) - now_datetime()), timedelta(minutes=5))

    def test_what_is_sent_again_is_one_case_also_after_weeks(self) -> None:
        made = self.send("4821", self.told())
        later = now_datetime() + timedelta(days=100)
        rows = frappe.get_all(receipts.DOCTYPE, pluck="known_until")
        self.assertTrue(any(until and until > later for until in rows))
        idempotency.tidy()
        receipts.tidy()
        self.assertEqual(self.send("4821", self.told()), made)
        self.assertEqual(frappe.db.count("Case", {"source_id": f"{self.code}-4821"}), 1)

    def test_a_number_names_one_case(self) -> None:
        self.send("4821", self.told())
        with self.assertRaisesRegex(frappe.ValidationError, "another case"):
            self.send("4821", self.told(), key="k2")
        for number in ("XYZ-1234", f"{self.code}-12", f"{self.code}-1234' or 1=1"):
            with self.assertRaisesRegex(frappe.ValidationError, "no number of this device"):
                field_desk.send(self.code, number, self.told(), number)

    def test_what_was_sealed_goes_to_the_handlers_alone(self) -> None:
        words = self.told(SENSITIVE, status_code=status_codes.fresh())
        words["case"]["description"] = "SEALED-WORDS"
        made = self.send("5143", {"sealed": sealed(self.public_key, words)})
        self.assertTrue(made["restricted"])
        self.assertFalse(frappe.has_permission("Case", "read", doc=made["case"]))
        self.assertFalse(frappe.get_list("Case", filters={"name": made["case"]}))
        frappe.set_user("Administrator")
        self.assertFalse(frappe.db.exists("CFM Status Code", {"cfm_case": made["case"]}))
        report = frappe.get_value("Sensitive Report", {"cfm_case": made["case"]}, "description")
        self.assertIn("SEALED-WORDS", report or "")
        # A site that lost its keys: what the device sends again is still one case.
        frappe.db.delete(idempotency.DOCTYPE)
        frappe.db.delete(receipts.DOCTYPE)
        frappe.set_user(self.operator)
        with self.assertRaisesRegex(frappe.ValidationError, "another case"):
            self.send("5143", {"sealed": sealed(self.public_key, words)}, key="k2")

    def test_half_a_sign_keeps_no_case_outside(self) -> None:
        words = self.told(SENSITIVE)
        words["case"]["description"] = "CUT \ud83d HERE"
        made = self.send("5144", {"sealed": sealed(self.public_key, words)})
        report = frappe.get_value("Sensitive Report", {"cfm_case": made["case"]}, "description")
        self.assertRegex(report or "", "CUT . HERE")

    def test_a_damaged_envelope_is_refused_with_what_to_do(self) -> None:
        envelope = sealed(self.public_key, self.told(SENSITIVE))
        other = sealed(envelopes.new_pair().public, self.told(SENSITIVE))
        for at, broken in enumerate(
            (
                {**envelope, "body": envelope["body"][:-8] + "AAAAAAA="},
                {**envelope, "iv": ""},
                {**envelope, "key": "x"},
                {},
                other,
            )
        ):
            with self.assertRaisesRegex(frappe.ValidationError, "cannot be opened"):
                self.send("5143", {"sealed": broken}, key=f"k{at}")

    def test_what_was_sealed_names_what_is_closed_no_more_than_an_open_request(self) -> None:
        """An operator who seals by hand would learn by the refusal which restricted cases there are."""
        handler = self.user(consts.PSEA)
        frappe.set_user("Administrator")
        closed = self.case(category=SENSITIVE, description="Of others").name
        frappe.set_user(self.operator)
        missing_documents.guard()
        earlier = getattr(frappe.local, "request", None)
        frappe.local.request = request_of("/api/method/cfm_app.api.field_desk.send", "POST")
        self.addCleanup(setattr, frappe.local, "request", earlier)
        for number, person in enumerate(
            (
                {"doctype": "ToDo", "reference_type": "Case"},
                {"doctype": "Referral", "focal_point": handler},
                {"full_name": "X", "__islocal": 1},
            )
        ):
            said = []
            for at, name in enumerate((closed, "CFM-2020-000007")):
                named = {**person, "reference_name": name, "cfm_case": name}
                envelope = sealed(self.public_key, self.told(person=named))
                frappe.db.savepoint("sent")
                said.append(self.outcome(envelope, f"k{number}{at}").replace(name, "…"))
            self.assertEqual(said[0], said[1])

    def outcome(self, envelope: dict[str, str], key: str) -> str:
        try:
            made = self.send("5143", {"sealed": envelope}, key=key)
        except Exception as refusal:
            return f"{type(refusal).__name__}: {refusal}"
        finally:
            # The next one is another case of the same device.
            frappe.db.rollback(save_point="sent")
        return str(sorted(made))

    def test_files_come_in_parts_and_are_whole_or_not_there(self) -> None:
        content = picture()
        said, pieces = enclosed(content)
        item = self.told(files=[said])
        made = self.send("4821", item)
        self.assertEqual(made["missing"], {said["id"]: [0, 1, 2]})
        self.send_parts(said, pieces, 2, 0, 2)
        self.assertEqual(self.send("4821", item)["missing"], {said["id"]: [1]})
        self.assertEqual(self.files_of("Case", made["case"]), [])
        self.send_parts(said, pieces, 1)
        for _time in ("once", "its answer was lost"):
            self.assertEqual(self.send("4821", item)["missing"], {})
        [file] = self.files_of("Case", made["case"])
        self.assertEqual(bytes(file.get_content()), content)
        self.assertTrue(file.is_private)
        self.assertTrue(file.file_name.endswith(".jpg"))
        self.assertEqual(frappe.db.count(parts.DOCTYPE, {"device": self.code}), 0)

    def test_a_signature_shows_the_consent(self) -> None:
        signed, pieces = enclosed(b"\x89PNG\r\n\x1a\n\0\0\3\x84IDAT" + os.urandom(904), "signature")
        purposes = [{"purpose": "Record", "decision": "Granted"}]
        consent = {
            "purposes": purposes,
            "giver": "Self",
            "method": "Oral",
            "statement": self.read(),
        }
        item = self.told(consent=consent, files=[signed])
        self.send_parts(signed, pieces)
        made = self.send("4821", item)
        [file] = self.files_of("Case", made["case"])
        shown = frappe.db.get_value("Consent", {"cfm_case": made["case"]}, "evidence")
        self.assertEqual(shown, file.file_url)

    def read(self) -> str:
        return str(self.kit["statements"]["fra"]["name"])

    def test_files_of_a_sealed_case_go_to_its_report(self) -> None:
        content = b"OggS" + os.urandom(200)
        said, pieces = enclosed(content, "recording")
        item = {"sealed": sealed(self.public_key, self.told(SENSITIVE, files=[said]))}
        self.send_parts(said, pieces)
        made = self.send("5143", item)
        self.assertEqual(made["missing"], {})
        self.assertEqual(self.files_of("Case", made["case"]), [])
        frappe.set_user("Administrator")
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": made["case"]}, "name")
        [file] = self.files_of("Sensitive Report", report)
        self.assertEqual(bytes(file.get_content()), content)
        frappe.set_user(self.operator)
        self.assertFalse(frappe.has_permission("File", "read", doc=file.name))

    def test_what_is_no_file_of_the_case_is_not_kept(self) -> None:
        said, pieces = enclosed(picture(900))
        item = self.told(files=[said])
        other, strange = enclosed(picture(900))
        field_desk.send_part(self.code, said["id"], 0, strange[0])
        # Damaged on its way: it is asked for again, and comes.
        self.assertEqual(self.send("4821", item)["missing"], {said["id"]: [0]})
        self.send_parts(said, pieces)
        self.assertEqual(self.send("4821", item)["missing"], {})
        script, pieces = enclosed(b"<script>alert(1)</script>")
        self.send_parts(script, pieces)
        with self.assertRaisesRegex(frappe.ValidationError, "no picture"):
            self.send("4822", self.told(files=[script]), key="k2")
        for wrong in (
            {**other, "id": "../x"},
            {**other, "kind": "program"},
            {**other, "parts": 65},
            {**other, "key": "short"},
            {**other, "parts": "x"},
        ):
            with self.assertRaisesRegex(frappe.ValidationError, "cannot have made"):
                self.send("4823", self.told(files=[wrong]), key="k3")
        for file, number, content in (
            ("../../x", 0, "AA=="),
            (other["id"], 64, "AA=="),
            (other["id"], -1, "AA=="),
            (other["id"], 0, ""),
            (other["id"], 0, "not base64"),
            (other["id"], 0, base64.b64encode(bytes(PART + 29)).decode()),
        ):
            with self.assertRaisesRegex(frappe.ValidationError, "no part of a file"):
                field_desk.send_part(self.code, file, number, content)

    def test_of_whoever_is_not_recorded_no_file_is_kept(self) -> None:
        said, pieces = enclosed(picture(900))
        self.send_parts(said, pieces)
        refused = {"purposes": [{"purpose": "Record", "decision": "Refused"}]}
        made = self.send("4821", self.told(consent=refused, files=[said]))
        self.assertEqual((made["unrecorded"], made["missing"]), (True, {}))
        self.assertEqual(self.files_of("Case", made["case"]), [])
        self.assertEqual(frappe.db.count(parts.DOCTYPE, {"device": self.code}), 0)

    def test_a_device_does_not_fill_the_office_with_halves(self) -> None:
        begun = [enclosed(picture(200_000)) for _file in range(3)]
        with patch.object(parts, "MOST_UNFINISHED", 4):
            for said, pieces in begun:
                self.send_parts(said, pieces)
        self.assertEqual(frappe.db.count(parts.DOCTYPE, {"device": self.code}), 4)
        self.assertEqual(parts.missing(self.code, begun[0][0]["id"], 2), [0, 1])
        later = now_datetime() + timedelta(days=31)
        with patch.object(parts, "now_datetime", lambda: later):
            parts.tidy()
        self.assertEqual(frappe.db.count(parts.DOCTYPE, {"device": self.code}), 0)

    def test_a_person_that_comes_along_is_one(self) -> None:
        """Whatever else they say to be."""
        named = {"doctype": "ToDo", "full_name": "Zara Mahamat", "description": "x"}
        case = frappe.get_doc("Case", self.send("4821", self.told(person=named))["case"])
        known = frappe.db.get_value("Community Member", case.community_member, "full_name")
        self.assertEqual(known, "Zara Mahamat")

    def test_what_cannot_be_read_is_refused_with_a_sentence(self) -> None:
        for at, part in enumerate(
            (
                {"case": "x"},
                {"case": [1]},
                {"person": [1]},
                {"person": {"name": ["like", "%"]}},
                {"consent": {"purposes": "abc"}},
                {"consent": {"purposes": ["abc"]}},
            )
        ):
            with self.assertRaises((frappe.ValidationError, frappe.DoesNotExistError)):
                self.send("4821", self.told(**part), key=f"k{at}")

    def test_a_device_is_of_who_prepared_it_until_it_is_withdrawn(self) -> None:
        frappe.set_user(self.user(consts.PSEA))
        with self.assertRaisesRegex(frappe.PermissionError, "does not know this device"):
            self.send("4821", self.told())
        with self.assertRaises(frappe.PermissionError):
            field_desk.renew(self.code)
        manager = self.user(consts.MANAGER)
        frappe.set_user(manager)
        self.assertFalse(frappe.has_permission(devices.DOCTYPE, "write"))
        frappe.delete_doc(devices.DOCTYPE, self.code)
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.PermissionError):
            self.send("4821", self.told())

    def test_nobody_prepares_devices_without_end(self) -> None:
        with patch.object(devices, "MOST_OF_USER", 2):
            field_desk.prepare("A second one", None)
            with self.assertRaisesRegex(frappe.ValidationError, "2 devices"):
                field_desk.prepare("One too many", None)

    def test_who_records_no_cases_prepares_nothing(self) -> None:
        for role in (consts.FOCAL_POINT, consts.ANALYST):
            frappe.set_user(self.user(role))
            with self.assertRaises(frappe.PermissionError):
                field_desk.prepare("Phone", None)
        frappe.set_user(self.operator)
        with self.assertRaisesRegex(frappe.ValidationError, "name"):
            field_desk.prepare("  ", None)
        with self.assertRaisesRegex(frappe.ValidationError, "no known place"):
            field_desk.prepare("Phone", "nowhere")
