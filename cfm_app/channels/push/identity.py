"""The site's key pair for push services (VAPID, RFC 8292)."""

import json
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import frappe
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from frappe.utils import get_url, now_datetime
from frappe.utils.password import get_decrypted_password, set_encrypted_password

from cfm_app.base import consts
from cfm_app.channels.adapters import destinations
from cfm_app.channels.push import encryption

DOCTYPE, DEVICES = consts.PUSH_KEY, consts.PUSH_DEVICE
NAME = "Site"
COLUMNS = "name creation modified modified_by owner docstatus idx public_key".split()
SECONDS = 12 * 3600


@dataclass(frozen=True)
class Identity:
    """The key pair of the site. The private half leaves it nowhere."""

    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> str:
        return encryption.to_text(encryption.point_of(self.private.public_key()))

    def authorization(self, endpoint: str) -> str:
        """The header that shows one push service, for some hours, that it is this site that pushes."""
        server = destinations.place_of(endpoint)[1]
        audience = server if server.startswith("http://") else f"https://{server}"
        claims = {"aud": audience, "exp": int(time.time()) + SECONDS, "sub": _contact()}
        parts = ({"typ": "JWT", "alg": "ES256"}, claims)
        signed = ".".join(encryption.to_text(json.dumps(each).encode()) for each in parts)
        made = self.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        signature = b"".join(each.to_bytes(32, "big") for each in decode_dss_signature(made))
        return f"vapid t={signed}.{encryption.to_text(signature)}, k={self.public}"


def made() -> Identity:
    """The identity of the site, made at the first need."""
    known = found()
    if known is None:
        _make()
        known = found()
    assert known is not None
    return known


def found() -> Identity | None:
    """The identity of the site, if it has one that it can read: not after a move without its keys."""
    if not frappe.db.exists(DOCTYPE, NAME):
        return None
    try:
        text = get_decrypted_password(DOCTYPE, NAME, "private_key", raise_exception=False)
    except frappe.ValidationError:
        frappe.clear_messages()
        return None
    return Identity(load_pem_private_key(text.encode(), None)) if text else None  # type: ignore[arg-type]


def _make() -> None:
    """Draw a key. Whoever was subscribed to another one hears nothing from this site any more."""
    private = ec.generate_private_key(encryption.CURVE)
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    frappe.db.delete(DEVICES)
    now, user = now_datetime(), frappe.session.user
    row = (NAME, now, now, user, user, 0, 0, Identity(private).public)
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row], ignore_duplicates=True)
    frappe.db.set_value(DOCTYPE, NAME, "public_key", Identity(private).public)
    set_encrypted_password(DOCTYPE, NAME, text, "private_key")


def _contact() -> str:
    """Where whoever runs a push service asks about this site."""
    site = urlsplit(get_url())
    return get_url() if site.scheme == "https" else f"mailto:postmaster@{site.hostname}"
