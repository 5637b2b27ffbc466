"""Where the passphrase of an encrypted site comes from: a file, the environment, the key store, or the terminal.

Never from the command line, which other users of the machine can read.
"""

import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from ..kernel.core.site_key import (
    SHORTEST,
    NewKey,
    SiteKey,
    SiteLocked,
    WeakPassphrase,
    WrongPassphrase,
    check_strength,
    identity_of,
    make_key,
    open_key,
)
from ..kernel.i18n.plurals import counted
from .terminal_language import _, language

VARIABLE = "SITE_PASSPHRASE"
NEW_VARIABLE = "SITE_NEW_PASSPHRASE"
_OF_FILE = "_FILE"
_STORE = "frappe_embedded"
_ATTEMPTS = 3


class NoKeyStore(RuntimeError):
    """The system has no key store that can be used."""


def unlock(folder: Path) -> SiteKey:
    """The key of the site in a folder.

    ``SiteLocked`` where nobody can be asked, ``WrongPassphrase`` where nothing that was given opens it.
    """
    given = _given(VARIABLE)
    if given is not None:
        return open_key(folder, given)
    stored = remembered(folder)
    if stored is not None:
        return stored
    if not sys.stdin.isatty():
        raise SiteLocked(
            _(
                "The site {0} is encrypted. Run the command in a terminal, which asks for the passphrase, "
                "or name a file with it in the environment: {1}"
            ).format(folder, VARIABLE + _OF_FILE)
        )
    return _asked(folder)


def _asked(folder: Path) -> SiteKey:
    for left in reversed(range(_ATTEMPTS)):
        try:
            return open_key(folder, _prompt(_("Passphrase of the site {0}").format(folder)))
        except WrongPassphrase:
            if not left:
                raise
            click.echo(_("This passphrase does not open the site. Try again."), err=True)
    raise SiteLocked(_("The site {0} stays closed").format(folder))


def new_key() -> NewKey:
    """A key for a new passphrase, which is asked for twice."""
    return make_key(new_passphrase(VARIABLE))


def new_passphrase(variable: str = NEW_VARIABLE) -> str:
    """A passphrase that somebody chooses."""
    given = _given(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise SiteLocked(
            _(
                "The new passphrase is asked for in a terminal, or taken from a file that is named in the "
                "environment: {0}"
            ).format(variable + _OF_FILE)
        )
    while True:
        chosen = _prompt(_("New passphrase"), confirmation_prompt=_("Repeat for confirmation"))
        try:
            check_strength(chosen)
        except WeakPassphrase:
            click.echo(
                counted(
                    _(
                        "A passphrase has {0} signs or more: five words by chance are easy to keep in mind. "
                        "Choose another one."
                    ),
                    SHORTEST,
                    language=language(),
                ),
                err=True,
            )
            continue
        return chosen


def _prompt(text: str, **options: Any) -> str:
    return str(click.prompt(text, hide_input=True, err=True, **options))


def _given(variable: str) -> str | None:
    """What the environment holds, or a file that it names. It is taken out, so that nobody inherits it."""
    value = os.environ.pop(variable, None)
    file = os.environ.pop(variable + _OF_FILE, None)
    if file:
        value = Path(file).read_text(encoding="utf-8")
    return value.rstrip("\r\n") if value else None


# The key store


def remember(folder: Path, key: SiteKey) -> None:
    """Keep the key in the key store of whoever is logged in at the machine; ``NoKeyStore`` without one.

    Another passphrase changes nothing of it.
    """
    store = _key_store()
    try:
        store.set_password(_STORE, identity_of(folder), key.data.hex())
    except store.errors.KeyringError as error:
        raise NoKeyStore(
            _("The key store of this system cannot be used: {0}").format(error)
        ) from error


def forget(folder: Path) -> None:
    """Take the key out of the key store, if it is there."""
    store = _key_store()
    with suppress(store.errors.KeyringError):
        store.delete_password(_STORE, identity_of(folder))


def remembered(folder: Path) -> SiteKey | None:
    """The key that the key store holds for a site."""
    identity = identity_of(folder)
    with suppress(NoKeyStore):
        store = _key_store()
        with suppress(store.errors.KeyringError, ValueError):
            found = store.get_password(_STORE, identity)
            return SiteKey(identity, bytes.fromhex(found)) if found else None
    return None


def _key_store() -> Any:
    try:
        return importlib.import_module("keyring")
    except ImportError as error:
        raise NoKeyStore(
            _(
                "The key store of the system needs a library that is not installed: pip install keyring"
            )
        ) from error
