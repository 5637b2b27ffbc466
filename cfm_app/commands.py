"""Commands that ``bench`` offers for a site with the app."""

import sys
from typing import Any

import click
import frappe
from frappe import _
from frappe.commands import get_site, pass_context

from cfm_app.base.counting import counted
from cfm_app.data_protection.personal_data import restored
from cfm_app.exchange.field_desk import device_list
from cfm_app.exchange.site_move import move
from cfm_app.exchange.site_move.archive import Archive
from cfm_app.procedures.setup import framework_version, missing_apps, transaction_isolation
from cfm_app.security.second_factor import administrator


@click.command("import-cfm-site")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Check, say what would happen, write nothing.")
@click.option("--force", is_flag=True, help="Replace the cases that the site has.")
@click.option(
    "--encryption-key/--no-encryption-key",
    "takes_key",
    default=None,
    help="Take over the key in the archive, or leave it and the secrets. Asked when missing.",
)
@pass_context
def import_cfm_site(
    context: Any, archive: str, dry_run: bool, force: bool, takes_key: bool | None
) -> None:
    """Move a site that export-site has written into this one."""
    frappe.init(site=get_site(context))
    frappe.connect()
    try:
        result = _moved(archive, dry_run, force, takes_key)
    except frappe.ValidationError as error:
        frappe.db.rollback()
        raise click.ClickException(str(error)) from error
    finally:
        frappe.destroy()
    sys.exit(0 if result.is_equal else 1)


def _moved(path: str, dry_run: bool, force: bool, takes_key: bool | None) -> move.MoveResult:
    archive = Archive(path)
    try:
        move.check(archive, force, click.echo)
        if dry_run:
            result = move.tell(archive, click.echo)
            click.echo(_("Nothing has been written."))
            return result
        result = move.run(archive, _takes_secrets(archive, takes_key), click.echo)
    finally:
        archive.close()
    _show(archive, result)
    return result


def _takes_secrets(archive: Archive, takes_key: bool | None) -> bool:
    """Whether the key comes along: it replaces the site's, so somebody has to say so."""
    if not archive.has_key:
        return False
    if takes_key is not None:
        return takes_key
    return click.confirm(
        _(
            "The archive holds the encryption key of the old site. Take it over? Secrets that are"
            " stored on this site already could not be read any more."
        )
    )


def _show(archive: Archive, result: move.MoveResult) -> None:
    for table in result.tables:
        mark = "=" if table.is_equal else "≠"
        click.echo(
            f"{mark} {table.label:<32} {table.expected:>8} {table.found:>8}  {table.found_hash[:16]}"
        )
        for difference in table.differences:
            click.echo(f"    {difference}")
    for secret in archive.manifest["secrets_left_out"]:
        click.echo(_("Not in the archive, to be set anew: {0}").format(secret))
    for url in archive.manifest["missing_files"]:
        click.echo(_("The old site had no bytes for the file {0}").format(url))
    equal = sum(table.is_equal for table in result.tables)
    click.echo(
        counted(
            _("{0} rows and {1} files; {2} of {3} tables are equal."),
            result.rows,
            result.files,
            equal,
            len(result.tables),
        )
    )


@click.command("cfm-doctor")
@pass_context
def cfm_doctor(context: Any) -> None:
    """Look the cases of a site over; ends with 1 where somebody should look after something."""
    frappe.init(site=get_site(context))
    frappe.connect()
    try:
        found = [
            *framework_version.findings(),
            *transaction_isolation.findings(),
            *missing_apps.findings(),
            *(
                found
                for path in frappe.get_hooks("site_findings")
                for found in frappe.get_attr(path)()
            ),
        ]
    finally:
        frappe.destroy()
    for subject, what, advice in found:
        click.echo(f"{subject}: {what}{f' -> {advice}' if advice else ''}")
    sys.exit(int(any(advice for _subject, _what, advice in found)))


@click.command("apply-cfm-erasures")
@click.option(
    "--leave-out-since",
    "since",
    default=None,
    metavar="MOMENT",
    help="Never repeat what was erased since this moment: it was an error. Before the migration.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be erased again, erase nothing.")
@pass_context
def apply_cfm_erasures(context: Any, since: str | None, dry_run: bool) -> None:
    """Erase again what an older backup has brought back, and know devices of since then; a migration does it, too."""
    frappe.init(site=get_site(context))
    frappe.connect()
    try:
        if since:
            restored.leave_out(since)
        told = restored.announced() or {"text": "", "lines": []}
        click.echo("\n".join(filter(None, (told["text"], *told["lines"]))))
        done = 0 if dry_run else restored.apply()
        if not dry_run:
            device_list.apply()
        frappe.db.commit()
    finally:
        frappe.destroy()
    click.echo(counted(_("{0} erasures were carried out again."), done))


@click.command("cfm-second-factor")
@click.argument("user", default=administrator.ADMINISTRATOR)
@pass_context
def cfm_second_factor(context: Any, user: str) -> None:
    """Set up the second factor of a user anew, by default the Administrator's: a lost phone, or a first one."""
    frappe.init(site=get_site(context))
    frappe.connect()
    try:
        if not frappe.db.exists("User", user):
            raise click.ClickException(_("There is no user {0}.").format(user))
        secret = administrator.forget(user)
        click.echo(_("Enter this key in the authenticator app: {0}").format(secret))
        while not administrator.confirm(user, click.prompt(_("The code that it shows"))):
            click.echo(
                _("That is not its code. Check the clock of the phone, and wait for the next one.")
            )
        frappe.db.commit()
    finally:
        frappe.destroy()
    click.echo(_("Set up. Log in with the password and a code of the app."))


commands = [apply_cfm_erasures, cfm_doctor, cfm_second_factor, import_cfm_site]
