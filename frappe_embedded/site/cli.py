"""The command line: make, serve, migrate, save and inspect sites."""

from __future__ import annotations

import code
import importlib
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ..backups.archive import backup, sealed_backup
from ..backups.sealing import is_sealed, recipient_of
from ..core.context import local
from ..core.hooks import get_attr, get_hooks
from ..core.site import Site, get_site, is_site
from ..core.swapping import is_unfinished
from ..core.whitelist import call
from ..document.api import get_doc
from ..http.server import make_server
from ..jobs.worker import Worker
from ..query.opening import announce_changes, opened
from .backup_key import CannotMakeKey, adopt_key, new_secret, save_secret
from .commands import Commands, sentence_of
from .doctor import examine
from .doors import all_doors
from .export import CannotExport, export_site
from .install import install_app, new_site
from .migrate import is_current, migrate
from .modes import own_files_only, tighten
from .restore import restore

__all__ = ["main"]


class Place:
    """Where the site of a command is, and which app it is made with."""

    def __init__(self, folder: Path, app: str | None) -> None:
        self.sites_path = folder.resolve().parent
        self.name = folder.name
        self.app = app

    @property
    def folder(self) -> Path:
        return self.sites_path / self.name

    def site(self) -> Site:
        if not is_site(self.folder) and not is_unfinished(self.folder):
            raise click.ClickException(
                f"There is no site at {self.folder}. Make it with: run --site {self.folder}"
            )
        return get_site(self.name, self.sites_path)

    def made(self) -> tuple[Site, str | None]:
        """The site, made when it is missing; with the Administrator's password when it is new."""
        if is_site(self.folder) or is_unfinished(self.folder):
            return self.site(), None
        password = secrets.token_urlsafe(9)
        click.echo(f"Making the site {self.folder} …")
        new_site(self.name, self.sites_path, password)
        site = self.site()
        if self.app:
            with opened(site):
                install_app(self.app)
        migrate(site)
        return site, password


def _site_option(function: Any) -> Any:
    return click.option(
        "--site",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("sites/default"),
        show_default=True,
        help="Folder of the site.",
    )(function)


@contextmanager
def _connected(site: Site) -> Iterator[None]:
    """The site's context for a command; a server of the site takes notice of what was committed."""
    with opened(site):
        yield
    announce_changes(site)


@click.group(cls=Commands)
@click.option("--app", default=None, help="App that a new site is made with.")
@click.pass_context
def main(context: click.Context, app: str | None) -> None:
    """Runs Frappe apps on SQLite, in one process."""
    own_files_only()
    context.obj = app


@main.command()
@_site_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Fill a new site with a made-up office.")
@click.option("--demo-password", default=None, help="Password of all users of the made-up office.")
@click.pass_obj
def run(
    app: str | None, folder: Path, host: str, port: int, demo: bool, demo_password: str | None
) -> None:
    """Serve the site; make it first if it is missing, and migrate it if the code is newer."""
    site, password = Place(folder, app).made()
    if password is None and not is_current(site):
        click.echo("The code is newer than the site: migrating …")
        migrate(site)
    if password is not None:
        click.echo(f"Administrator's password (shown once): {password}")
    if demo:
        _fill_demo(site, demo_password)
    tighten(site.path)
    try:
        server = make_server(site, host, port)
    except OSError as error:
        raise click.ClickException(f"Port {port} cannot be used: {error.strerror}.") from error
    click.echo(f"Open http://{host}:{port}  (Ctrl+C ends)", nl=True)
    sys.stdout.flush()
    worker = Worker(site)
    worker.start()
    try:
        server.run()
    finally:
        worker.stop()


def _fill_demo(site: Site, password: str | None) -> None:
    """Call what the apps hooked as ``setup_demo(password)`` and show whom one may log in as."""
    with opened(site):
        for path in get_hooks("setup_demo"):
            made = get_attr(path)(password)
            local.db.commit()
            if made and made.get("users") and made.get("password"):
                click.echo("Users of the made-up office: " + ", ".join(made["users"]))
                click.echo(f"Their password: {made['password']}")


