"""What an adapter is: how one kind of provider brings messages, and takes them."""

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
    """A request of a provider: its bytes as they came, and what can be read of them."""

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
        """What it says: JSON, or the fields of form and address together."""
        return self.json if self.json is not None else {**self.query, **self.form}

    @property
    def signed_content(self) -> Any:
        """What its body says: a signature covers nothing else."""
        return self.json if self.json is not None else dict(self.form)


@dataclass(frozen=True)
class Envelope:
    """One message or report of a request, under the ID by which the provider would bring it again."""

    sender_id: str
    payload: dict[str, Any]
    content: bytes = b""
    """Bytes that came beside it, such as a whole mail."""


@dataclass(frozen=True)
class Media:
    """A file that the provider holds for some time."""

    media_id: str
    name: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file that came within a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Inbound:
    """A message as somebody sent it. The number may be missing; so may the ID of the sender."""

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
    """What came is nothing that a person wrote; says why, without anything of what it said."""

    reason: str
    is_fault: bool = False
    """The provider should not have brought it so."""


@dataclass(frozen=True)
class StatusChange:
    """What became of a message that went out. `message` is its ID at the provider, or our reference there."""

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
    """What happened to a call of the free line: it began, somebody answered, it ended."""

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
    """What is to be sent: words, or an approved template with its values."""

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
    """Why a request is turned away: a sentence without anything of what it said."""

    reason: str


class NotSent(Exception):
    """A message did not leave; says why, in words for an operator."""


class Retry(NotSent):
    """It surely did not leave, and may be sent again after so many seconds."""

    def __init__(self, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Failed(NotSent):
    """It will not be taken, however often it is sent."""


class Uncertain(NotSent):
    """Nobody knows whether the provider took it."""


class Adapter(ABC):
    """One kind of provider. It keeps no state: what it needs to know stands in the account."""

    taken = ""
    """What a provider is answered whose request was taken."""

    knows_sender = True
    """Whether a message comes from whom it says. Where it does not, it counts for nothing by itself
    unless it answers a message of ours: somebody looks at it."""

    @abstractmethod
    def settle(self, account: Document) -> None:
        """Complete the account before it is stored, and refuse what cannot work."""

    def told(self, account: Document, addresses: Mapping[str, str]) -> list[str]:
        """What the provider is given, in words for whoever copies it."""
        return [
            _("For messages that come in: {0}").format(addresses["messages"]),
            _("For delivery reports, where the provider asks for it: {0}").format(
                addresses["reports"]
            ),
        ]

    @abstractmethod
    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        """Whether a request comes from the provider, beyond the token in its address."""

    def challenge(self, account: Document, delivery: Delivery) -> str | None:
        """The answer by which the provider learns that the address is ours; None where it asks nothing."""
        return None

    @abstractmethod
    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        """The messages and reports of a request, each by itself. ValueError where it makes no sense."""

    @abstractmethod
    def read(
        self, account: Document, payload: dict[str, Any]
    ) -> Inbound | StatusChange | CallEvent | Ignored | None:
        """What an envelope says; None where it is nothing that is kept."""

    @abstractmethod
    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        """Send a message once; its ID at the provider, if it has one. Raises NotSent."""

    def is_repeatable(self, account: Document) -> bool:
        """Whether the provider refuses a reference that it knows, so that sending again is safe."""
        return False

    def reports_delivery(self, account: Document) -> bool:
        """Whether the provider ever tells that a message arrived."""
        return True

    def needs_template(self, last_heard_on: datetime | None, now: datetime) -> bool:
        """Whether the provider takes nothing but approved templates at this moment."""
        return False

    def why_unanswerable(self, conversation: Document) -> str | None:
        """Why nothing goes back by this account at all, and how the person is reached; None where it does."""
        return None

    def fetch(self, account: Document, media: Media, most_bytes: int) -> bytes:
        """The bytes of a medium. Raises NotSent where there is none to be had."""
        raise NotImplementedError

    @abstractmethod
    def probe(self, account: Document) -> str:
        """A sentence for whoever sets the account up: what works, or what does not and why."""
