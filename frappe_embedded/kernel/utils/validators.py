"""Checks of names, e-mail addresses, phone numbers, addresses of pages, and Python code."""

import ast
import re
from collections.abc import Container
from email.utils import parseaddr
from html import escape
from typing import Any
from urllib.parse import urlparse

import phonenumbers

from ..core.exceptions import InvalidEmailAddressError, InvalidNameError, InvalidPhoneNumberError
from ..core.messages import bold
from ..core.messages import throw as refuse
from ..i18n.translator import _

__all__ = [
    "extract_email_id",
    "parse_addr",
    "split_emails",
    "validate_email_address",
    "validate_name",
    "validate_phone_number",
    "validate_phone_number_with_country_code",
    "validate_python_code",
    "validate_url",
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
            refuse(_("{0} is not a valid Email Address").format(entry), InvalidEmailAddressError)
    return ", ".join(valid)


_PHONE = re.compile(r"[0-9 +_\-,.*#()]{1,20}")
_NAME = re.compile(r"[\w][\w'\-]*(?:[ ,.][\w'\-]+)*", re.UNICODE)
_PATH = re.compile(r"/[^\s/]*")


def validate_name(name: str | None, throw: bool = False) -> bool:
    """Whether text may be a person's name: words of letters, digits, ``'`` and ``-``."""
    text = (name or "").strip()
    valid = bool(_NAME.fullmatch(text))
    if throw and text and not valid:
        refuse(_("{0} is not a valid Name").format(text), InvalidNameError)
    return valid


def validate_phone_number(phone_number: str | None, throw: bool = False) -> bool:
    """Whether text may be a phone number: at most 20 digits, blanks and usual signs."""
    text = (phone_number or "").strip()
    valid = bool(_PHONE.fullmatch(text))
    if throw and text and not valid:
        message = _("{0} is not a valid Phone Number").format(text)
        refuse(message, InvalidPhoneNumberError)
    return valid


def validate_phone_number_with_country_code(
    phone_number: str | None, fieldname: str
) -> bool | None:
    """Refuse a number that does not exist in the country of its code; nothing is no number."""
    if not phone_number:
        return None
    invalid = _("Phone Number {0} set in field {1} is not valid.").format(
        bold(phone_number), bold(fieldname)
    )
    try:
        number = phonenumbers.parse(phone_number)
    except phonenumbers.NumberParseException as error:
        without_code = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        if without_code and phone_number.strip()[:1].isdigit():
            message = _("Please select a country code for field {0}.").format(bold(fieldname))
            refuse(message, InvalidPhoneNumberError, title=_("Country Code Required"))
        refuse(invalid, InvalidPhoneNumberError, title=_("Invalid Phone Number"))
    if not phonenumbers.is_valid_number(number):
        refuse(invalid, InvalidPhoneNumberError, title=_("Invalid Phone Number"))
    return True


def validate_url(
    txt: str, throw: bool = False, valid_schemes: str | Container[str] | None = None
) -> bool | str:
    """Whether text is the address of a page: with scheme and host, or a path of this site."""
    text = (txt or "").strip()
    if not text:
        return text
    parts = urlparse(text)
    valid = bool(parts.scheme and parts.netloc) or bool(_PATH.match(text))
    if valid and valid_schemes and parts.scheme:
        allowed = [valid_schemes] if isinstance(valid_schemes, str) else valid_schemes
        valid = parts.scheme in allowed
    if throw and not valid:
        refuse(_("{0} is not a valid URL").format(f"'{bold(text)}'"))
    return valid


def validate_python_code(
    string: str, fieldname: str | None = None, is_expression: bool = True
) -> None:
    """Refuse text that is not Python: one expression, or a whole script."""
    if not string:
        return
    try:
        ast.parse(string.strip(), mode="eval" if is_expression else "exec")
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        message = _("{0}: Invalid python code on line {1}").format(_(fieldname or "Code"), line)
        shown = escape(string.strip() if is_expression else (error.text or "").rstrip())
        spot = f"<pre>{shown}</pre><pre>{' ' * (column - 1)}^</pre>"
        refuse(f"{message}<br>{spot}", title=_("Syntax Error"))
