"""Who stands in for an absent handler of a restricted class: the deputy that their focal point names.

For the days of the absence the deputy is entrusted with what the handler is entrusted with, if they
hold the role of the class themselves. Nothing is copied, so nothing is left over when the handler is
back.
"""

import frappe

from cfm_app import batch_cache
from cfm_app.privacy import absences
from cfm_app.privacy.absences import Absence


@batch_cache.cached_in_batch
def today(deputy: str | None = None) -> list[Absence]:
    """The absences of today with a deputy, of focal points who name a class."""
    wanted = deputy or ["is", "set"]
    return absences.today(deputy=wanted, sensitivity=["is", "set"])


def absent_handlers(deputy: str, handled: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Class and user of the absent handlers whose deputy somebody is.

    `handled` are the classes that they handle, each with its role, which the absent must hold, too.
    """
    return tuple(
        (each.sensitivity, each.user)
        for each in today(deputy)
        if each.sensitivity in handled and handled[each.sensitivity] in frappe.get_roles(each.user)
    )