@main.command("migrate")
@_site_option
@click.pass_obj
def migrate_command(app: str | None, folder: Path) -> None:
    """Bring the site in line with the code."""
    site = Place(folder, app).site()
    changed = migrate(site)
    announce_changes(site)
    click.echo(f"Migrated; {changed} files had changed.")


@main.command("doors")
@_site_option
@click.pass_obj
def doors_command(app: str | None, folder: Path) -> None:
    """List everything that a request can reach, and for whom."""
    with opened(Place(folder, app).site()):
        for door in all_doors():
            click.echo("\t".join((door.kind, door.name, door.opens, door.who)))


@main.command("backup")
@_site_option
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.option("--sealed", is_flag=True, help="Only the secret key of backup-key opens it.")
@click.pass_obj
def backup_command(app: str | None, folder: Path, target: Path | None, sealed: bool) -> None:
    """Write database, files and configuration into one archive."""
    site = Place(folder, app).site()
    if not sealed:
        click.echo(str(backup(site, target)))
        return
    recipient = recipient_of(site)
    if recipient is None:
        raise click.ClickException(
            "There is no key to seal the backup with. Make one first: backup-key"
        )
    click.echo(str(sealed_backup(site, recipient, target)))


@main.command("backup-key")
@_site_option
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
@click.pass_obj
def backup_key_command(
    app: str | None, folder: Path, target: Path | None, recipient: str | None, replace: bool
) -> None:
    """Make the key that seals backups; the site keeps only its public part."""
    if target and recipient:
        raise click.UsageError("With --recipient no secret key is made that --to could write.")
    site = Place(folder, app).site()
    old = recipient_of(site)
    try:
        if recipient is None:
            recipient = _put_away(site, target, replace)
        adopt_key(site, recipient, replace)
    except CannotMakeKey as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"The site seals with the public key {recipient} from now on: it closes backups, and opens "
        "none. Try once that you can open one: restore FILE.tar.gz.age --identity KEYFILE "
        "--site sites/restored"
    )
    if old:
        click.echo(
            "Backups that were sealed so far still need the old secret key: keep it as well."
        )


def _put_away(site: Site, target: Path | None, replace: bool) -> str:
    """Make a pair, and hand the secret part to whoever runs the command; the public one."""
    secret, recipient = new_secret(site, replace)
    if target:
        save_secret(site, secret, recipient, target)
        click.echo(f"The secret key is in {target}, which only you can read.")
    else:
        click.echo(f"The secret key, shown this once:\n\n{secret}\n")
    click.echo(
        "Keep two copies of it, at two places and not on this machine: for instance one in the safe of "
        "the office, one with whoever is in charge of data protection. Whoever has it and a sealed "
        "backup reads everything; when both copies are lost, nobody ever opens the sealed backups."
    )
    return recipient


@main.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_site_option
@click.option("--force", is_flag=True, help="Replace the site that is there.")
@click.option(
    "--identity",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="File with the secret key, for a sealed archive; asked for when it is missing.",
)
@click.pass_obj
def restore_command(
    app: str | None, archive: Path, folder: Path, force: bool, key_file: Path | None
) -> None:
    """Make the site from an archive."""
    place = Place(folder, app)
    secret = _secret_for(archive, key_file)
    try:
        restore(archive, place.name, place.sites_path, force, secret)
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        raise click.ClickException(f"{sentence} Nothing was restored.") from error
    click.echo(f"Restored to {place.folder}")


def _secret_for(archive: Path, key_file: Path | None) -> str | None:
    """The secret key of a sealed archive; no other asks for one."""
    if not is_sealed(archive):
        return None
    if key_file:
        return key_file.read_text(encoding="utf-8", errors="replace")
    if not sys.stdin.isatty():
        raise click.ClickException(
            f"{archive} is sealed. Give the file with its secret key: --identity KEYFILE"
        )
    return str(click.prompt("Secret key of the backup (AGE-SECRET-KEY-…)", hide_input=True))


