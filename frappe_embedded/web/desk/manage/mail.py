"""Trying an e-mail account, or the gateway for text messages."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import throw
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.addresses import validate_email_address
from ....kernel.utils.users import get_email_address
from ....services.notify.account import account_of
from ....services.notify.account_check import try_account
from ....services.notify.sms import send_test
from ...http.responses import json_response
from ..drafts import asked_of
from ..pages import desk_page
from ..panels import Panel, register_panel


@desk_page
def mail_answer(request: Request) -> Response:
    """Send a letter through a stored account; answers with the reason of a failure."""
    asked = asked_of(request)
    account = get_doc("Email Account", str(asked.get("name") or ""))
    if not has_permission("Email Account", "write", account):
        raise PermissionError
    to = str(asked.get("to") or "").strip()
    validate_email_address(to, throw=True)
    return json_response({"message": {"failure": try_account(account_of(account), to)}})


@desk_page
def sms_answer(request: Request) -> Response:
    """Send a text through the gateway; answers with the reason of a failure."""
    if not has_permission("SMS Settings", "write"):
        raise PermissionError
    asked = asked_of(request)
    number = str(asked.get("to") or "").strip()
    if not number:
        throw(_("Enter a telephone number."))
    text = str(_("This message was sent to try the account. Nothing needs to be done."))
    return json_response({"message": {"failure": send_test(number, text)}})


def _for_mail(doc: Any) -> dict[str, Any]:
    return {"kind": "mail", "to": get_email_address() or "", "stored": not doc.is_new()}


def _for_sms(doc: Any) -> dict[str, Any]:
    return {"kind": "sms", "to": "", "stored": bool(doc.sms_gateway_url)}


for _doctype, _data in (("Email Account", _for_mail), ("SMS Settings", _for_sms)):
    register_panel(
        Panel(
            doctype=_doctype,
            template="manage/try_sending.html",
            script="manage/try_sending",
            styles=("manage",),
            data=_data,
        )
    )
