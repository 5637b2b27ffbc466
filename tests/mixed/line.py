"""The line between a user and the office: asks again where the answer was lost, and keeps what came."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import requests

from ..live import Client

PAUSE_SECONDS = 0.5
LONGEST_OUTAGE_SECONDS = 120
# The office says so itself, or who stands before it: not now.
UNAVAILABLE = (502, 503, 504)


class Refused(Exception):
    """The office says no, in words."""


@dataclass
class Record:
    """What all users got, together."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: Counter[str] = field(default_factory=Counter)
    outages: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_down: threading.Event = field(default_factory=threading.Event)
    """Set while a part of the office is away: only then may an answer be a failure."""

    def answered(self, act: str, seconds: float) -> None:
        with self.lock:
            self.seconds[act].append(seconds)

    def refused(self, act: str, text: str) -> None:
        with self.lock:
            self.refusals[f"{act}: {text[:160]}"] += 1

    def failed(self, act: str, what: str) -> None:
        with self.lock:
            if self.is_down.is_set():
                self.outages[f"{act}: {what[:60]}"] += 1
            else:
                self.faults.append(f"{time.strftime('%H:%M:%S')} {act}: {what[:600]}")


class Line:
    """One user's requests, each sent until there is an answer to it."""

    def __init__(self, url: str, user: str, password: str, record: Record) -> None:
        self.user, self.record = user, record
        self._log_in = (url, user, password)
        self._client: Client | None = None

    def call(self, act: str, method: str, **values: Any) -> Any:
        """The ``message`` of a method of the app; `Refused` if the office says no."""
        return self.send(act, "POST", f"/api/method/{method}", json=values).get("message")

    def send(self, act: str, verb: str, path: str, **kwargs: Any) -> dict[str, Any]:
        answer = self.raw(act, verb, path, **kwargs)
        return dict(answer.json())

    def raw(self, act: str, verb: str, path: str, **kwargs: Any) -> requests.Response:
        deadline = time.monotonic() + LONGEST_OUTAGE_SECONDS
        while True:
            began = time.perf_counter()
            try:
                answer = self._session().request(verb, path, **kwargs)
            except (requests.RequestException, AssertionError) as lost:
                self._client = None
                self.record.failed(act, f"{type(lost).__name__} {lost}")
            else:
                if answer.status_code < 300:
                    self.record.answered(act, time.perf_counter() - began)
                    return answer
                if answer.status_code < 500:
                    self.record.refused(act, told(answer))
                    raise Refused(answer.status_code, told(answer))
                self.record.failed(act, f"{answer.status_code} {answer.text}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.user}, {act}: no answer for {LONGEST_OUTAGE_SECONDS} s")
            time.sleep(PAUSE_SECONDS)

    def _session(self) -> Client:
        if self._client is None:
            self._client = Client(*self._log_in)
        return self._client


def told(answer: requests.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return answer.text[:200]
    return str(body.get("_server_messages") or body.get("exception") or body)
