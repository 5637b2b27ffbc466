"""What the errors of the WhatsApp Cloud API mean for a message."""

from typing import Any

import requests
from frappe import _

from cfm_app.channels import paths
from cfm_app.channels.adapters import http_answers
from cfm_app.channels.adapters.base import Failed, Retry

TOO_MANY = 429
WINDOW_CLOSED = 131047
UNDELIVERABLE = 131026
# Too many messages, of the app, the number or to one person; a service that is down for a while.
NOT_NOW = frozenset((4, 80007, 130429, 131048, 131056, 131000, 131016, 133004))
NOT_ALLOWED = frozenset((0, 3, 10, 190, 131005, 131031, *range(200, 300)))


def require_taken(answer: requests.Response) -> None:
    """Raise the error that an unsuccessful answer means: its code says more than the HTTP status."""
    if answer.ok:
        return
    code = code_of(paths.at(http_answers.content(answer), "error"))
    if code in NOT_NOW:
        raise Retry(sentence(code), http_answers.pause(answer))
    if code in NOT_ALLOWED and answer.status_code < 500:
        raise Retry(
            _(
                "WhatsApp refuses the access token of the account ({0}): a manager enters a new one."
            ).format(code)
        )
    if code is not None and 400 <= answer.status_code < 500 and answer.status_code != TOO_MANY:
        raise Failed(sentence(code))
    http_answers.require_taken(answer)


def require_known(answer: requests.Response) -> None:
    """Raise the error that an unsuccessful answer about a number means."""
    try:
        require_taken(answer)
    except Failed:
        raise Failed(
            _("WhatsApp knows no number with this ID: copy the phone number ID from Meta again.")
        ) from None


def sentence(code: int | None) -> str:
    """An error in words for an operator."""
    if code == WINDOW_CLOSED:
        return _("More than 24 hours passed since the person wrote: only a template can be sent.")
    if code == UNDELIVERABLE:
        return _("This number cannot be reached by WhatsApp.")
    if code in NOT_NOW:
        return _("WhatsApp takes no more messages for now.")
    return _("WhatsApp refuses the message ({0}).").format(code)


def code_of(error: Any) -> int | None:
    """The code of an error; its text may quote the message."""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None
