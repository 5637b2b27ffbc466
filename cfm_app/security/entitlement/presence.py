"""Whether somebody who may open the cases of a restricted class is there today."""

from cfm_app.security.entitlement import absences, handlers


def present(role: str) -> list[str]:
    """Enabled users with a role who are not absent today."""
    away = absent()
    return [user for user in handlers.holders(role) if user not in away]


def absent() -> set[str]:
    """The users who are absent today from any of their posts."""
    return {each.user for each in absences.today()}


def is_attended(case: str) -> bool:
    """Whether somebody who is there today may open a restricted case."""
    away = absent()
    return any(user not in away for user in handlers.entrusted(case))
