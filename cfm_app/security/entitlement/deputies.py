"""Deputies of absent handlers of a restricted class, as their focal points name them.

While the absence lasts, the deputy is entrusted with the handler's cases if the deputy holds the role of
the class too. Nothing is copied, so nothing has to be taken back afterwards.
"""

import frappe

from cfm_app.base import batch_cache
from cfm_app.security.entitlement import absences
from cfm_app.security.entitlement.absences import Absence


@batch_cache.cached_in_batch
def today(deputy: str | None = None) -> list[Absence]:
    """Today's absences of focal points who name a class and a deputy."""
    wanted = deputy or ["is", "set"]
    return absences.today(deputy=wanted, sensitivity=["is", "set"])


def absent_handlers(deputy: str, handled: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Pairs of class and user: the absent handlers whose deputy this user is.

    `handled` maps each class that the deputy handles to its role; the absent user must hold the role too.
    """
    return tuple(
        (each.sensitivity, each.user)
        for each in today(deputy)
        if each.sensitivity in handled and handled[each.sensitivity] in frappe.get_roles(each.user)
    )
