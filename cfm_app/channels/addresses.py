"""Numbers of those who write, in one spelling."""

import phonenumbers

from cfm_app.privacy import identity

LONGEST = 140


def normalised(sender: str | None) -> str | None:
    """A number in its international form; what is no number, such as a short name, as it is.

    Gateways leave out the plus of an international number.
    """
    text = (sender or "").strip()[:LONGEST]
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
    """Whether an address is one to write an e-mail to."""
    return "@" in (address or "")
