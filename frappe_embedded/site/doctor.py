"""Looks a site over and says what somebody should look after."""

import datetime
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.disk import can_be_written, free_bytes, is_nearly_full
from ..kernel.core.hooks import call_hooks
from ..kernel.core.site import Site
from ..kernel.query.opening import opened
from ..kernel.utils.dates import now_datetime
from ..kernel.utils.urls import configured_host_name, get_host_name
from ..services.backups.deletion import newest_good
from ..services.backups.sealing import recipient_of
from ..services.files.storage import path_of
from ..services.jobs.scheduler import is_dated_ahead
from ..services.notify.account import outgoing_account
from ..services.printing.pdf import NotAvailable, make_pdf
from .file_modes import loose
from .migrate import is_current
from .scratch import is_in_memory

_BACKUP_DAYS = 2
_RECENT = datetime.timedelta(days=1)
_FEW = 5


@dataclass(frozen=True)
class Finding:
    """What one check found; ``advice`` is empty where all is well."""

    subject: str
    found: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


def examine(site: Site) -> list[Finding]:
    """The findings of all checks. Nothing is changed."""
    with opened(site):
        return [*(check(site) for check in _CHECKS), *_of_apps(site)]


def _of_apps(site: Site) -> Iterator[Finding]:
    """What the apps look after: hook ``site_findings``, functions that return subject, finding, advice.

    They ask for columns that a site has once it was migrated.
    """
    if not is_current(site):
        return
    for told in call_hooks("site_findings"):
        yield from (Finding(*found) for found in told)


def _database(site: Site) -> Finding:
    faults = [row[0] for row in local.db.rows("PRAGMA integrity_check") if row[0] != "ok"]
    if faults:
        return Finding("Database", "; ".join(faults[:_FEW]), "Restore the last good backup.")
    return Finding("Database", "sound")


def _code(site: Site) -> Finding:
    if is_current(site):
        return Finding("Code", "the site fits it")
    return Finding("Code", "newer than the site", "Run migrate.")


def _files(site: Site) -> Finding:
    missing = list(_missing_files())
    if missing:
        shown = ", ".join(missing[:_FEW])
        return Finding("Files", f"{len(missing)} missing: {shown}", "Take them from a backup.")
    return Finding("Files", "all there")


def _missing_files() -> Iterator[str]:
    rows = local.db.sql(
        "select file_url from `tabFile` where is_folder = 0 and file_url like '%%/files/%%'"
    )
    for (url,) in rows:
        path = path_of(str(url))
        if path is not None and not path.is_file():
            yield str(url)


def _disk(site: Site) -> Finding:
    room = f"{free_bytes(site) / 2**20:,.0f} MB free"
    if not can_be_written(site):
        return Finding(
            "Disk", f"cannot be written, {room}", "Make room, or mount it for writing as well."
        )
    if is_nearly_full(site):
        return Finding(
            "Disk", f"nearly full, {room}", "Make room: nothing is stored once it is full."
        )
    return Finding("Disk", room)


def _modes(site: Site) -> Finding:
    count = sum(1 for _path in loose(site.path))
    if count:
        return Finding(
            "Rights on the disk",
            f"{count} files and folders are open to other users",
            "Run migrate.",
        )
    return Finding("Rights on the disk", "files and folders are for their owner alone")


def _encryption(site: Site) -> Finding:
    if site.key is None:
        return Finding(
            "Encryption", "none: whoever gets the disk reads the site, unless it is encrypted"
        )
    if not is_in_memory():
        return Finding(
            "Encryption",
            "the folder of the site is encrypted, and temporary files pass through the disk",
            f"Encrypt the disk that holds {tempfile.gettempdir()}.",
        )
    return Finding("Encryption", "the folder of the site, its backups, and temporary files")


def _address(site: Site) -> Finding:
    if configured_host_name():
        return Finding("Address", f"links lead to {get_host_name()}")
    return Finding(
        "Address",
        "not configured: links in e-mails lead to where the server listens",
        "Set the address that people type: set-config host_name https://…",
    )


def _proxy(site: Site) -> Finding:
    """The server speaks no TLS: an address with https is that of a proxy before it."""
    if not get_host_name().startswith("https:"):
        return Finding("Proxy", "none: the address begins with http")
    if site.config.trusted_proxies:
        return Finding("Proxy", "believed: what trusted_proxies lists")
    return Finding(
        "Proxy",
        "not believed: all its clients count as one, who lock each other out, and cookies go without Secure",
        "Enter its address, as 127.0.0.1: set-config trusted_proxies '[\"127.0.0.1\"]'",
    )


def _backups(site: Site) -> Finding:
    newest = newest_good(site)
    if newest is None:
        return Finding("Backups", "none in the site's folder", "Run backup, and do so daily.")
    if newest.is_ahead:
        return Finding(
            "Backups",
            f"{newest.name} is dated later than now",
            "Set the clock of the machine if it is behind, then run backup.",
        )
    age = now_datetime() - newest.made
    if age.days >= _BACKUP_DAYS:
        return Finding("Backups", f"the newest is {age.days} days old", "Run backup.")
    return Finding("Backups", f"newest: {newest.name}")


def _backup_key(site: Site) -> Finding:
    recipient = recipient_of(site)
    if recipient is None:
        return Finding(
            "Key of backups",
            "none, so no manager can take a backup to another place",
            "Run backup-key once.",
        )
    return Finding("Key of backups", f"what is downloaded is sealed with {recipient}")


def _mail(site: Site) -> Finding:
    account = outgoing_account()
    if account is None:
        return Finding("E-mail", "no outgoing account", "Set up an Email Account.")
    failed = local.db.count("Email Queue", {"status": "Error"})
    if failed:
        return Finding("E-mail", f"{failed} could not be sent", "See the reasons in Email Queue.")
    return Finding("E-mail", f"sent by {account.server or 'files in the outbox'}")


def _jobs(site: Site) -> Finding:
    since = str(now_datetime() - _RECENT)
    failed = local.db.sql(
        "select method, count(*) from `__job` where status = 'failed' and ended > %s group by method",
        (since,),
    )
    if failed:
        told = ", ".join(f"{method} ({count})" for method, count in failed)
        return Finding("Background work", f"failed within a day: {told}", "See Error Log.")
    ahead = [job for job in _job_types() if is_dated_ahead(job)]
    if ahead:
        return Finding(
            "Background work",
            f"{len(ahead)} jobs have run later than now: the clock was ahead, or is behind",
            "Set the clock of the machine; they run again within a minute while the site is served.",
        )
    return Finding("Background work", "nothing failed within a day")


def _job_types() -> list[Any]:
    fields = ["name", "last_execution", "creation"]
    found: list[Any] = local.db.get_all("Scheduled Job Type", {"stopped": 0}, fields)
    return found


def _pdf(site: Site) -> Finding:
    try:
        make_pdf("<p>1</p>")
    except NotAvailable:
        return Finding("PDF", "not on this machine", "Print from the browser, or install [pdf].")
    return Finding("PDF", "can be made")


_CHECKS: tuple[Callable[[Site], Finding], ...] = (
    _database,
    _code,
    _files,
    _disk,
    _modes,
    _encryption,
    _address,
    _proxy,
    _backups,
    _backup_key,
    _mail,
    _jobs,
    _pdf,
)
