"""Files of a device's case: signatures, photos, recordings.

The case names them with the keys of their parts. Once all parts have arrived, a file is stored with the
case, or with the report of a restricted one, and the parts are deleted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

import frappe
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from frappe import _
from frappe.model.document import Document

from cfm_app.base.arguments import as_rows
from cfm_app.base.counting import counted
from cfm_app.channels import media
from cfm_app.exchange.field_desk import parts
from cfm_app.security.entitlement import clearance

SIGNATURE, THUMB = "signature", "thumb"
KINDS = (SIGNATURE, THUMB, "photo", "recording")
# They show that the person agreed.
OF_CONSENT = (SIGNATURE, THUMB)
MOST = 8
MOST_BYTES = parts.MOST_PARTS * parts.PART_BYTES
IV_BYTES, KEY_BYTES = 12, 32


@dataclass(frozen=True)
class Enclosure:
    """What a case says of a file that comes with it."""

    file: str
    kind: str
    count: int
    """Of its parts."""
    digest: str
    """SHA-256 of what is in it, in hexadecimal."""
    key: bytes

    @classmethod
    def of(cls, row: dict[str, Any]) -> Enclosure:
        """As the device wrote it; a sentence for what it cannot have written."""
        try:
            key = base64.b64decode(str(row.get("key") or ""), validate=True)
            made = cls(
                str(row.get("id") or ""),
                str(row.get("kind") or ""),
                int(row.get("parts") or 0),
                str(row.get("digest") or ""),
                key,
            )
        except (binascii.Error, ValueError, TypeError):
            return frappe.throw(_("The device names a file that it cannot have made."))
        is_known = parts.FILE.fullmatch(made.file) and made.kind in KINDS
        if not is_known or not 0 < made.count <= parts.MOST_PARTS or len(key) != KEY_BYTES:
            frappe.throw(_("The device names a file that it cannot have made."))
        return made


def of(given: dict[str, Any]) -> list[Enclosure]:
    """The files that a case of a device names, each once."""
    found = [Enclosure.of(row) for row in as_rows(given.get("files"))]
    if len(found) > MOST or len({each.file for each in found}) != len(found):
        frappe.throw(counted(_("At most {0} files come with a case."), MOST))
    return found


def content_of(device: str, enclosure: Enclosure) -> bytes:
    """What is in a file all parts of which are here; a sentence where it is not what the case says."""
    opened = AESGCM(enclosure.key)
    pieces = []
    try:
        for number in range(enclosure.count):
            sealed = parts.read(device, enclosure.file, number)
            about = f"{enclosure.file} {number} {enclosure.count}".encode()
            pieces.append(opened.decrypt(sealed[:IV_BYTES], sealed[IV_BYTES:], about))
    except (InvalidTag, ValueError):
        return b""
    content = b"".join(pieces)
    return content if hashlib.sha256(content).hexdigest() == enclosure.digest else b""


def attach(
    case: str, consent: str | None, number: int, enclosure: Enclosure, content: bytes
) -> str:
    """Store a private file; its first bytes decide whether it is a picture or a sound. Returns its name."""
    ending = media.kind_of(content)
    if not ending:
        frappe.throw(_("The file is no picture, sound, film or PDF, so it was not kept."))
    file = keep(case, f"{enclosure.kind}-{number}.{ending}", content)
    if consent and file.attached_to_doctype == "Case" and enclosure.kind in OF_CONSENT:
        _show(consent, file.file_url)
    return str(file.name)


def keep(case: str, file_name: str, content: bytes) -> Document:
    """A private file of a case, or of its report once it is restricted."""
    doctype, name = _place(case)
    file = frappe.get_doc(
        {
            "doctype": "File",
            "file_name": file_name,
            "is_private": 1,
            "content": content,
            "attached_to_doctype": doctype,
            "attached_to_name": name,
        }
    )
    # Whoever recorded a restricted case may not write its report, to which what they took belongs.
    return file.insert(ignore_permissions=True)


def _show(consent: str, url: str) -> None:
    """The consent names what shows it; the first one stays."""
    if not frappe.db.get_value("Consent", consent, "evidence"):
        frappe.db.set_value("Consent", consent, "evidence", url, update_modified=False)


def _place(case: str) -> tuple[str, str]:
    """Where files of a case lie: in its report, once it is restricted."""
    sensitivity = frappe.db.get_value("Case", case, "sensitivity")
    if sensitivity is None and not frappe.db.exists("Case", case):
        frappe.throw(_("The office has this case no more: its files were not kept."))
    report = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name")
    is_closed = bool(report) and clearance.is_restricted(sensitivity)
    return ("Sensitive Report", str(report)) if is_closed else ("Case", case)
