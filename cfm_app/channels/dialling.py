"""The link of a phone number, which opens the device's telephone or a softphone.

E-mail addresses have none: a mail program would answer past the office.
"""

from urllib.parse import quote

from cfm_app.base.settings import setting

SOFTPHONE = "Softphone (sip:)"


def address(phone: str) -> str:
    """The ``tel:`` link of a number; empty for any other text."""
    number = "".join(phone.split())
    if any(char.isalpha() for char in number) or not any(char.isdigit() for char in number):
        return ""
    dialled = quote(number, safe="+*#")
    if setting("dial_by") == SOFTPHONE:
        domain = (setting("sip_domain") or "").strip()
        return f"sip:{dialled}@{domain}" if domain else f"sip:{dialled}"
    return f"tel:{dialled}"
