"""Normalised phone numbers and e-mail addresses of writers."""

import re

import phonenumbers

from cfm_app.base.surrogates import without_surrogates
from cfm_app.channels import plain_text
from cfm_app.security.persons import identity

# As long as the field that holds it.
LONGEST = 140
EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")
# In a header it would be read as other signs than these.
ENCODED_WORD = "=?"


def normalised(sender: str | None) -> str | None:
    """A number in international form; anything else, such as a short name, as it is.

    Gateways leave out the plus of an international number.
    """
    text = plain(sender) or ""
    digits = text.removeprefix("+").removeprefix("00")
    if digits.isdigit() and _is_international(digits):
        return f"+{digits}"
    if any(char.isalpha() for char in text):
        return text
    return identity.phone_key(text)


def _is_international(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}", None))
    except phonenumbers.NumberParseException:
        return False


def is_email(address: str | None) -> bool:
    """Whether a text is a valid e-mail address."""
    return "@" in (address or "")


def email(address: str) -> str | None:
    """The address alone, in lower case; None for what is no address, or an ambiguous one."""
    text = address.strip().lower()
    is_address = len(text) <= LONGEST and EMAIL.fullmatch(text) and ENCODED_WORD not in text
    return text if is_address else None


def plain(text: str | None) -> str | None:
    """The name of a sender as one line without markup."""
    one = "".join(char for char in without_surrogates(text or "") if plain_text.is_one_line(char))
    return one.replace("<", "‹").replace(">", "›").strip()[:LONGEST] or None
