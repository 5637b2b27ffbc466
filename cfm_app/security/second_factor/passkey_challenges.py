"""Challenges for passkeys: each for one user, one site, once, and for some minutes.

The site is taken from the configuration, never from a request: a passkey that is used at another address
works only there.
"""

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import frappe

from cfm_app.security.second_factor import own_sessions

SECONDS = 180
HELD = "cfm_passkey:"
LONGEST = 20_000
LOG_IN, STEP_UP, ADD = "log-in", "step-up", "add"


@dataclass(frozen=True)
class Place:
    """The host and origin to which the passkeys of this site belong."""

    host: str
    origin: str


def place() -> Place | None:
    """The configured address, if browsers support passkeys there: a name, over https."""
    given = str(frappe.conf.host_name or frappe.conf.hostname or "").strip().rstrip("/")
    found = urlsplit(given if "//" in given else f"https://{given}")
    host = str(found.hostname or "")
    is_named = any(letter.isalpha() for letter in host) and ":" not in host
    is_here = host == "localhost" or host.endswith(".localhost")
    if not is_named or not (found.scheme == "https" or (found.scheme == "http" and is_here)):
        return None
    return Place(host, f"{found.scheme}://{found.netloc}".lower())


def create(user: str, purpose: str) -> str:
    """A random challenge for a user, for one purpose and the current session."""
    challenge = secrets.token_bytes(32)
    held = {**_of(user, purpose), "at": now()}
    frappe.cache.set_value(_key(challenge), held, expires_in_sec=SECONDS)
    return to_text(challenge)


def consume(user: str, purpose: str, answer: dict[str, Any]) -> bytes | None:
    """The challenge that an answer signs, if it was created for this, recently and here. It is used up.

    The caller holds the row of the user (`factor_rows.locked`): of two requests at once one finds it.
    """
    challenge = _signed(answer)
    if challenge is None:
        return None
    held = frappe.cache.get_value(_key(challenge), expires=True)
    frappe.cache.delete_value(_key(challenge))
    if not held or now() - held.pop("at") > SECONDS:
        return None
    return challenge if held == _of(user, purpose) else None


def now() -> float:
    """The current time in seconds."""
    return time.time()


def _of(user: str, purpose: str) -> dict[str, str]:
    return {"user": user, "for": purpose, "by": own_sessions.current_mark()}


def read(typed: str) -> dict[str, Any]:
    """The answer of a browser as a dict; empty if it is none."""
    if not typed.startswith("{") or len(typed) > LONGEST:
        return {}
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        return {}
    response = found.get("response")
    return found if isinstance(found.get("id"), str) and isinstance(response, dict) else {}


def to_text(data: bytes) -> str:
    """Encode bytes as browsers do (base64url)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Decode such a text; raises ``ValueError``."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _signed(answer: dict[str, Any]) -> bytes | None:
    try:
        told = json.loads(to_bytes(str(answer["response"].get("clientDataJSON") or "")))
        return None if told.get("crossOrigin") else to_bytes(str(told["challenge"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _key(challenge: bytes) -> str:
    return f"{HELD}{sha256(challenge).hexdigest()}"
