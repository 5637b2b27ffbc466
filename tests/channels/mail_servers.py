"""A mailbox at a real IMAP server (Dovecot), and a real SMTP server; both with certificates of their own."""

from __future__ import annotations

import contextlib
import getpass
import imaplib
import os
import pwd
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.live import free_port
from tests.mailbox import Mailbox, check_login

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
WHY_SKIPPED = "Dovecot is not installed (Debian: dovecot-imapd)"
USER, SECRET = "plaintes@bureau.test", "mot-de-passe-7391"
HOST, START_SECONDS = "localhost", 30
CERTIFICATE = ("server.pem", "server.key")
"""The files of a certificate and its key."""
CONFIGURATION = """
dovecot_config_version = {version}
dovecot_storage_version = {version}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 0
mail_driver = maildir
mail_path = {folder}/mail
ssl = required
ssl_server_cert_file = {folder}/server.pem
ssl_server_key_file = {folder}/server.key
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}/home
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


@dataclass
class Imap:
    """A server with one mailbox."""

    folder: Path
    port: int = field(default_factory=free_port)
    starttls_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def certificate(self) -> Path:
        return self.folder / "server.pem"

    def start(self) -> None:
        assert DOVECOT
        self.process = subprocess.Popen([DOVECOT, "-F", "-c", str(self.folder / "dovecot.conf")])
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.inbox().logout()
                return
            except (OSError, imaplib.IMAP4.error):
                log = self.folder / "log"
                told = log.read_text() if log.exists() else ""
                assert self.process.poll() is None and time.monotonic() < deadline, told
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def inbox(self, folder: str = "INBOX") -> imaplib.IMAP4_SSL:
        """A connection of somebody else to the same mailbox."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        found = imaplib.IMAP4_SSL(HOST, self.port, ssl_context=context, timeout=10)
        found.login(USER, SECRET)
        found.select(folder)
        return found

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Mails arrive."""
        with self.inbox() as box:
            for mail in mails:
                kind, told = box.append(folder, "", imaplib.Time2Internaldate(time.time()), mail)
                assert kind == "OK", told

    def make(self, folder: str) -> None:
        with self.inbox() as box:
            assert box.create(folder)[0] == "OK"

    def numbered_anew(self) -> None:
        """The server loses its numbers, as after a restore; the marks of the mails stay."""
        self.stop()
        for each in (self.folder / "mail").glob("dovecot*"):
            each.unlink()
        self.start()

    def seen(self, folder: str = "INBOX") -> list[bool]:
        """Of each mail, whether it is marked as read."""
        return self._bear(b"\\Seen", folder)

    def flagged(self, folder: str = "INBOX") -> list[bool]:
        """Of each mail, whether it bears a flag."""
        return self._bear(b"\\Flagged", folder)

    def _bear(self, mark: bytes, folder: str) -> list[bool]:
        with self.inbox(folder) as box:
            found = box.fetch("1:*", "(FLAGS)")[1] if box.search(None, "ALL")[1][0] else []
        return [mark in each for each in found if isinstance(each, bytes)]


@contextlib.contextmanager
def serving_imap(certificate: Path | None = None) -> Iterator[Imap]:
    """An IMAP server until the end of the block, with the certificate of a folder or a new one."""
    # Its processes run for other users, and the names of its sockets must be short.
    folder = Path(tempfile.mkdtemp(prefix="imap"))
    folder.chmod(0o755)
    server = Imap(folder)
    is_root = os.geteuid() == 0
    me = getpass.getuser()
    owner = pwd.getpwnam("mail" if is_root else me)
    if certificate:
        for each in CERTIFICATE:
            shutil.copyfile(certificate / each, folder / each)
    else:
        write_certificate(folder)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{SECRET}\n")
    (folder / "users").chmod(0o644)
    for each in ("mail", "home", "run", "state"):
        (folder / each).mkdir()
    for each in ("mail", "home"):
        os.chown(folder / each, owner.pw_uid, owner.pw_gid)
    names = ("dovecot", "dovecot", "dovenull") if is_root else (me, me, me)
    told = CONFIGURATION.format(
        version=version(),
        folder=folder,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        tls=server.port,
        starttls=server.starttls_port,
        **dict(zip(("internal", "internal_group", "login"), names, strict=True)),
    )
    (folder / "dovecot.conf").write_text(told)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def version() -> str:
    """Three numbers, as the configuration wants them."""
    assert DOVECOT
    told = subprocess.run([DOVECOT, "--version"], capture_output=True, text=True, check=True)
    return told.stdout.split()[0].partition("-")[0]


def write_certificate(folder: Path, name: str = HOST) -> None:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    bearer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(bearer)
        .issuer_name(bearer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = CERTIFICATE
    (folder / public).write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / private).write_bytes(secret)


class Postman(Mailbox):
    """An SMTP server that answers as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.answers: dict[str, str] = {}
        """What is answered to a command instead of taking it."""
        self.breaks_off = False

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        told = await super().handle_DATA(server, session, envelope)
        if self.breaks_off:
            server.transport.abort()
        return told


@contextlib.contextmanager
def serving_smtp(folder: Path) -> Iterator[Postman]:
    """An SMTP server with STARTTLS and the certificate of a folder, until the end of the block."""
    postman = Postman()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    postman.port = free_port()
    controller = Controller(
        postman,
        hostname="127.0.0.1",
        port=postman.port,
        authenticator=check_login,
        auth_required=True,
        require_starttls=True,
        tls_context=context,
    )
    controller.start()
    try:
        yield postman
    finally:
        controller.stop()
