"""The interface of adapters: how one kind of provider brings messages and sends them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from frappe import _
from frappe.model.document import Document

REPORTS = "report"
"""What the address of delivery reports says that they are about, where they come apart from messages."""

CONTENT = "content"
"""Where the payload of an envelope has the bytes that came beside it, in Base64."""

CONFIRMED, NOT_CONFIRMED = "Confirmed", "Not confirmed"
"""What a server found out about who sent a message."""


@dataclass(frozen=True)
class Delivery:
    """A request of a provider: its raw bytes, and what can be read from them."""

    method: str
    about: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str]
    """By their names in lower case."""
    json: Any = None
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of the form with all that they hold: some come several times."""
    query_bytes: Mapping[str, bytes] = field(default_factory=dict)
    """What stands in the address, where it is in another charset than UTF-8."""

    @property
    def content(self) -> Any:
        """The contents: JSON, or the fields of form and query together."""
        return self.json if self.json is not None else {**self.query, **self.form}

    @property
    def signed_content(self) -> Any:
        """The contents of the body alone: a signature covers nothing else."""
        return self.json if self.json is not None else dict(self.form)


@dataclass(frozen=True)
class Envelope:
    """One message or report of a request, with the ID under which the provider would repeat it."""

    sender_id: str
    payload: dict[str, Any]
    content: bytes = b""
    """Bytes that came beside it, such as a whole mail."""


@dataclass(frozen=True)
class Media:
    """A file that the provider keeps for some time."""

    media_id: str
    name: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file inside a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Inbound:
    """An incoming message. Number and sender ID may be missing."""

    sender_id: str
    address: str | None
    user_id: str | None
    text: str
    sent_on: datetime | None
    contact_name: str | None = None
    media: Media | None = None
    language: str | None = None
    """What the person speaks, where they said so."""
    submission: dict[str, Any] | None = None
    """What else they entered in a form."""
    enclosures: tuple[Enclosure, ...] = ()
    whole_text: str = ""
    """What it said with all that is not shown at first, such as the mails that it quotes."""
    sender_check: str = ""
    """`CONFIRMED` or `NOT_CONFIRMED`; empty where no server looked at the sender."""
    answers: tuple[str, ...] = ()
    """References of our messages that it answers, or how they begin; the surest first."""


@dataclass(frozen=True)
class Ignored:
    """Something that no person wrote, with a reason that quotes nothing."""

    reason: str
    is_fault: bool = False
    """The provider should not have brought it so."""


@dataclass(frozen=True)
class StatusChange:
    """A report on an outgoing message. `message` is its ID at the provider, or our reference there."""

    message: str
    state: str
    reference: str | None = None
    """Our own, where the provider gives it back."""
    on: datetime | None = None
    error: str | None = None
    stops: bool = False
    """The person wants no more messages."""


@dataclass(frozen=True)
class CallEvent:
    """An event of a call: it began, was answered, or ended."""

    call_id: str
    kind: str
    """One of ``newCall``, ``answer`` and ``hangup``."""
    on: datetime
    is_out: bool
    caller: str
    called: str
    people: tuple[str, ...] = ()
    """Whose phones ring, or who calls: names or extensions as the telephone system knows them."""
    answered_at: str = ""
    """The phone at which it was answered."""
    queue: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A message to send: words, or an approved template with its values."""

    to: str | None
    user_id: str | None
    text: str
    reference: str
    report_address: str = ""
    """Where the provider tells what became of it."""
    template: str | None = None
    language_code: str | None = None
    values: tuple[str, ...] = ()
    conversation: str = ""
    is_automatic: bool = False
    """Nobody typed it just now."""


@dataclass(frozen=True)
class Refused:
    """A request is refused; the reason quotes nothing of it."""

    reason: str


class NotSent(Exception):
    """A message was not sent; says why, in words for an operator."""


class Retry(NotSent):
    """It was certainly not sent, and may be tried again after some seconds."""

    def __init__(self, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Failed(NotSent):
    """The provider will never accept it."""


class Uncertain(NotSent):
    """It is unknown whether the provider accepted it."""


class Adapter(ABC):
    """One kind of provider. It has no state: the account holds what it needs to know."""

    taken = ""
    """What a provider is answered whose request was taken."""

    knows_sender = True
    """Whether a message comes from whom it says. Where it does not, it counts for nothing by itself
    unless it answers a message of ours: somebody looks at it."""

    @abstractmethod
    def complete(self, account: Document) -> None:
        """Complete the account before it is stored; throw for one that cannot work."""

    def setup_lines(self, account: Document, addresses: Mapping[str, str]) -> list[str]:
        """The addresses to enter at the provider, in words."""
        return [
            _("For messages that come in: {0}").format(addresses["messages"]),
            _("For delivery reports, where the provider asks for it: {0}").format(
                addresses["reports"]
            ),
        ]

    @abstractmethod
    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        """Why a request is refused, beyond the token in its address; None if it comes from the provider."""

    def challenge(self, account: Document, delivery: Delivery) -> str | None:
        """The answer that proves to the provider that the address is ours; None if it asks for none."""
        return None

    @abstractmethod
    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        """The messages and reports of a request. Raises ValueError for nonsense."""

    @abstractmethod
    def read(
        self, account: Document, payload: dict[str, Any]
    ) -> Inbound | StatusChange | CallEvent | Ignored | None:
        """The contents of an envelope; None if there is nothing to store."""

    @abstractmethod
    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        """Send a message once. Returns its ID at the provider, if it has one. Raises NotSent."""

    def is_repeatable(self, account: Document) -> bool:
        """Whether the provider rejects a known reference, so that sending again is safe."""
        return False

    def reports_delivery(self, account: Document) -> bool:
        """Whether the provider reports that messages arrived."""
        return True

    def needs_template(self, last_heard_on: datetime | None, now: datetime) -> bool:
        """Whether the provider accepts only approved templates now."""
        return False

    def why_unanswerable(self, conversation: Document) -> str | None:
        """Why this account cannot answer at all, and how to reach the person; None if it can."""
        return None

    def fetch(self, account: Document, media: Media, most_bytes: int) -> bytes:
        """The bytes of a file. Raises NotSent if it cannot be had."""
        raise NotImplementedError

    @abstractmethod
    def probe(self, account: Document) -> str:
        """A sentence for whoever sets the account up: what works, or what does not and why."""
