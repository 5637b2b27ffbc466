"""Passkeys (WebAuthn) as an alternative to codes of the authenticator app.

The device verifies its user by finger, face or PIN, and signs a random challenge. The site stores the
public key. The library `webauthn` checks signatures, where it is installed.
"""

import importlib
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_fullname, now_datetime

from cfm_app.base import consts, languages
from cfm_app.base.counting import counted
from cfm_app.security import audit
from cfm_app.security.second_factor import (
    factor_rows,
    own_records,
    passkey_challenges,
    recovery_codes,
)
from cfm_app.security.second_factor.passkey_challenges import ADD, to_bytes, to_text

DOCTYPE = consts.PASSKEY
MOST_OF_USER = 10
LONGEST_TITLE = 60
LOGGED = "Account"
# ES256, EdDSA and RS256, which phones, computers and security keys support.
ALGORITHMS = (-7, -8, -257)
FIELDS = (
    "name",
    "title",
    "mark",
    "credential_id",
    "public_key",
    "sign_count",
    "added_on",
    "used_on",
)
COLUMNS = (
    "name creation modified modified_by owner docstatus idx"
    " user title mark credential_id public_key sign_count added_on"
).split()


def library() -> Any:
    """The library that checks signatures; None where it is not installed."""
    try:
        return importlib.import_module("webauthn")
    except ImportError:
        return None


def are_possible() -> bool:
    """Whether this site supports passkeys: by its address and by the installed library."""
    return passkey_challenges.place() is not None and library() is not None


def of_user(user: str) -> list[Any]:
    """The passkeys of a user, newest first."""
    return frappe.get_all(DOCTYPE, {"user": user}, FIELDS, order_by="added_on desc, name asc")


def request_options(user: str, purpose: str) -> dict[str, Any] | None:
    """The WebAuthn request options for a user; None for a user without a passkey."""
    place, known = passkey_challenges.place(), of_user(user)
    if not place or not known or library() is None:
        return None
    return {
        "challenge": passkey_challenges.create(user, purpose),
        "rpId": place.host,
        "timeout": passkey_challenges.SECONDS * 1000,
        "userVerification": "required",
        "allowCredentials": _named(known),
    }


def verify(user: str, typed: str, purpose: str) -> bool:
    """Whether an answer is by a passkey of the user, to a challenge that was just created for this purpose.

    The caller holds the row of the user (`factor_rows.locked`) and counts the tries.
    """
    answer, place, used = passkey_challenges.read(typed), passkey_challenges.place(), library()
    challenge = passkey_challenges.consume(user, purpose, answer) if answer else None
    if challenge is None or place is None or used is None:
        return False
    own = {"user": user, "mark": _mark(answer["id"])}
    row = frappe.db.get_value(DOCTYPE, own, FIELDS, as_dict=True, for_update=True)
    if not row:
        return False
    try:
        found = used.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=to_bytes(row.public_key),
            # The counter is checked below, so that the user is told about a copy.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:
        # Any error in the sent bytes means that they prove nothing.
        return False
    if (found.new_sign_count or cint(row.sign_count)) and found.new_sign_count <= cint(
        row.sign_count
    ):
        _end_copied(user, row)
        return False
    values = {"sign_count": found.new_sign_count, "used_on": now_datetime()}
    frappe.db.set_value(DOCTYPE, row.name, values, update_modified=False)
    return True


def creation_options() -> dict[str, Any]:
    """The WebAuthn creation options for a new passkey of the user in the session."""
    user, place = frappe.session.user, passkey_challenges.place()
    if place is None or library() is None:
        frappe.throw(_("This site has no passkeys yet. Ask the system administrator."))
    _require_room(user)
    handle = sha256(f"{frappe.local.site}|{user}".encode()).digest()
    return {
        "challenge": passkey_challenges.create(user, ADD),
        "rp": {"id": place.host, "name": place.host},
        "user": {"id": to_text(handle), "name": user, "displayName": get_fullname(user)},
        "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in ALGORITHMS],
        "timeout": passkey_challenges.SECONDS * 1000,
        "attestation": "none",
        "authenticatorSelection": {"userVerification": "required"},
        "excludeCredentials": _named(of_user(user)),
    }


def add(typed: str, title: str) -> None:
    """Store the passkey that a device of the user in the session has created."""
    user = frappe.session.user
    factor_rows.locked(user)
    _require_room(user)
    found = _made(user, typed)
    mark, now = _mark(to_text(found.credential_id)), now_datetime()
    if frappe.db.exists(DOCTYPE, {"mark": mark}):
        frappe.throw(_("This passkey is on the list already."))
    named = " ".join(str(title).split())[:LONGEST_TITLE] or _("Passkey")
    key = (to_text(found.credential_id), to_text(found.credential_public_key), found.sign_count)
    row = (
        frappe.generate_hash(length=10),
        now,
        now,
        user,
        user,
        0,
        0,
        user,
        named,
        mark,
        *key,
        now,
    )
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row])
    audit.record(LOGGED, "User", user, detail=_("Passkey added"))
    text = _(
        "A passkey was added to your account: “{0}”. If it was not you, remove it under My log-in and devices and"
        " tell data protection at once.",
        languages.of_user(user),
    )
    recovery_codes.warn(user, text.format(named))


def _made(user: str, typed: str) -> Any:
    """The verified answer of a device about a new passkey."""
    answer, place, used = passkey_challenges.read(typed), passkey_challenges.place(), library()
    challenge = passkey_challenges.consume(user, ADD, answer) if answer else None
    refusal = _("The device made no passkey that can be used here. Try again.")
    if challenge is None or place is None or used is None:
        frappe.throw(refusal)
    try:
        return used.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception:
        # After any error in the sent bytes nothing is stored.
        return frappe.throw(refusal)


def remove(mark: str) -> None:
    """Delete a passkey of the user in the session."""
    own_records.delete_own(DOCTYPE, mark, _("This passkey is no longer on the list."))
    audit.record(LOGGED, "User", frappe.session.user, detail=_("Passkey removed"))


def remove_all(user: str) -> None:
    """Delete all passkeys of a user."""
    frappe.db.delete(DOCTYPE, {"user": user})


def _end_copied(user: str, row: Any) -> None:
    """Delete a passkey whose counter went backwards: it was copied."""
    frappe.db.delete(DOCTYPE, {"name": row.name})
    audit.record(LOGGED, "User", user, user=user, detail=_("Passkey: counts backwards, removed"))
    text = _(
        "Your passkey “{0}” was removed: it counts its uses backwards, as a copy of it would. If you have not set the"
        " device back, tell data protection at once.",
        languages.of_user(user),
    )
    recovery_codes.warn(user, text.format(row.title))


def _require_room(user: str) -> None:
    if frappe.db.count(DOCTYPE, {"user": user}) >= MOST_OF_USER:
        text = counted(_("You have {0} passkeys already. Remove one of them first."), MOST_OF_USER)
        frappe.throw(text)


def _named(known: list[Any]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": row.credential_id} for row in known]


def _mark(credential_id: str) -> str:
    return sha256(f"cfm passkey {credential_id}".encode()).hexdigest()
