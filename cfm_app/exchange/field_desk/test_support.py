"""A device as its page is: what it seals, its files in parts, and what it sends."""

import base64
import hashlib
import json
import os
from typing import Any

import frappe
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cfm_app.api import field_desk
from cfm_app.base import consts
from cfm_app.exchange.field_desk import envelopes
from cfm_app.testing import CFMTestCase

ORDINARY, SENSITIVE = "Quantité de la ration", "Exploitation ou abus sexuel"


def sealed(public_key: str, value: dict[str, Any]) -> dict[str, str]:
    """As `field_seal.js` does it."""
    office = ec.EllipticCurvePublicKey.from_encoded_point(
        envelopes.CURVE, base64.b64decode(public_key)
    )
    own = ec.generate_private_key(envelopes.CURVE)
    shared = own.exchange(ec.ECDH(), office)
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=envelopes.PURPOSE).derive(shared)
    iv = os.urandom(12)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    parts = {
        "key": point,
        "iv": iv,
        "body": AESGCM(key).encrypt(iv, json.dumps(value).encode(), None),
    }
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


PART = 128 << 10


def enclosed(content: bytes, kind: str = "photo") -> tuple[dict[str, Any], list[str]]:
    """A file as `field_files.js` keeps it: what the case says of it, and its parts."""
    file, key = os.urandom(16).hex(), os.urandom(32)
    count = -(-len(content) // PART)
    sealed_parts = []
    for number in range(count):
        iv, piece = os.urandom(12), content[number * PART : (number + 1) * PART]
        body = AESGCM(key).encrypt(iv, piece, f"{file} {number} {count}".encode())
        sealed_parts.append(base64.b64encode(iv + body).decode())
    said = {"id": file, "kind": kind, "parts": count, "key": base64.b64encode(key).decode()}
    return {**said, "digest": hashlib.sha256(content).hexdigest()}, sealed_parts


def picture(size: int = 300_000) -> bytes:
    """What begins like a JPEG file, has one scan of this size, and notes nothing."""
    return b"\xff\xd8\xff\xda\0\2" + os.urandom(size).replace(b"\xff", b"\0") + b"\xff\xd9"


class ArrivalsTestCase(CFMTestCase):
    """A device that an operator has prepared, and what they send from it."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        made = field_desk.prepare("Phone of the desk", "TD07")
        self.code, self.public_key, self.kit = made["code"], made["public_key"], made["kit"]

    def told(self, category: str = ORDINARY, **more: Any) -> dict[str, Any]:
        case = {"category": category, "channel": "Bureau de plaintes", "description": "Told here"}
        return {"case": case, "person": {}, "consent": {}, "outcome": "register", **more}

    def send(self, number: str, item: dict[str, Any], key: str = "k1") -> dict[str, Any]:
        return field_desk.send(self.code, f"{self.code}-{number}", item, key)

    def send_parts(self, said: dict[str, Any], pieces: list[str], *numbers: int) -> None:
        for number in numbers or range(len(pieces)):
            field_desk.send_part(self.code, said["id"], number, pieces[number])

    def files_of(self, doctype: str, name: str) -> list[Any]:
        attached = {"attached_to_doctype": doctype, "attached_to_name": name}
        names = frappe.get_all("File", attached, pluck="name", order_by="creation asc")
        return [frappe.get_doc("File", each) for each in names]
