"""How a command tells what went wrong: one sentence and an exit code, where somebody can do something."""

import errno
import sqlite3
from typing import Any

import click

from ..kernel.core.exceptions import (
    AppNotInstalledError,
    DoesNotExistError,
    DuplicateEntryError,
    IncorrectSitePath,
    QueryTimeoutError,
    ValidationError,
)
from ..kernel.core.locking import SiteInUse
from ..kernel.core.sealed_file import DamagedFile
from ..kernel.core.site import BadConfiguration
from ..kernel.core.site_key import BadKeyFile, SiteLocked, WeakPassphrase, WrongPassphrase
from ..kernel.db.driver import NoCipher
from ..kernel.db.errors import StorageError
from ..kernel.utils.html import strip_html
from ..services.backups.archive import BadArchive
from ..services.backups.sealing import NotAKey, WrongKey
from .encryption import CannotConvert
from .passphrase import NoKeyStore
from .restore import CannotRestore

_TOLD = (
    AppNotInstalledError,
    BadArchive,
    BadConfiguration,
    BadKeyFile,
    CannotConvert,
    CannotRestore,
    DamagedFile,
    DoesNotExistError,
    IncorrectSitePath,
    NoCipher,
    NoKeyStore,
    NotAKey,
    QueryTimeoutError,
    SiteInUse,
    SiteLocked,
    ValidationError,
    WeakPassphrase,
    WrongKey,
    WrongPassphrase,
)


class Commands(click.Group):
    """Ends with a sentence where the cause lies outside the program; faults of its own keep their trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException:
            raise
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


def sentence_of(error: Exception) -> str | None:
    """What to tell of an error whose cause lies outside the program; nothing of any other."""
    if isinstance(error, OSError) and not isinstance(error, DamagedFile):
        return _of_system(error)
    if isinstance(error, StorageError):
        return str(error)
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return "The database of the site is damaged: restore the last good backup."
    if isinstance(error, DuplicateEntryError):
        return "{} {} is there already.".format(*error.args) if len(error.args) > 1 else str(error)
    if isinstance(error, _TOLD):
        text = strip_html(str(error)).strip() or type(error).__name__
        return text if text.endswith((".", "!", "?")) else f"{text}."
    return None


def _of_system(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}: make room and try again."
    if error.errno == errno.EROFS:
        return f"The disk cannot be written{where}: it is mounted for reading only."
    if isinstance(error, PermissionError):
        return f"This user may not do that{where}: check who owns the folder of the site."
    return f"{error.strerror or error}{where}."
