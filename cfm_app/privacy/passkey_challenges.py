"""What a browser is asked to sign with a passkey: for whom, for which place, once, and within some minutes.

The place is what the machine's configuration says, never what a request names: a passkey that is asked for by
another address answers there and nowhere else.
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

from cfm_app.privacy import own_sessions

SECONDS = 180
HELD = "cfm_passkey:"
LONGEST = 20_000
LOG_IN, STEP_UP, ADD = "log-in", "step-up", "add"


@dataclass(frozen=True)
class Place:
    """Where the passkeys of this site belong."""

    host: str
    origin: str


def place() -> Place | None:
    """The configured address, where browsers use passkeys at all: by name, and over https."""
    given = str(frappe.conf.host_name or frappe.conf.hostname or "").strip().rstrip("/")
    found = urlsplit(given if "//" in given else f"https://{given}")
    host = str(found.hostname or "")
    is_named = any(letter.isalpha() for letter in host) and ":" not in host
    is_here = host == "localhost" or host.endswith(".localhost")
    if not is_named or not (found.scheme == "https" or (found.scheme == "http" and is_here)):
        return None
    return Place(host, f"{found.scheme}://{found.netloc}".lower())


def create(user: str, purpose: str) -> str:
    """Something by chance for a user to sign, for one purpose and from within one session."""
    challenge = secrets.token_bytes(32)
    held = {**_of(user, purpose), "at": now()}
    frappe.cache.set_value(_key(challenge), held, expires_in_sec=SECONDS)
    return to_text(challenge)


def consume(user: str, purpose: str, answer: dict[str, Any]) -> bytes | None:
    """What an answer signs, if it was drawn for that, lately and here; from now on it was answered.

    Whoever asks holds the row of the user (`factor_rows.locked`): of two at once one finds it.
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
    """The moment, in seconds."""
    return time.time()


def _of(user: str, purpose: str) -> dict[str, str]:
    return {"user": user, "for": purpose, "by": own_sessions.current_mark()}


def read(typed: str) -> dict[str, Any]:
    """The answer of a browser; empty for what is none."""
    if not typed.startswith("{") or len(typed) > LONGEST:
        return {}
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        return {}
    response = found.get("response")
    return found if isinstance(found.get("id"), str) and isinstance(response, dict) else {}


def to_text(data: bytes) -> str:
    """Bytes as browsers write them."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """The same read back; ``ValueError`` for what is none."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _signed(answer: dict[str, Any]) -> bytes | None:
    try:
        told = json.loads(to_bytes(str(answer["response"].get("clientDataJSON") or "")))
        return None if told.get("crossOrigin") else to_bytes(str(told["challenge"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _key(challenge: bytes) -> str:
    return f"{HELD}{sha256(challenge).hexdigest()}"
