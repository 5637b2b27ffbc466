"""What a click on a number or an address opens: the telephone of the device, a softphone, a letter."""

from urllib.parse import quote

from cfm_app.channels import addresses
from cfm_app.privacy import identity
from cfm_app.settings import setting

SOFTPHONE = "Softphone (sip:)"


def address(phone: str) -> str:
    """The link by which somebody is called or written to; empty for what is neither number nor address."""
    if addresses.is_email(phone):
        return f"mailto:{quote(phone, safe='@+')}"
    number = quote(identity.phone_key(phone) or "", safe="+")
    if not number or any(char.isalpha() for char in phone):
        return ""
    domain = (setting("sip_domain") or "").strip()
    if setting("dial_by") == SOFTPHONE:
        return f"sip:{number}@{domain}" if domain else f"sip:{number}"
    return f"tel:{number}"
