"""Trying an e-mail account, or the gateway for text messages."""

from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import throw
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.users import get_email_address
from ....kernel.utils.validators import validate_email_address
from ....services.notify.account import account_of
from ....services.notify.delivery import try_account
from ....services.notify.sms import send_test
from ..answers import answer
from ..drafts import asked_of
from ..panels import panel

_SCRIPT, _TEMPLATE = "manage/try_sending", "manage/try_sending.html"


@answer("/app/try-mail", "POST")
def mail_answer(request: Request) -> Any:
    """Send a letter through a stored account; answers with the reason of a failure."""
    asked = asked_of(request)
    account = get_doc("Email Account", str(asked.get("name") or ""))
    if not has_permission("Email Account", "write", account):
        raise PermissionError
    to = str(asked.get("to") or "").strip()
    validate_email_address(to, throw=True)
    return {"failure": try_account(account_of(account), to)}


@answer("/app/try-sms", "POST")
def sms_answer(request: Request) -> Any:
    """Send a text through the gateway; answers with the reason of a failure."""
    if not has_permission("SMS Settings", "write"):
        raise PermissionError
    asked = asked_of(request)
    number = str(asked.get("to") or "").strip()
    if not number:
        throw(_("Enter a telephone number."))
    text = str(_("This message was sent to try the account. Nothing needs to be done."))
    return {"failure": send_test(number, text)}


@panel("Email Account", _SCRIPT, template=_TEMPLATE, styles=("manage",))
def _for_mail(doc: Any) -> dict[str, Any]:
    return {"kind": "mail", "to": get_email_address() or "", "stored": not doc.is_new()}


@panel("SMS Settings", _SCRIPT, template=_TEMPLATE, styles=("manage",))
def _for_sms(doc: Any) -> dict[str, Any]:
    return {"kind": "sms", "to": "", "stored": bool(doc.sms_gateway_url)}
