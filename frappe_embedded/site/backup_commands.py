"""Commands that make, seal and restore backups, and make the key that seals them."""

import datetime
import os
import sys
from pathlib import Path
from typing import Any

import click

from ..kernel.core.site import Site
from ..kernel.query.opening import announce_changes
from ..services.backups.archive import backup, sealed_backup
from ..services.backups.sealing import NotAKey, is_sealed, new_pair, recipient_of, set_recipient
from .commands import sentence_of
from .passphrase import unlock
from .restore import CannotRestore, restore
from .site_option import Place, site_option
from .terminal_language import _


@click.command("backup")
@site_option
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.option("--sealed", is_flag=True, help="Only the secret key of backup-key opens it.")
def backup_command(place: Place, target: Path | None, sealed: bool) -> None:
    """Write database, files and configuration into one archive."""
    site = place.site()
    if not sealed:
        click.echo(str(backup(site, target)))
        return
    recipient = recipient_of(site)
    if recipient is None:
        raise click.ClickException(
            _("There is no key to seal the backup with. Make one first: backup-key")
        )
    click.echo(str(sealed_backup(site, recipient, target)))


@click.command("backup-key")
@site_option
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write the secret key to this file, instead of showing it.",
)
@click.option(
    "--recipient",
    default=None,
    help="Public part (age1…) of a key that was made elsewhere, by age-keygen for instance.",
)
@click.option("--replace", is_flag=True, help="Make another key though there is one.")
def backup_key_command(
    place: Place, target: Path | None, recipient: str | None, replace: bool
) -> None:
    """Make the key that seals backups; the site keeps only its public part."""
    if target and recipient:
        raise click.UsageError(_("With --recipient no secret key is made that --to could write."))
    site = place.site()
    old = recipient_of(site)
    try:
        if recipient is None:
            recipient = _put_away(site, target, replace)
        adopt_key(site, recipient, replace)
    except CannotMakeKey as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        _(
            "The site seals with the public key {0} from now on: it closes backups, and opens none. Try once "
            "that you can open one: restore FILE.tar.gz.age --identity KEYFILE --site sites/restored"
        ).format(recipient)
    )
    if old:
        click.echo(
            _("Backups that were sealed so far still need the old secret key: keep it as well.")
        )


def _put_away(site: Site, target: Path | None, replace: bool) -> str:
    """Make a pair, and hand the secret part to whoever runs the command; the public one."""
    secret, recipient = new_secret(site, replace)
    if target:
        save_secret(site, secret, recipient, target)
        click.echo(_("The secret key is in {0}, which only you can read.").format(target))
    else:
        click.echo(_("The secret key, shown this once:"))
        click.echo(f"\n{secret}\n")
    click.echo(
        _(
            "Keep two copies of it, at two places and not on this machine: for instance one in the safe of "
            "the office, one with whoever is in charge of data protection. Whoever has it and a sealed "
            "backup reads everything; when both copies are lost, nobody ever opens the sealed backups."
        )
    )
    return recipient


@click.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@site_option
@click.option("--force", is_flag=True, help="Replace the site that is there.")
@click.option(
    "--identity",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="File with the secret key, for a sealed archive; asked for when it is missing.",
)
@click.option(
    "--leave-out-since",
    "since",
    default=None,
    metavar="MOMENT",
    help="Do not do again what apps did since this moment, such as erasures: 2026-12-31 or '2026-12-31 08:00'.",
)
def restore_command(
    archive: Path, place: Place, force: bool, key_file: Path | None, since: str | None
) -> None:
    """Make the site from an archive."""
    secret = _secret_for(archive, key_file)
    try:
        restore(
            archive,
            place.name,
            place.sites_path,
            force,
            secret,
            unlock,
            lambda announced: _choose(announced, since),
        )
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        raise click.ClickException(f"{sentence} {_('Nothing was restored.')}") from error
    click.echo(_("Restored to {0}").format(place.folder))


def _choose(announced: list[dict[str, Any]], since: str | None) -> str | None:
    """Tell what apps do again to the restored site, and ask where somebody can answer; the moment to leave out from."""
    for each in announced:
        click.echo(each["text"])
        for line in each["lines"]:
            click.echo(f"  {line}")
    if since is not None:
        return _moment(since)
    if not sys.stdin.isatty():
        return None
    answer = click.prompt(
        _(
            "Enter: do all of it again. A moment such as 2026-12-31 08:00: leave out what was done since, because it "
            "was an error. no: restore nothing"
        ),
        default="",
        show_default=False,
    ).strip()
    if answer.lower() in ("no", "non", "n", "لا"):
        raise CannotRestore(_("Stopped."))
    return _moment(answer) if answer else None


def _moment(text: str) -> str:
    try:
        return str(datetime.datetime.fromisoformat(text.strip()))
    except ValueError as error:
        raise CannotRestore(
            _("{0} is no moment. Write it as 2026-12-31 or 2026-12-31 08:00.").format(text)
        ) from error


def _secret_for(archive: Path, key_file: Path | None) -> str | None:
    """The secret key of a sealed archive; no other asks for one."""
    if not is_sealed(archive):
        return None
    if key_file:
        return key_file.read_text(encoding="utf-8", errors="replace")
    if not sys.stdin.isatty():
        raise click.ClickException(
            _("{0} is sealed. Give the file with its secret key: --identity KEYFILE").format(
                archive
            )
        )
    return str(click.prompt(_("Secret key of the backup (AGE-SECRET-KEY-…)"), hide_input=True))


BACKUP_COMMANDS = (backup_command, backup_key_command, restore_command)


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
