"""E-mail addresses: splitting, reading and checking them."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any

from ..core.exceptions import InvalidEmailAddressError
from ..core.messages import throw
from ..i18n.translator import _

__all__ = [
    "extract_email_id",
    "parse_addr",
    "split_emails",
    "validate_email_address",
]

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
)
_BETWEEN_ADDRESSES = re.compile(r',(?=(?:[^"]|"[^"]*")*$)')


def split_emails(txt: str | None) -> list[str]:
    """The addresses of a list separated by commas; commas inside quotes separate nothing."""
    text = re.sub(r"\s+", " ", txt or "")
    return [part.strip() for part in _BETWEEN_ADDRESSES.split(text) if part.strip()]


def parse_addr(email_string: str) -> tuple[str | None, str]:
    """Name and address of ``A B <a@x.org>``; without a name, the address twice. No name where there is no address."""
    name, address = parseaddr(email_string)
    if not address or "@" not in address:
        match = _ADDRESS.search(email_string)
        if match is None:
            return None, email_string
        address = match[0]
    return (name if name and name != address else address), address


def extract_email_id(email: str) -> str:
    """The bare address of ``A B <a@x.org>``."""
    return parse_addr(email)[1]


def validate_email_address(email_str: Any, throw: bool = False) -> str:
    """The valid addresses of a list, joined by commas; with ``throw`` others are refused."""
    valid = []
    for entry in split_emails(str(email_str or "").strip()):
        address = parseaddr(entry)[1] if "<" in entry else entry
        if _ADDRESS.fullmatch(address):
            valid.append(address)
        elif throw:
            _refuse(entry)
    return ", ".join(valid)


def _refuse(address: str) -> None:
    message = _("{0} is not a valid Email Address").format(address)
    throw(message, InvalidEmailAddressError)
