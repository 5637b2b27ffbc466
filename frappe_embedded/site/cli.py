"""The command line: make, serve, migrate, save and inspect sites."""

import code
import importlib
import json
import secrets
import sys
from pathlib import Path

import click

from ..kernel.core.context import local
from ..kernel.core.hooks import get_attr, get_hooks
from ..kernel.core.site import Site
from ..kernel.core.whitelist import call
from ..kernel.document.api import get_doc
from ..kernel.query.opening import announce_changes, opened
from ..services.auth.user_access import reset_factor_of_anybody
from ..services.jobs.worker import Worker
from ..web.http.server import make_server
from .backup_commands import BACKUP_COMMANDS
from .commands import Commands
from .doctor import examine
from .doors import all_doors
from .encryption_commands import (
    ENCRYPTION_COMMANDS,
    confirm_plain,
    keep_in_store,
    made,
    remember_option,
)
from .export import CannotExport, export_site
from .file_modes import own_files_only, tighten
from .migrate import is_current, migrate
from .site_option import Place, connected, site_option


@click.group(cls=Commands)
@click.option("--app", default=None, help="App that a new site is made with.")
@click.pass_context
def main(context: click.Context, app: str | None) -> None:
    """Runs Frappe apps on SQLite, in one process."""
    own_files_only()
    context.obj = app


@main.command()
@site_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--encrypted", is_flag=True, help="Make a new site that opens with a passphrase.")
@remember_option
@click.option("--demo", is_flag=True, help="Fill a new site with a made-up office.")
@click.option("--demo-password", default=None, help="Password of all users of the made-up office.")
def run(
    place: Place,
    host: str,
    port: int,
    encrypted: bool,
    remember: bool | None,
    demo: bool,
    demo_password: str | None,
) -> None:
    """Serve the site; make it first if it is missing, and migrate it if the code is newer."""
    site, password = made(place, encrypted)
    keep_in_store(site, remember)
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
    if site.key is not None:
        click.echo("The site is encrypted.")
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
@site_option
def migrate_command(place: Place) -> None:
    """Bring the site in line with the code."""
    site = place.site()
    changed = migrate(site)
    announce_changes(site)
    click.echo(f"Migrated; {changed} files had changed.")


@main.command("doors")
@site_option
def doors_command(place: Place) -> None:
    """List everything that a request can reach, and for whom."""
    with opened(place.site()):
        for door in all_doors():
            click.echo("\t".join((door.kind, door.name, door.opens, door.who)))


@main.command("export-site")
@site_option
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.option(
    "--with-encryption-key",
    "with_key",
    is_flag=True,
    help="Take along the key and the secrets that only it can read.",
)
@click.option(
    "--plain", is_flag=True, help="Do not ask whether what is encrypted may be written as it is."
)
def export_command(place: Place, target: Path | None, with_key: bool, plain: bool) -> None:
    """Write the archive with which the site moves to a bench."""
    site = place.site()
    if not is_current(site):
        raise click.ClickException("The code is newer than the site. Run migrate first.")
    confirm_plain(site, plain)
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
@site_option
def doctor(place: Place) -> None:
    """Look the site over; the exit code is 1 when somebody should look after something."""
    findings = examine(place.site())
    for finding in findings:
        mark, colour = ("ok", "green") if finding.is_well else ("!!", "yellow")
        click.secho(
            f"{mark}  {finding.subject}: {finding.found}. {finding.advice}".rstrip(), fg=colour
        )
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


@main.command()
@site_option
def console(place: Place) -> None:
    """Python with the site connected; nothing is stored without frappe.db.commit()."""
    with connected(place.site()):
        names = {"frappe": importlib.import_module("frappe")}
        code.interact(banner=f"frappe is connected to {place.folder}", local=names, exitmsg="")


@main.command()
@click.argument("method")
@site_option
@click.option("--kwargs", default="{}", help="Arguments as JSON.")
def execute(method: str, place: Place, kwargs: str) -> None:
    """Call a function by its dotted path as Administrator, and commit."""
    try:
        arguments = dict(json.loads(kwargs))
    except (ValueError, TypeError) as error:
        raise click.BadParameter(f"--kwargs is no object of JSON: {error}") from error
    with connected(place.site()):
        answer = call(get_attr(method), **arguments)
        local.db.commit()
        if answer is not None:
            click.echo(json.dumps(answer, default=str, ensure_ascii=False, indent=1))


@main.command("set-config")
@click.argument("name")
@click.argument("value")
@site_option
def set_config(name: str, value: str, place: Place) -> None:
    """Change a setting in site_config.json; VALUE is JSON or a text, and null removes it."""
    site = place.site()
    try:
        site.save_config(**{name: json.loads(value)})
    except ValueError:
        site.save_config(**{name: value})
    announce_changes(site)


@main.group()
def user() -> None:
    """Make users and set their passwords."""


@user.command("add")
@click.argument("email")
@site_option
@click.option("--first-name", default=None)
@click.option("--last-name", default=None)
@click.option("--role", "roles", multiple=True, help="May be given several times.")
@click.option("--password", default=None, help="Made up and shown when it is missing.")
def add_user(
    email: str,
    place: Place,
    first_name: str | None,
    last_name: str | None,
    roles: tuple[str, ...],
    password: str | None,
) -> None:
    """Make a user."""
    shown = password or secrets.token_urlsafe(9)
    with connected(place.site()):
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
@site_option
def set_password(email: str, password: str, place: Place) -> None:
    """Give a user another password."""
    with connected(place.site()):
        doc = get_doc("User", email)
        doc.new_password = password
        doc.save(ignore_permissions=True)
        local.db.commit()


@user.command("reset-second-factor")
@click.argument("email")
@site_option
def reset_second_factor_command(email: str, place: Place) -> None:
    """Let a user set up their second factor anew at the next log-in; also Administrator."""
    with connected(place.site()):
        get_doc("User", email)
        reset_factor_of_anybody(email)
        local.db.commit()


for each in (*BACKUP_COMMANDS, *ENCRYPTION_COMMANDS):
    main.add_command(each)
