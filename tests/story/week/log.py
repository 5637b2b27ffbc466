"""What happened in the week, in order: all that the oracle is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that somebody did, or one run of the scheduler."""

    at: datetime
    what: str
    actor: str = ""
    case: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line that a person finds in the notices."""

    at: datetime
    user: str
    doctype: str
    name: str
    subject: str


@dataclass(frozen=True)
class Entry:
    """One line of the ledger."""

    at: datetime
    kind: str
    receiver: str
    doctype: str
    name: str
    repeat: int
