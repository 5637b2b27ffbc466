"""Connections to mail servers, and why there is none, in a sentence without anything that a server said."""

import contextlib
import imaplib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from cfm_app.channels.adapters import destinations, http_answers, outside
from cfm_app.channels.adapters.base import NotSent, Retry

TLS, STARTTLS = "TLS", "STARTTLS"
CONNECT_SECONDS, READ_SECONDS = 10, 30
# OpenSSL's error codes for a certificate with another name or address.
OTHER_NAME = (62, 64)


@contextlib.contextmanager
def mailbox(account: Document) -> Iterator[IMAPClient]:
    """The mailbox of an account, logged in. Raises Retry where it cannot be had."""
    is_inner = _may_lead_inside(account, account.imap_host)
    with _explained(account.imap_host, cint(account.imap_port)):
        client = IMAPClient(
            account.imap_host,
            cint(account.imap_port),
            ssl=account.imap_security == TLS,
            ssl_context=ssl.create_default_context(),
            timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),
        )
        try:
            _require_outside(is_inner, client.socket())
            if account.imap_security == STARTTLS:
                _require_starttls(client.has_capability("STARTTLS"), account.imap_port)
                client.starttls(ssl.create_default_context())
            _log_in(client, account)
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.logout()
            with contextlib.suppress(Exception):
                client.shutdown()


def open_folder(account: Document, box: IMAPClient, readonly: bool = False) -> dict[bytes, Any]:
    """Open the folder of an account. Raises Retry where there is none."""
    try:
        return dict(box.select_folder(account.imap_folder, readonly=readonly))
    except IMAPClientError:
        raise Retry(
            _("The mailbox has no folder {0}, or this user may not open it.").format(
                account.imap_folder
            )
        ) from None


@contextlib.contextmanager
def outgoing(account: Document) -> Iterator[smtplib.SMTP]:
    """The server that takes the mail of an account, logged in. Raises Retry where it cannot be had."""
    host, port = account.smtp_host, cint(account.smtp_port)
    own_name = account.from_address.rpartition("@")[2]
    context = ssl.create_default_context()
    is_inner = _may_lead_inside(account, host)
    with _explained(host, port):
        server = (
            smtplib.SMTP_SSL(host, port, own_name, timeout=CONNECT_SECONDS, context=context)
            if account.smtp_security == TLS
            else smtplib.SMTP(host, port, own_name, timeout=CONNECT_SECONDS)
        )
        try:
            _require_outside(is_inner, server.sock)
            server.ehlo_or_helo_if_needed()
            if account.smtp_security == STARTTLS:
                _require_starttls(server.has_extn("starttls"), port)
                server.starttls(context=context)
            _log_in_to_send(server, account)
            if server.sock:
                server.sock.settimeout(READ_SECONDS)
            yield server
        finally:
            with contextlib.suppress(Exception):
                server.quit()
            server.close()


def _may_lead_inside(account: Document, host: str) -> bool:
    """Whether a mail server may lie behind the office's wall. Raises Retry where it does and may not."""
    if host.lower() in destinations.inner_hosts(account):
        return True
    if destinations.is_inside(host):
        raise Retry(http_answers.inside())
    return False


def _require_outside(is_inner: bool, made: socket.socket | None) -> None:
    """Look at who was reached, before a password is sent there: a name may have changed its meaning."""
    if not is_inner:
        try:
            outside.require(made)
        except outside.Inside:
            raise Retry(http_answers.inside()) from None


@contextlib.contextmanager
def _explained(host: str, port: int) -> Iterator[None]:
    try:
        yield
    except NotSent:
        raise
    except (socket.gaierror, UnicodeError):
        raise Retry(_("There is no server called {0}: check its name.").format(host)) from None
    except ssl.SSLCertVerificationError as error:
        raise Retry(_about_certificate(error, host)) from None
    except ssl.SSLError:
        raise Retry(
            _("The server {0} speaks no TLS at port {1}: choose another port or STARTTLS.").format(
                host, port
            )
        ) from None
    except (OSError, imaplib.IMAP4.error, smtplib.SMTPException):
        raise Retry(
            _(
                "The server {0} does not answer at port {1} as a mail server does: check its name,"
                " the port and the security."
            ).format(host, port)
        ) from None


def _about_certificate(error: ssl.SSLCertVerificationError, host: str) -> str:
    if error.verify_code in OTHER_NAME:
        return _("The certificate of the server is not for {0}: enter the name it bears.").format(
            host
        )
    return _("The certificate of the server {0} is not trusted, or has expired.").format(host)


def _require_starttls(offers: bool, port: int) -> None:
    if not offers:
        raise Retry(
            _(
                "The server does not offer STARTTLS at port {0}: choose TLS, or another port."
            ).format(port)
        )


def _log_in(client: IMAPClient, account: Document) -> None:
    try:
        client.login(account.imap_user, secret(account, "imap_password"))
    except (LoginError, UnicodeError):
        raise Retry(_("The server of incoming mail refuses the user or the password.")) from None


def _log_in_to_send(server: smtplib.SMTP, account: Document) -> None:
    user, password = account.smtp_user, secret(account, "smtp_password")
    if not user and not password:
        # The same mailbox, as it is nearly everywhere.
        user, password = account.imap_user, secret(account, "imap_password")
    try:
        server.login(user, password)
    # Some servers close the connection after a wrong password.
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected, UnicodeError):
        raise Retry(_("The server of outgoing mail refuses the user or the password.")) from None
    except smtplib.SMTPNotSupportedError:
        raise Retry(
            _("The server of outgoing mail takes no login at this port: choose another one.")
        ) from None


def secret(account: Document, field: str) -> str:
    """A stored password; empty where there is none."""
    return str(account.get_password(field, raise_exception=False) or "")
