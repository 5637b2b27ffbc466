"""What four people write at once, as a provider brings it: in batches, three times, in any order, some of it forged."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, local
from typing import Any
from urllib.parse import urlsplit

from .meta import SECRET, envelope, text

SENDERS = ("23566300001", "23566300002", "23566300003", "23566300004")
TIMES = 3
LARGEST_BATCH = 10
START = 1_764_100_000
WORDS = (
    "Il manque du mil 🌾",
    "لم نستلم الحصة \u200f",
    "zero\u200bwidth\u200d",
    "Merci 🙏🏿 👩🏾‍🌾",
    "\u202eà l'envers\u202c",
    "e\u0301té",
)
WHOLE, TOO_LARGE = "whole", "too-large"
"""Files of the person: one as large as the account takes them, one larger."""
SECONDS = 300
MOST_BYTES = 1 << 20

SIGNATURE, NONE, CHANGED, TOKEN, EMPTY, LARGE = (
    "another secret",
    "no signature",
    "changed on the way",
    "another token",
    "holds nothing",
    "too large",
)
REASONS = {
    SIGNATURE: "The signature is wrong.",
    NONE: "The request has no signature.",
    CHANGED: "The signature is wrong.",
    TOKEN: "The token is not that of the account, or the account is switched off.",
    EMPTY: "The request does not hold what the account looks for.",
    LARGE: "The request is too large.",
}
STATUSES = {SIGNATURE: 403, NONE: 403, CHANGED: 403, TOKEN: 403, EMPTY: 400, LARGE: 413}


@dataclass(frozen=True)
class Request:
    """The body of a request, and what is wrong with it."""

    raw: bytes
    fault: str = ""


def wamid(sender: str, number: int) -> str:
    return f"wamid.{sender}.{number}"


def sound(chance: random.Random, of_each: int) -> list[Request]:
    """Every message of every sender, three times, in requests of up to ten."""
    values = [_message(chance, sender, number) for sender in SENDERS for number in range(of_each)]
    found = []
    for _time in range(TIMES):
        chance.shuffle(values)
        rest = list(values)
        while rest:
            size = chance.randint(1, LARGEST_BATCH)
            found.append(Request(_bytes(envelope(*rest[:size]))))
            rest = rest[size:]
    chance.shuffle(found)
    return found


def forged(chance: random.Random, of_each_kind: int) -> list[Request]:
    """Requests with words of people, none of which may be taken."""
    found = []
    for number in range(of_each_kind):
        for fault in REASONS:
            said = f"{chance.choice(WORDS)} {fault}"
            body = envelope(text(f"wamid.forged.{fault}.{number}", said, START))
            if fault == EMPTY:
                body = {"object": "page", "text": said}
            if fault == LARGE:
                body["filling"] = "x" * MOST_BYTES
            found.append(Request(_bytes(body), fault))
    return found


def _message(chance: random.Random, sender: str, number: int) -> dict[str, Any]:
    value = text(wamid(sender, number), f"{chance.choice(WORDS)} {number}", START + number, sender)
    if file := {0: WHOLE, 1: TOO_LARGE}.get(number):
        message = value["messages"][0]
        message["video"] = {"id": file, "caption": message.pop("text")["body"]}
        message["type"] = "video"
    return value


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


@dataclass
class Postmen:
    """Bring requests as Meta does: signed, and again until somebody answers. For several threads."""

    address: str
    seconds: list[float] = field(default_factory=list)
    """How long each answer took."""
    tried: Counter[str] = field(default_factory=Counter)
    """How often a request with each fault was sent, whether an answer came or not."""
    _lock: Lock = field(default_factory=Lock)
    _own: local = field(default_factory=local)

    def bring(self, request: Request) -> int:
        """The status of the answer."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with self._lock:
                self.tried[request.fault] += 1
            began = time.perf_counter()
            with suppress(OSError, http.client.HTTPException):
                status = self._post(request)
                with self._lock:
                    self.seconds.append(time.perf_counter() - began)
                if status < 500:
                    return status
            self._own.line = None
            time.sleep(0.1)
        raise AssertionError("nobody answered")

    def _post(self, request: Request) -> int:
        split = urlsplit(self.address)
        line = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = http.client.HTTPConnection(split.netloc, timeout=30)
        path = f"{split.path}?{split.query}"
        line.request("POST", _misspelt(path, request.fault), request.raw, _headers(request))
        answer = line.getresponse()
        answer.read()
        return int(answer.status)


def _misspelt(path: str, fault: str) -> str:
    return f"{path}x" if fault == TOKEN else path


def _headers(request: Request) -> dict[str, str]:
    secret = "another secret" if request.fault == SIGNATURE else SECRET
    signed = request.raw + b" " if request.fault == CHANGED else request.raw
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={digest}"}
    if request.fault == NONE:
        del headers["X-Hub-Signature-256"]
    return headers
