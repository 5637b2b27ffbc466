"""Deleting an archive by the screens: the newest good one stays, and those who run the machine hear of it."""

from ...kernel.core.context import local
from ...kernel.core.hooks import call_hooks
from ...kernel.core.messages import throw
from ...kernel.core.site import Site
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_user_lang, print_language
from ...kernel.permissions.roles import ADMINISTRATOR, SYSTEM_MANAGER, get_users_with_role
from ...kernel.utils.users import get_fullname
from ..collaborate.notices import notify_users
from .archives_folder import ArchiveFile, archives


def newest_good(site: Site) -> ArchiveFile | None:
    """The archive from which the site would be restored: the newest that can be read, and is of the past if one is."""
    sound = [each for each in archives(site) if each.sound]
    return next((each for each in sound if not each.is_ahead), sound[0] if sound else None)


def delete(found: ArchiveFile) -> None:
    """Delete an archive that is not the newest good one, and tell it; apps hear it by the hook ``backup_deleted``."""
    newest = newest_good(local.site_state)
    if newest is not None and newest.name == found.name:
        throw(_("The newest backup that can be read stays. Make another one first."))
    _tell(found.name)
    call_hooks("backup_deleted", found.name)
    found.path.unlink(missing_ok=True)


def _tell(name: str) -> None:
    people = {ADMINISTRATOR, *get_users_with_role(SYSTEM_MANAGER)} - {local.session.user}
    who = get_fullname(local.session.user)
    for user in sorted(people):
        with print_language(get_user_lang(user)):
            subject = str(_("{0} deleted the backup {1}.").format(who, name))
            notify_users([user], subject, kind="Alert")
