"""The names of those who worked there, by their ID: of the list of users, or as records name them beside their IDs."""

import re

from frappe import _

from cfm_app.exchange.migration import records
from cfm_app.exchange.migration.records import Source
from cfm_app.exchange.migration.translate import full_name

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
# The first user of an installation has this ID.
FIRST_USER = "1"
NAMING = (records.CASES, records.NOTES, records.CALLS, records.TASKS)
PAIRS = (
    ("assigned_user_id", "assigned_user_name"),
    ("created_by", "created_by_name"),
    ("modified_user_id", "modified_by_name"),
)
FIELDS = ("assigned_user_id", "created_by", "modified_user_id")


def of(source: Source) -> dict[str, str]:
    """The name for each ID of a user that the source tells."""
    modules = source.modules()
    if records.USERS in modules:
        users = source.records(records.USERS)
        return {each.id: full_name(each.values) for each in users if not each.problem}
    found: dict[str, str] = {}
    for module in NAMING:
        for each in source.records(module) if module in modules else ():
            for number, name in PAIRS:
                if each.values.get(number) and each.values.get(name):
                    found.setdefault(each.values[number], each.values[name])
    return found


def shown(number: str, names: dict[str, str]) -> str:
    """What a reader sees for a user there: an ID without a name tells nobody anything."""
    if names.get(number):
        return names[number]
    if number == FIRST_USER:
        return _("The administrator of SugarCRM")
    return _("A user of SugarCRM") if is_unnamed(number, names) else number


def is_unnamed(number: str, names: dict[str, str]) -> bool:
    """Whether a user is an ID, and nothing else."""
    return not names.get(number) and bool(GUID.fullmatch(number))
