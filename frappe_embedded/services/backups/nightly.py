"""The backup of every night: when it is due, and who hears that it failed."""

import datetime
import errno

from ...kernel.core.context import local
from ...kernel.core.messages import clear_messages, throw
from ...kernel.core.site import Site
from ...kernel.db.errors import DiskFull
from ...kernel.document.api import get_doc
from ...kernel.document.comments import log_error
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_user_lang, print_language
from ...kernel.permissions.roles import get_users_with_role, only_for_setup, setup_roles
from ...kernel.query.api import all_or_nothing
from ...kernel.utils.clock import is_doubted
from ...kernel.utils.dates import get_datetime, now_datetime, nowdate
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...kernel.utils.urls import get_url
from ...kernel.utils.users import get_email_address
from ..collaborate.notices import notify_users
from ..notify.sendmail import sendmail
from .archive import BY_CLOCK, backup
from .archives_folder import archives, discard_old, sweep

JOB = "frappe.utils.backups.scheduled_backup"
MOST_KEPT = 366
_HOUR = 2
_KEEP = 7
_TOLD = "backup_failure_told"


def hour() -> int:
    """The hour of the night at which the backup is made, in the time zone of the site."""
    return cint(local.conf.get("backup_hour", _HOUR)) % 24


def keep() -> int:
    """How many backups of nights are kept."""
    return cint(system_setting("backup_limit")) or _KEEP


def set_rhythm(at: int, kept: int) -> None:
    """Make the backup at another hour, and keep another number."""
    only_for_setup()
    if not 0 <= at <= 23:
        throw(_("Choose an hour between 0 and 23."))
    if not 1 <= kept <= MOST_KEPT:
        throw(_("Keep between 1 and {0} backups.").format(MOST_KEPT))
    settings = get_doc("System Settings")
    settings.backup_limit = kept
    settings.flags.ignore_mandatory = True
    settings.save(ignore_permissions=True)
    local.site_state.save_config(backup_hour=at)


def last_due() -> datetime.datetime:
    """The newest moment at which a backup was to be made."""
    moment = now_datetime()
    due = moment.replace(hour=hour(), minute=0, second=0, microsecond=0)
    return due if due <= moment else due - datetime.timedelta(days=1)


def scheduled_backup() -> str | None:
    """Make the backup of the night unless it is made; its name, or nothing.

    It is called every hour, so that what was missed while the machine was off is made as soon as it
    runs again, and what failed is tried again. The managers hear of a failure once a day.
    """
    site = local.site_state
    if not is_late(site):
        return None
    sweep(site)
    try:
        made = backup(site, kind=BY_CLOCK)
    except Exception as error:
        local.db.rollback()
        _tell(reason_of(error))
        local.db.commit()
        raise
    if not is_doubted():
        discard_old(site, keep())
    return made.name


def is_late(site: Site) -> bool:
    """Whether the backup of the last night is missing. What is dated later than now was made by a wrong clock."""
    made = (each.made for each in archives(site) if each.kind == BY_CLOCK)
    found = [each for each in (*made, _beginning()) if each <= now_datetime()]
    return max(found, default=datetime.datetime.min) < last_due()


def _beginning() -> datetime.datetime:
    """No night is made up for that was before the site."""
    created = local.db.get_value("Scheduled Job Type", {"method": JOB}, "creation")
    return get_datetime(created) or now_datetime()


def reason_of(error: Exception) -> str:
    """Why a backup failed, in words."""
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or isinstance(error, DiskFull):
        return str(_("The disk is full."))
    if isinstance(error, PermissionError):
        return str(_("The folder of the backups cannot be written."))
    return str(error)


def _tell(reason: str) -> None:
    if local.db.get_global(_TOLD) == nowdate():
        return
    local.db.set_global(_TOLD, nowdate())
    for user in sorted({user for role in setup_roles() for user in get_users_with_role(role)}):
        with print_language(get_user_lang(user)):
            subject = str(_("The backup of the night failed: {0}").format(reason))
            text = str(
                _("It is tried again every hour. Look at {0}, and make room or a backup by hand.")
            ).format(get_url("/app/backups"))
            notify_users([user], subject, kind="Alert", message=text)
            _mail(user, subject, text)


def _mail(user: str, subject: str, text: str) -> None:
    """By e-mail as well, as far as one can be sent: nobody may look at the desk for days."""
    try:
        with all_or_nothing():
            sendmail(recipients=[get_email_address(user)], subject=subject, message=text)
    except Exception:
        clear_messages()
        log_error(_("The failure of a backup could not be told by e-mail"))
