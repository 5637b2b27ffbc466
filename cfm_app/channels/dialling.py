"""What a click on a phone number opens: the telephone of the device, or a softphone.

An e-mail address opens nothing: a mail program would answer past the office.
"""

from urllib.parse import quote

from cfm_app.privacy import identity
from cfm_app.settings import setting

SOFTPHONE = "Softphone (sip:)"


def address(phone: str) -> str:
    """The link by which a number is dialled; empty for what is no number."""
    number = quote(identity.phone_key(phone) or "", safe="+")
    if not number or any(char.isalpha() for char in phone):
        return ""
    domain = (setting("sip_domain") or "").strip()
    if setting("dial_by") == SOFTPHONE:
        return f"sip:{number}@{domain}" if domain else f"sip:{number}"
    return f"tel:{number}"