@main.command("export-site")
@_site_option
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.option(
    "--with-encryption-key",
    "with_key",
    is_flag=True,
    help="Take along the key and the secrets that only it can read.",
)
@click.pass_obj
def export_command(app: str | None, folder: Path, target: Path | None, with_key: bool) -> None:
    """Write the archive with which the site moves to a bench."""
    site = Place(folder, app).site()
    if not is_current(site):
        raise click.ClickException("The code is newer than the site. Run migrate first.")
    try:
        written = export_site(site, target, with_key, click.echo)
    except CannotExport as error:
        raise click.ClickException(str(error)) from error
    if with_key:
        click.secho(
            "The archive holds the encryption key: whoever has it reads every secret of the site. "
            "Carry it encrypted, and delete it when the site has moved.",
            fg="yellow",
            err=True,
        )
    click.echo(str(written))


@main.command()
@_site_option
@click.pass_obj
def doctor(app: str | None, folder: Path) -> None:
    """Look the site over; the exit code is 1 when somebody should look after something."""
    findings = examine(Place(folder, app).site())
    for finding in findings:
        mark, colour = ("ok", "green") if finding.is_well else ("!!", "yellow")
        click.secho(
            f"{mark}  {finding.subject}: {finding.found}. {finding.advice}".rstrip(), fg=colour
        )
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


@main.command()
@_site_option
@click.pass_obj
def console(app: str | None, folder: Path) -> None:
    """Python with the site connected; nothing is stored without frappe.db.commit()."""
    with _connected(Place(folder, app).site()):
        names = {"frappe": importlib.import_module("frappe")}
        code.interact(banner=f"frappe is connected to {folder}", local=names, exitmsg="")


@main.command()
@click.argument("method")
@_site_option
@click.option("--kwargs", default="{}", help="Arguments as JSON.")
@click.pass_obj
def execute(app: str | None, method: str, folder: Path, kwargs: str) -> None:
    """Call a function by its dotted path as Administrator, and commit."""
    try:
        arguments = dict(json.loads(kwargs))
    except (ValueError, TypeError) as error:
        raise click.BadParameter(f"--kwargs is no object of JSON: {error}") from error
    with _connected(Place(folder, app).site()):
        answer = call(get_attr(method), **arguments)
        local.db.commit()
        if answer is not None:
            click.echo(json.dumps(answer, default=str, ensure_ascii=False, indent=1))


@main.group()
def user() -> None:
    """Make users and set their passwords."""


@user.command("add")
@click.argument("email")
@_site_option
@click.option("--first-name", default=None)
@click.option("--last-name", default=None)
@click.option("--role", "roles", multiple=True, help="May be given several times.")
@click.option("--password", default=None, help="Made up and shown when it is missing.")
@click.pass_obj
def add_user(
    app: str | None,
    email: str,
    folder: Path,
    first_name: str | None,
    last_name: str | None,
    roles: tuple[str, ...],
    password: str | None,
) -> None:
    """Make a user."""
    shown = password or secrets.token_urlsafe(9)
    with _connected(Place(folder, app).site()):
        get_doc(
            {
                "doctype": "User",
                "email": email,
                "first_name": first_name or email.split("@")[0],
                "last_name": last_name,
                "enabled": 1,
                "send_welcome_email": 0,
                "new_password": shown,
                "roles": [{"role": role} for role in roles],
            }
        ).insert(ignore_permissions=True)
        local.db.commit()
    click.echo(f"Made {email}" + ("" if password else f" with the password {shown}"))


@user.command("set-password")
@click.argument("email")
@click.password_option()
@_site_option
@click.pass_obj
def set_password(app: str | None, email: str, password: str, folder: Path) -> None:
    """Give a user another password."""
    with _connected(Place(folder, app).site()):
        doc = get_doc("User", email)
        doc.new_password = password
        doc.save(ignore_permissions=True)
        local.db.commit()
