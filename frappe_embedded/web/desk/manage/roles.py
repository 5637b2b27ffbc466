"""The roles that a manager chooses among: what each is called, and what it is for."""

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.hooks import get_hooks
from ....kernel.i18n import _
from ....kernel.permissions.roles import ADMINISTRATOR, SYSTEM_MANAGER

_AUTOMATIC = ("All", "Guest", "Desk User", ADMINISTRATOR)


def choosable_roles() -> list[dict[str, Any]]:
    """Name, label and hint of the roles that people hold; ``ours`` are those of the office, which come first."""
    hints = role_hints()
    of_apps = set(get_hooks("role_hints", {}))
    rows = local.db.sql(
        "select name, is_custom, owner from `tabRole` where disabled = 0 and name not in %s",
        (_AUTOMATIC,),
    )
    roles = [
        {
            "name": name,
            "label": str(_(name)),
            "hint": hints.get(name, ""),
            # One that somebody made on the way, from a field that names it, is not marked as custom.
            "ours": bool(is_custom) or name in of_apps or owner != ADMINISTRATOR,
        }
        for name, is_custom, owner in rows
    ]
    return sorted(roles, key=lambda each: (not each["ours"], each["label"].casefold()))


def role_hints() -> dict[str, str]:
    """What each role is for, in a sentence; apps tell theirs in the hook ``role_hints``."""
    own = {
        SYSTEM_MANAGER: _("Runs the machine: security settings, keys of others, all logs."),
        "Script Manager": _("For developers."),
        "Workspace Manager": _("Arranges the start pages."),
        "Report Manager": _("Makes reports for others."),
        "Website Manager": _("Looks after public pages."),
        "Dashboard Manager": _("Makes charts and dashboards for others."),
        "Inbox User": _("Reads the e-mails that the site receives."),
        "Prepared Report User": _("Has long reports made in the background."),
        "Translator": _("Translates what stands on the screens."),
    }
    of_apps = {role: str(_(hints[-1])) for role, hints in get_hooks("role_hints", {}).items()}
    return {role: str(hint) for role, hint in {**own, **of_apps}.items()}
