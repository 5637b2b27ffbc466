"""The key under which a browser keeps what is typed and not yet stored: it ends with its session."""

import hmac
from base64 import b64encode
from hashlib import sha256

from ...kernel.core.context import local
from ...kernel.document.passwords import get_encryption_key

_PURPOSE = "drafts of the desk"


def of_session() -> str:
    """The key of the session, in base64; empty where nobody is logged in."""
    if local.session.user == "Guest":
        return ""
    of_whom = "\n".join((_PURPOSE, str(local.session.user), str(local.session.sid)))
    made = hmac.digest(get_encryption_key().encode(), of_whom.encode(), sha256)
    return b64encode(made).decode()
