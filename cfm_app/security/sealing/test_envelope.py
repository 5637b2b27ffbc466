"""A key under a passphrase, on a machine that has much to do."""

import base64
from typing import Any
from unittest.mock import patch

import frappe
import pyrage

from cfm_app.security.sealing import envelope
from cfm_app.security.sealing.test_support import armored, locked_quickly
from cfm_app.testing import CFMTestCase

PASSPHRASE = "four words nobody joins 7!"


def locked_with(work: int) -> str:
    """Something that looks like a key under a passphrase, locked with so much work."""
    salt, key, seal = (base64.b64encode(bytes(n)).rstrip(b"=").decode() for n in (16, 32, 32))
    header = f"age-encryption.org/v1\n-> scrypt {salt} {work}\n{key}\n--- {seal}\n".encode()
    return armored(header + bytes(48))


def too_hard() -> str:
    """What was locked by a machine that does in a second what others do in half an hour."""
    return locked_with(30)


class TestEnvelope(CFMTestCase):
    locked: str

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        # This takes a second of one processor, on purpose.
        cls.locked = envelope.lock_with(PASSPHRASE, "secret")

    def test_a_busy_machine_says_nothing_of_the_passphrase(self) -> None:
        frappe.local.lang = "en"
        with self.assertRaises(envelope.Unreadable) as refused:
            envelope.unlock_with(PASSPHRASE, too_hard())
        self.assertIn("too busy", str(refused.exception))

    def test_a_moment_in_which_the_machine_is_busy_is_waited_for(self) -> None:
        decrypt, left = pyrage.passphrase.decrypt, [too_hard()] * 3

        def busy_at_first(text: bytes, passphrase: str) -> Any:
            return decrypt(left.pop().encode() if left else text, passphrase)

        with patch.object(envelope.pyrage.passphrase, "decrypt", busy_at_first):
            self.assertEqual(envelope.unlock_with(PASSPHRASE, self.locked), "secret")

    def test_a_busy_machine_does_not_lock_a_key_with_little_work(self) -> None:
        frappe.local.lang = "en"
        little = locked_with(envelope.LEAST_WORK - 1).encode()
        with (
            patch.object(envelope.pyrage.passphrase, "encrypt", return_value=little) as locking,
            self.assertRaises(envelope.Unreadable) as refused,
        ):
            envelope.lock_with(PASSPHRASE, "secret")
        self.assertIn("too busy", str(refused.exception))
        self.assertEqual(locking.call_count, envelope.ATTEMPTS)
        self.assertGreaterEqual(envelope.work_of(self.locked.encode()), envelope.LEAST_WORK)
        self.assertEqual(envelope.work_of(too_hard().encode()), 30)

    def test_another_passphrase_is_told(self) -> None:
        locked = locked_quickly(PASSPHRASE, "secret")
        self.assertEqual(envelope.unlock_with(PASSPHRASE, locked), "secret")
        with self.assertRaises(envelope.Unreadable) as refused:
            envelope.unlock_with("another one 12345!", locked)
        self.assertNotIn("busy", str(refused.exception))
