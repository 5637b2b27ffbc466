"""What a click on a phone number opens: the telephone of the device, or a softphone.

An e-mail address opens nothing: a mail program would answer past the office.
"""

from urllib.parse import quote

from cfm_app.settings import setting

SOFTPHONE = "Softphone (sip:)"


def address(phone: str) -> str:
    """The link by which a number is dialled as it is written; empty for what is no number."""
    number = "".join(phone.split())
    if any(char.isalpha() for char in number) or not any(char.isdigit() for char in number):
        return ""
    dialled = quote(number, safe="+*#")
    if setting("dial_by") == SOFTPHONE:
        domain = (setting("sip_domain") or "").strip()
        return f"sip:{dialled}@{domain}" if domain else f"sip:{dialled}"
    return f"tel:{dialled}"
