"""Text messages go out through the gateway of SMS Settings, one request a receiver.

The gateway gets the text and the number under the names that the settings give, with their fixed
parameters; a parameter may be a header. Neither text nor number is kept: both are personal data.
"""

import re
from typing import Any

import requests

from ...kernel.core.context import local
from ...kernel.core.messages import msgprint, throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.utils.numbers import cint
from ..jobs.queue import enqueue
from . import fates

_TIMEOUT_SECONDS = 20
_SPOKEN = re.compile(r"[\s().-]+")


def send_sms(
    receiver_list: list[str],
    msg: str,
    sender_name: str = "",
    success_msg: bool = True,
    notification: str | None = None,
) -> None:
    """Send a text to phone numbers, as soon as the transaction is committed.

    Refused while no gateway is set up. The fate of the message is kept, of a ``notification`` with its name.
    """
    if not has_gateway():
        throw(_("Please update SMS Settings"))
    numbers = sorted({_SPOKEN.sub("", str(number)) for number in receiver_list if number})
    if not numbers:
        return
    fate = fates.note("SMS", fates.WAITING, notification=notification, receivers=len(numbers))
    enqueue(deliver_sms, enqueue_after_commit=True, numbers=numbers, text=msg, fate=fate)
    if success_msg:
        msgprint(counted(_("The message is on its way to {0} numbers."), len(numbers)), alert=True)


def has_gateway() -> bool:
    """Whether a gateway is set up."""
    return bool(local.db.get_single_value("SMS Settings", "sms_gateway_url"))


def deliver_sms(numbers: list[str], text: str, fate: str | None = None) -> None:
    """Hand a text over to the gateway for each number; the log tells how many it refused, not whom."""
    failures = [reason for number in numbers if (reason := _refusal(number, text))]
    if fate:
        fates.settle(
            fate, fates.FAILED if failures else fates.SENT, ", ".join(sorted(set(failures)))
        )
    if failures:
        message = "\n".join([f"{len(failures)} / {len(numbers)}", *sorted(set(failures))])
        get_doc({"doctype": "Error Log", "method": str(_("SMS gateway")), "error": message}).insert(
            ignore_permissions=True
        )


def send_test(number: str, text: str) -> str:
    """Send at once; gives the reason why it failed, or nothing."""
    return _refusal(_SPOKEN.sub("", number), text)


def _refusal(number: str, text: str) -> str:
    settings = get_doc("SMS Settings", "SMS Settings")
    values: dict[str, Any] = {settings.message_parameter: text, settings.receiver_parameter: number}
    fixed = {row.parameter: row.value for row in settings.parameters if not cint(row.header)}
    headers = {row.parameter: row.value for row in settings.parameters if cint(row.header)}
    try:
        answer = _request(settings, {**fixed, **values}, headers)
    except requests.RequestException as error:
        # Its words would repeat the address with the number in it.
        return type(error).__name__
    return "" if answer.ok else f"HTTP {answer.status_code}"


def _request(settings: Any, values: dict[str, Any], headers: dict[str, str]) -> requests.Response:
    url = settings.sms_gateway_url
    if not cint(settings.use_post):
        return requests.get(url, params=values, headers=headers, timeout=_TIMEOUT_SECONDS)
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    body: dict[str, Any] = {"json" if "json" in kind.lower() else "data": values}
    return requests.post(url, headers=headers, timeout=_TIMEOUT_SECONDS, **body)
