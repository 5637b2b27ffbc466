"""Who is told of a breach, and by whom it is handled."""

from collections.abc import Callable

from cfm_app.base import consts, notices
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import handlers as roles

DOCTYPE = consts.DATA_BREACH
DATA_PROTECTION, MANAGER, HEADQUARTERS, PERSONS = (
    "Data protection",
    "Manager",
    "Headquarters",
    "Persons concerned",
)
# Who is told by the tool itself as soon as somebody reports, and the role they hold.
AT_ONCE = {DATA_PROTECTION: consts.DATA_PROTECTION, MANAGER: consts.MANAGER}


def holders(role: str, name: str, doctype: str = DOCTYPE) -> list[str]:
    """The enabled users with a role who may see a breach, or another protected document."""
    return [user for user in roles.holders(role) if access.may_see(doctype, name, user)]


def handlers(breach: str) -> list[str]:
    """Who handles a breach: data protection; without a possible member of it, the managers.

    The Administrator takes their place where there is neither.
    """
    found = holders(consts.DATA_PROTECTION, breach) or holders(consts.MANAGER, breach)
    return found or ["Administrator"]


def tell(users: list[str], say: Callable[[str | None], str], breach: str) -> None:
    """Put a line about a breach into the notices of users.

    `say` gives it in a language. What happened is never in it: notices are mailed, and shown on
    locked screens.
    """
    notices.tell_each(users, say, DOCTYPE, breach)
