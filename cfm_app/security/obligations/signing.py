"""Signing: by the person in the session, of exactly the text that they were shown."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_months, cint, get_fullname, getdate, now_datetime

from cfm_app.security.obligations import agreements, compliance, drawing, names, texts

LONGEST_NAME = 140


def sign(
    agreement: str, language: str, seen_hash: str, typed_name: Any = None, strokes: Any = None
) -> Document:
    """Sign a published version in one of its languages, by a typed name or a drawing. Returns the signature.

    `seen_hash` is the hash of the text on the page; another text is not signed. What the signature
    unlocks is open at once.
    """
    user = frappe.session.user
    if user in compliance.FREE:
        frappe.throw(
            _("This account belongs to no person: nobody signs by it."), frappe.PermissionError
        )
    version = agreements.current(agreement, for_update=True)
    shown = _shown(version, language, seen_hash)
    signature = frappe.get_doc(
        {
            "doctype": names.SIGNATURE,
            "user": user,
            "user_name": get_fullname(user),
            "kind": version.kind,
            "agreement": version.name,
            "version_no": version.version_no,
            "language": shown.language,
            "title": shown.title,
            "shown_text": shown.agreement_text,
            "text_hash": seen_hash,
            "signed_on": now_datetime(),
            "expires_on": _expiry(version),
            **_by_hand(typed_name, strokes),
        }
    )
    signature.insert(ignore_permissions=True)
    compliance.clear_cache()
    return signature


def is_as_signed(signature: Any) -> bool:
    """Whether the stored text still has the hash that was signed."""
    return texts.digest(signature.title, signature.shown_text) == signature.text_hash


def _shown(version: Document, language: str, seen_hash: str) -> Any:
    row = next((each for each in version.texts if each.language == language), None)
    if row is None or texts.digest(row.title, row.agreement_text) != seen_hash:
        frappe.throw(_("The text has changed since you opened it. Open it anew and read it."))
    return row


def _expiry(version: Document) -> Any:
    months = cint(version.validity_months)
    return add_months(getdate(), months) if months else None


def _by_hand(typed_name: Any, strokes: Any) -> dict[str, Any]:
    """How it is signed. A typed name must be the user's own, as the office knows it."""
    if strokes:
        drawn = drawing.serialised(drawing.read(strokes))
        return {"method": names.DRAWN, "drawing": drawn}
    typed = " ".join(str(typed_name or "").split())[:LONGEST_NAME]
    if len(typed) < 2:
        frappe.throw(_("Sign in the field first, or type your name."))
    return {"method": names.TYPED, "typed_name": typed}
