"""Passkeys in place of a code: what a device signs counts once, for what it was asked, and for nobody else."""

import json
import struct
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from unittest import mock, skipUnless

import frappe
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from cfm_app.api import second_factor as api
from cfm_app.base import consts
from cfm_app.security.second_factor import (
    factor,
    idle,
    own_sessions,
    passkey_challenges,
    passkeys,
    step_up,
)
from cfm_app.security.second_factor.passkey_challenges import (
    LOG_IN,
    STEP_UP,
    to_bytes,
    to_text,
)
from cfm_app.security.second_factor.test_step_up import FactorTestCase

HOST, ORIGIN = "cfm.example.org", "https://cfm.example.org"
PRESENT, VERIFIED, MADE = 1, 4, 64


def cbor(value: Any) -> bytes:
    """The little of CBOR (RFC 8949) that authenticators write."""

    def head(kind: int, number: int) -> bytes:
        if number < 24:
            return bytes([kind << 5 | number])
        size, form = (24, ">B") if number < 256 else (25, ">H")
        return bytes([kind << 5 | size]) + struct.pack(form, number)

    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


class Device:
    """A security key as the standard describes one; what it does wrong is said to it."""

    def __init__(self, host: str = HOST, origin: str = ORIGIN) -> None:
        self.host, self.origin = host, origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = sha256(str(id(self)).encode()).digest()
        self.count = 0

    def make(self, invitation: dict[str, Any], flags: int = PRESENT | VERIFIED) -> str:
        point = self.key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }
        attested = bytes(16) + struct.pack(">H", len(self.number)) + self.number + cbor(public)
        data = self.data(flags | MADE) + attested
        told = self.told("webauthn.create", invitation["challenge"])
        made = cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self.answer(clientDataJSON=told, attestationObject=made)

    def use(self, question: dict[str, Any], flags: int = PRESENT | VERIFIED) -> str:
        self.count += 1
        data, told = self.data(flags), self.told("webauthn.get", question["challenge"])
        signed = self.key.sign(data + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self.answer(clientDataJSON=told, authenticatorData=data, signature=signed)

    def data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def answer(self, **parts: bytes) -> str:
        number = to_text(self.number)
        response = {name: to_text(part) for name, part in parts.items()}
        found = {"id": number, "rawId": number, "type": "public-key", "response": response}
        return json.dumps(found, separators=(",", ":"))


@skipUnless(passkeys.library(), "the library webauthn is not installed")
class PasskeyTestCase(FactorTestCase):
    def setUp(self) -> None:
        super().setUp()
        for patch in (
            mock.patch.dict(frappe.local.conf, {"host_name": ORIGIN}),
            mock.patch.object(passkey_challenges, "now", lambda: self.moment),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        self.addCleanup(frappe.local.response.pop, "asks_passkey", None)
        self.device = self.added()

    def added(self) -> Device:
        device = Device()
        step_up.grant()
        api.add_passkey(device.make(api.new_passkey()), "  Clé   bleue ")
        self.pass_minutes(20)
        return device

    def asked(self, purpose: str = STEP_UP, user: str = "") -> dict[str, Any]:
        found = passkeys.request_options(user or self.psea, purpose)
        assert found is not None
        return found

    def is_wrong(self, answer: str) -> None:
        with self.assertRaises(factor.WrongCodeError):
            factor.verify(answer)
        # The next try is not judged by the ones before.
        frappe.db.set_value("CFM Second Factor", {"user": self.psea}, "failures", 0)
        self.assertTrue(step_up.is_due())


class TestUse(PasskeyTestCase):
    def test_it_stands_for_a_code(self) -> None:
        with self.assertRaises(step_up.StepUpError):
            step_up.require(step_up.RIGHTS)
        self.assertEqual(frappe.local.response["asks_passkey"], step_up.PASSKEY_METHOD)
        api.confirm(self.device.use(api.passkey_question()))
        step_up.require(step_up.RIGHTS)
        (kept,) = passkeys.of_user(self.psea)
        self.assertEqual((kept.title, kept.sign_count), ("Clé bleue", 1))

    def test_an_answer_counts_once(self) -> None:
        answer = self.device.use(self.asked())
        factor.verify(answer)
        self.is_wrong(answer)

    def test_wrong_ones_are_questions_of_their_own(self) -> None:
        question = self.asked()
        stranger = Device()
        stranger.number = self.device.number
        self.is_wrong(stranger.use(question))
        # It was answered, if wrongly.
        self.is_wrong(self.device.use(question))

    def test_a_question_runs_out(self) -> None:
        question = self.asked()
        self.pass_minutes(3.1)
        self.is_wrong(self.device.use(question))

    def test_it_answers_what_was_asked_and_where(self) -> None:
        self.is_wrong(self.device.use(self.asked(LOG_IN)))
        question = self.asked()
        self.sit(self.psea, "stolen")
        self.is_wrong(self.device.use(question))
        made_up = {"challenge": to_text(bytes(32))}
        self.is_wrong(self.device.use(made_up))

    def test_nobody_elses_counts(self) -> None:
        other = self.user(consts.PSEA, email="psea-two@test.cfm")
        frappe.defaults.set_default(f"{other}_otplogin", 1, "__2fa")
        self.sit(other)
        theirs = self.added()
        self.sit(self.psea)
        self.is_wrong(theirs.use(self.asked()))
        answer = theirs.use(self.asked(user=other))
        self.is_wrong(answer)

    def test_its_person_and_its_place_are_verified(self) -> None:
        for spoil in (
            lambda device: {"flags": PRESENT},
            lambda device: setattr(device, "origin", "https://cfm.example.org.evil.example"),
            lambda device: setattr(device, "origin", "http://cfm.example.org"),
            lambda device: setattr(device, "host", "evil.example"),
            lambda device: setattr(device, "key", ec.generate_private_key(ec.SECP256R1())),
        ):
            self.spoilt(spoil)
        factor.verify(self.device.use(self.asked()))

    def spoilt(self, spoil: Callable[[Device], Any]) -> None:
        before = vars(self.device).copy()
        more = spoil(self.device) or {}
        self.is_wrong(self.device.use(self.asked(), **more))
        count = self.device.count
        vars(self.device).update(before | {"count": count})

    def test_rubbish_is_wrong_and_no_failure(self) -> None:
        good = json.loads(self.device.use(self.asked()))
        for change in (
            {"response": {}},
            {"response": {"clientDataJSON": "é"}},
            {"response": {"clientDataJSON": to_text(b"[]")}},
            {"response": {"clientDataJSON": to_text(b"[" * 9000)}},
            {"id": 3},
            {"response": {**good["response"], "authenticatorData": "AAAA"}},
            {"response": {**good["response"], "signature": None}},
        ):
            self.is_wrong(json.dumps({**good, **change}, separators=(",", ":")))
        for text in ("{", "{}", "[1]", "{" * 3000, "{" + "1" * 30_000, '{"a":' + "[" * 9000):
            self.is_wrong(text)

    def test_a_copy_is_found_out_by_its_count(self) -> None:
        factor.verify(self.device.use(self.asked()))
        factor.verify(self.device.use(self.asked()))
        step_up.end()
        self.device.count = 0
        self.is_wrong(self.device.use(self.asked()))
        self.assertEqual(passkeys.of_user(self.psea), [])
        self.is_told("Clé bleue")

    def is_told(self, word: str) -> None:
        told = frappe.get_all("Notification Log", {"for_user": self.psea}, pluck="subject")
        self.assertTrue([line for line in told if word in line], told)

    def test_guesses_lock(self) -> None:
        other = Device()
        for error in (factor.WrongCodeError, factor.WrongCodeError, factor.LockedError):
            self.assertRaises(error, factor.verify, other.use(self.asked()))
        self.assertRaises(factor.LockedError, factor.verify, self.device.use(self.asked()))

    def test_it_opens_a_locked_session(self) -> None:
        own_sessions.record_device()
        with mock.patch.object(frappe.local, "login_manager", mock.Mock(), create=True):
            idle.lock()
            self.assertRaises(idle.CodeNeededError, idle.unlock, "right")
            answer = self.device.use(frappe.local.response.pop("passkey"))
            idle.unlock("right", answer)
            self.assertFalse(idle.is_locked())
            idle.lock()
            self.assertRaises(factor.WrongCodeError, idle.unlock, "right", answer)
        self.assertTrue(idle.is_locked())

    def test_the_log_in_takes_one(self) -> None:
        self.sit("Guest")
        frappe.session.sid = "Guest"
        question = factor.offer(self.psea)["passkey"]
        answer = self.device.use(question)
        self.assertTrue(factor.take_passkey(self.psea, answer))
        self.assertFalse(factor.take_passkey(self.psea, answer))


class TestList(PasskeyTestCase):
    def test_a_stolen_session_adds_and_removes_none(self) -> None:
        (kept,) = passkeys.of_user(self.psea)
        for act in (
            api.new_passkey,
            lambda: api.add_passkey("{}"),
            lambda: api.remove_passkey(kept.mark),
        ):
            self.assertRaises(step_up.StepUpError, act)

    def test_its_person_removes_it(self) -> None:
        (kept,) = passkeys.of_user(self.psea)
        question = self.asked()
        step_up.grant()
        api.remove_passkey(kept.mark)
        self.assertRaises(frappe.DoesNotExistError, api.remove_passkey, kept.mark)
        self.pass_minutes(20)
        self.is_wrong(self.device.use(question))
        self.assertFalse(step_up.has_passkey())

    def test_a_device_is_added_once_and_verifies_its_person(self) -> None:
        step_up.grant()
        with self.assertRaises(frappe.ValidationError):
            api.add_passkey(self.device.make(api.new_passkey()))
        with self.assertRaises(frappe.ValidationError):
            api.add_passkey(Device().make(api.new_passkey(), flags=PRESENT))
        answer = Device().make(api.new_passkey())
        api.add_passkey(answer)
        with self.assertRaises(frappe.ValidationError):
            api.add_passkey(answer)

    def test_a_reset_ends_them(self) -> None:
        factor.reset(self.psea)
        self.assertEqual(passkeys.of_user(self.psea), [])

    def test_no_hand_writes_them(self) -> None:
        frappe.set_user("Administrator")
        row = frappe.get_doc("CFM Passkey", {"user": self.psea})
        row.sign_count = 0
        self.assertRaises(frappe.PermissionError, row.save)

    def test_the_public_half_alone_is_kept(self) -> None:
        (kept,) = passkeys.of_user(self.psea)
        secret = self.device.key.private_numbers().private_value.to_bytes(32, "big")
        self.assertNotIn(secret, to_bytes(kept.public_key))


class TestPlace(FactorTestCase):
    def test_it_is_what_the_machine_says(self) -> None:
        for given, found in (
            ("https://cfm.example.org/", ("cfm.example.org", "https://cfm.example.org")),
            ("cfm.example.org", ("cfm.example.org", "https://cfm.example.org")),
            ("https://CFM.example.org:8443", ("cfm.example.org", "https://cfm.example.org:8443")),
            ("http://localhost:8000", ("localhost", "http://localhost:8000")),
            ("http://cfm.example.org", None),
            ("https://10.0.0.7", None),
            ("https://[fe80::1]", None),
            ("", None),
        ):
            with mock.patch.dict(frappe.local.conf, {"host_name": given, "hostname": ""}):
                place = passkey_challenges.place()
                self.assertEqual(place and (place.host, place.origin), found, given)

    def test_without_the_library_codes_go_on(self) -> None:
        with mock.patch.object(passkeys, "library", lambda: None):
            self.assertFalse(step_up.has_passkey())
            self.assertIsNone(passkeys.request_options(self.psea, STEP_UP))
            self.assertRaises(factor.WrongCodeError, factor.verify, '{"id":"x","response":{}}')
            api.confirm(self.code())
