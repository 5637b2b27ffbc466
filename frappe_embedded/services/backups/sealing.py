"""Sealing: archives in the age format, which a public key closes and only its secret key opens."""

from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from ...kernel.core.site import Site

SEALED_SUFFIX = ".age"
_FIRST_LINE = b"age-encryption.org/v1\n"
_SECRET = "AGE-SECRET-KEY-"
_SETTING = "backup_recipient"


class NotAKey(ValueError):
    """What was given is no key."""


class WrongKey(ValueError):
    """The archive was sealed with another key than the one given, or none was given."""


class Damaged(ValueError):
    """The sealed archive is not as it was written: cut off, or changed."""


def new_pair() -> tuple[str, str]:
    """A new secret key, and the public one that belongs to it."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(site: Site) -> str | None:
    """The public key with which the site seals; nothing if it has none that can be used."""
    try:
        return str(_recipient(str(site.config.get(_SETTING) or "")))
    except NotAKey:
        return None


def set_recipient(site: Site, recipient: str) -> None:
    """Seal with this public key from now on; ``NotAKey`` if it is none."""
    site.save_config(**{_SETTING: str(_recipient(recipient))})


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise NotAKey("This is no public key: one begins with age1") from error


def seal(source: BinaryIO, target: BinaryIO, recipient: str) -> None:
    """Write what can be read of ``source`` to ``target``, sealed; little of it is in memory at a time."""
    kept = _RecordingStream(target)
    try:
        pyrage.encrypt_io(source, kept, [_recipient(recipient)])
    except pyrage.EncryptError:
        kept.blame()
        raise


def is_sealed(path: Path) -> bool:
    """Whether the file begins as sealed ones do; what cannot be read does not."""
    try:
        with path.open("rb") as opened:
            return opened.read(len(_FIRST_LINE)) == _FIRST_LINE
    except OSError:
        return False


def unseal(archive: Path, target: Path, secret: str) -> None:
    """Write to ``target`` what an archive holds.

    ``secret`` is a secret key or the text of a key file, which may have comments and several keys.
    ``NotAKey``, ``WrongKey`` and ``Damaged`` say why not; what is in ``target`` then is of no use.
    """
    identities = _identities(secret)
    with archive.open("rb") as sealed, target.open("wb") as opened:
        kept = _RecordingStream(opened)
        try:
            pyrage.decrypt_io(sealed, kept, identities)
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise WrongKey("The archive was sealed with another key than this one") from error
            raise Damaged(f"{archive} is damaged or was cut off: {error}") from error
        except OSError as error:
            kept.blame()
            raise Damaged(f"{archive} is damaged or was cut off: {error}") from error


def _identities(text: str) -> list[Any]:
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if _SECRET in line]
    except pyrage.IdentityError as error:
        raise NotAKey("The secret key is not complete: check that no letter is missing") from error
    if not found:
        raise NotAKey(f"This is no secret key: one begins with {_SECRET}")
    return found


class _RecordingStream:
    """A stream that remembers why it could not be written: the library tells of it in words only."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: OSError | None = None

    def write(self, content: bytes) -> int:
        return int(self._tried(self._stream.write, content))

    def flush(self) -> None:
        self._tried(self._stream.flush)

    def _tried(self, function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except OSError as error:
            self._error = error
            raise

    def blame(self) -> None:
        """Raise what went wrong here, if something did."""
        if self._error is not None:
            raise self._error
