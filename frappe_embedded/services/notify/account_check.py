"""An e-mail account is tried before somebody relies on it."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from ...kernel.i18n import _
from .account import Account
from .delivery import connected
from .headers import put


def try_account(account: Account, to: str) -> str:
    """Send a short letter at once; gives the reason why that failed, or nothing."""
    if not account.server:
        return str(_("Enter the address of the outgoing mail server first."))
    place = f"{account.server}:{account.port}"
    try:
        with connected(account) as server:
            if account.login and account.password:
                server.login(account.login, account.password)
            server.send_message(_letter(account, to), account.sender, [to])
    except smtplib.SMTPAuthenticationError:
        return str(_("{0} answers, but refuses the log-in or the password.").format(place))
    except smtplib.SMTPRecipientsRefused:
        return str(_("{0} does not accept mail for {1}.").format(place, to))
    except ssl.SSLError:
        return str(
            _("{0} does not speak the chosen encryption. Try TLS, SSL or another port.").format(
                place
            )
        )
    except (OSError, smtplib.SMTPException) as error:
        reason = str(_("{0} cannot be reached or does not answer as a mail server: {1}"))
        return reason.format(place, error)
    return ""


def _letter(account: Account, to: str) -> EmailMessage:
    letter = EmailMessage()
    put(letter, "From", account.sender)
    put(letter, "To", to)
    put(letter, "Subject", str(_("This e-mail account works")))
    letter["Date"], letter["Message-ID"] = formatdate(localtime=True), make_msgid()
    letter.set_content(
        str(_("This message was sent to try the account. Nothing needs to be done."))
    )
    return letter
