"""The key of backups: made once, by whoever runs the machine, and put away."""

from __future__ import annotations

import os
from pathlib import Path

from ..kernel.core.site import Site
from ..kernel.query.opening import announce_changes
from ..services.backups.sealing import NotAKey, new_pair, recipient_of, set_recipient
from .terminal_language import _


class CannotMakeKey(ValueError):
    """There is a key already, or the new one cannot be put where it should be."""


def new_secret(site: Site, replace: bool) -> tuple[str, str]:
    """A new secret key and its public one; the site does not use them yet."""
    _check_replaced(site, replace)
    return new_pair()


def save_secret(site: Site, secret: str, recipient: str, target: Path) -> None:
    """Write the secret key to a new file that only its owner reads, as the tools of age write it."""
    if target.resolve().is_relative_to(site.path.resolve()):
        raise CannotMakeKey(
            _(
                "{0} lies in the folder of the site, beside what the key is to protect. Choose another place, "
                "best a stick that you take away."
            ).format(target)
        )
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CannotMakeKey(
            _(
                "{0} is there already, and is not overwritten: it may be a key that is still needed."
            ).format(target)
        ) from error
    except OSError as error:
        raise CannotMakeKey(
            _("{0} cannot be written: {1}.").format(target, error.strerror)
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(f"# Opens the sealed backups of {site.name}\n")
        opened.write(f"# public key: {recipient}\n{secret}\n")
        opened.flush()
        os.fsync(opened.fileno())


def adopt_key(site: Site, recipient: str, replace: bool) -> None:
    """Seal with this public key from now on, a running server of the site included."""
    _check_replaced(site, replace)
    try:
        set_recipient(site, recipient)
    except NotAKey as error:
        raise CannotMakeKey(f"{error}.") from error
    announce_changes(site)


def _check_replaced(site: Site, replace: bool) -> None:
    known = recipient_of(site)
    if known and not replace:
        raise CannotMakeKey(
            _(
                "There is a key already: {0}. Whoever put away its secret key opens the backups. If it is lost, "
                "or known to somebody who should not have it, make another with --replace: what was sealed so "
                "far stays sealed with the old one."
            ).format(known)
        )
