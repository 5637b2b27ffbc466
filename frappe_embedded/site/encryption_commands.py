"""Commands that make encrypted sites, encrypt what is there, and change what opens them."""

import sys
from typing import Any

import click

from ..kernel.core.site import Site, forget_site, settle
from ..kernel.core.site_key import NewKey, change_passphrase, is_encrypted
from ..kernel.db.driver import check_cipher
from .encryption import decrypt, encrypt
from .passphrase import forget, new_key, new_passphrase, remember, unlock
from .scratch import keep_scratch_in_memory
from .site_option import Place, site_option
from .terminal_language import _


def remember_option(function: Any) -> Any:
    return click.option(
        "--remember/--forget",
        default=None,
        help="Keep the key of an encrypted site in the key store of this system, or take it out.",
    )(function)


def made(place: Place, encrypted: bool) -> tuple[Site, str | None]:
    """The site of a command, made when it is missing; with the Administrator's password when it is new."""
    if not encrypted:
        return place.made()
    if not place.is_there:
        check_cipher()
        key = new_key()
        site, password = place.made(key)
        _tell_code(key)
        return site, password
    settle(place.folder)
    if not is_encrypted(place.folder):
        raise click.ClickException(
            _(
                "The site {0} is there and not encrypted. Encrypt it first: encrypt --site {0}"
            ).format(place.folder)
        )
    return place.made()


def keep_in_store(site: Site, wanted: bool | None) -> None:
    """Remember or forget the key of the site, if one of them is wanted."""
    if wanted is None:
        return
    if site.key is None:
        raise click.ClickException(_("The site is not encrypted: there is no key to keep."))
    if wanted:
        remember(site.path, site.key)
    else:
        forget(site.path)


def confirm_plain(site: Site, agreed: bool) -> None:
    """Ask whether data of an encrypted site may be written as it is."""
    if site.key is None or agreed:
        return
    if not sys.stdin.isatty():
        raise click.ClickException(
            _("The archive is not encrypted, and the site is. Add --plain if that is meant.")
        )
    click.confirm(
        _("The archive will not be encrypted: whoever gets it reads everything. Write it?"),
        abort=True,
        err=True,
    )


def _tell_code(key: NewKey) -> None:
    click.echo(_("Recovery code (shown once): {0}").format(key.recovery_code))
    click.echo(
        _(
            "It opens the site where the passphrase is forgotten. Write it on paper and put it in the safe, "
            "not beside this machine. Without passphrase and code nobody ever reads the site or its backups."
        )
    )


@click.command("new-site")
@site_option
@click.option("--encrypted", is_flag=True, help="It opens with a passphrase.")
@remember_option
def new_site_command(place: Place, encrypted: bool, remember: bool | None) -> None:
    """Make a site, and do not serve it."""
    if place.is_there:
        raise click.ClickException(_("There is a site at {0} already.").format(place.folder))
    site, password = made(place, encrypted)
    keep_in_store(site, remember)
    click.echo(_("Administrator's password (shown once): {0}").format(password))


@click.command("encrypt")
@site_option
@click.option(
    "--delete-backups", is_flag=True, help="Overwrite the backups in its folder that are readable."
)
def encrypt_command(place: Place, delete_backups: bool) -> None:
    """Encrypt a site that nobody uses meanwhile."""
    _check_there(place)
    check_cipher()
    keep_scratch_in_memory()
    key = new_key()
    encrypt(place.folder, key, delete_backups)
    click.echo(
        _("{0} is encrypted: it opens with the passphrase from now on.").format(place.folder)
    )
    _tell_code(key)
    click.echo(
        _(
            "What was readable was overwritten. A disk of flash memory may keep copies of it, and so may older "
            "copies of the folder and backups at other places."
        )
    )


@click.command("decrypt")
@site_option
def decrypt_command(place: Place) -> None:
    """Make an encrypted site readable for whoever has its folder."""
    _check_encrypted(place)
    keep_scratch_in_memory()
    decrypt(place.folder, unlock(place.folder))
    click.echo(_("{0} is not encrypted any more. Its old backups still are.").format(place.folder))


@click.command("change-passphrase")
@site_option
def change_passphrase_command(place: Place) -> None:
    """Have an encrypted site open with another passphrase."""
    _check_encrypted(place)
    key = unlock(place.folder)
    change_passphrase(place.folder, key, new_passphrase())
    click.echo(
        _(
            "The passphrase is changed. Backups that were made before still open with the old one, and so "
            "does a copy of the folder: if somebody knows it who should not, decrypt and encrypt the site."
        )
    )


def _check_there(place: Place) -> None:
    if not place.is_there:
        raise click.ClickException(_("There is no site at {0}.").format(place.folder))
    forget_site(place.name, place.sites_path)
    settle(place.folder)


def _check_encrypted(place: Place) -> None:
    _check_there(place)
    if not is_encrypted(place.folder):
        raise click.ClickException(_("The site {0} is not encrypted.").format(place.folder))


ENCRYPTION_COMMANDS = (
    new_site_command,
    encrypt_command,
    decrypt_command,
    change_passphrase_command,
)
