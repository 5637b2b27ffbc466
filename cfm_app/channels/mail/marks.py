"""What our mails bear by which an answer finds its conversation: drawn by chance, and no word about anything."""

import re

from frappe.model.document import Document

# Nothing that somebody makes up may stand for several messages.
REFERENCE = re.compile(r"[0-9a-f]{24}")
IN_SUBJECT = re.compile(r"\[([0-9a-f]{12})\]")
LENGTH_IN_SUBJECT = 12


def domain(account: Document) -> str:
    """What stands after the sign of our address, and in the IDs of our mails."""
    return str(account.from_address or "").rpartition("@")[2].lower()


def message_id(account: Document, reference: str) -> str:
    """The ID of the mail that is one of our messages."""
    return f"<{reference}@{domain(account)}>"


def references(account: Document, ids: list[str]) -> list[str]:
    """Those of some IDs that are of our messages, as we know them."""
    ending = f"@{domain(account)}"
    own = [each.lower().removesuffix(ending) for each in ids if each.lower().endswith(ending)]
    return [each for each in own if REFERENCE.fullmatch(each)]


def of_subject(subject: str) -> list[str]:
    """The beginning of a reference that stands in a subject of ours."""
    found = IN_SUBJECT.search(subject)
    return [found.group(1)] if found else []


def subject(account: Document, reference: str) -> str:
    """The subject of a mail to a person: the same in all of one conversation, for mail programs go by it."""
    mark = f"[{reference[:LENGTH_IN_SUBJECT]}]"
    words = str(account.mail_subject or account.from_name or "").replace("{reference}", mark)
    return words if mark in words else f"{words} {mark}".strip()
