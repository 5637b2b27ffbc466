"""Who stands in for an absent handler of a restricted class: the deputy that his focal point names.

For the days of the absence the deputy is entrusted with what the handler is entrusted with, if he
holds the role of the class himself. Nothing is copied, so nothing is left over when the handler is
back.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate, nowdate

FIELDS = ["user", "deputy", "sensitivity", "absent_from", "absent_to"]


@dataclass(frozen=True)
class Absence:
    """A handler who is away today, for which class, and who stands in. Without an end it goes on."""

    user: str
    deputy: str
    sensitivity: str
    since: date
    until: date | None


def today(**filters: Any) -> list[Absence]:
    """The absences of today with a deputy, of focal points who name a class."""
    rows = frappe.get_all(
        "CFM Focal Point",
        filters={
            "enabled": 1,
            "deputy": ["is", "set"],
            "sensitivity": ["is", "set"],
            "absent_from": ["<=", nowdate()],
            **filters,
        },
        fields=FIELDS,
        order_by="name asc",
    )
    return [
        Absence(
            row.user,
            row.deputy,
            row.sensitivity,
            getdate(row.absent_from),
            getdate(row.absent_to) if row.absent_to else None,
        )
        for row in rows
        # An empty date is less than any other to a database.
        if row.absent_from and (not row.absent_to or getdate(row.absent_to) >= getdate(nowdate()))
    ]


def stood_in_for(deputy: str, handled: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Class and user of the absent handlers whose deputy somebody is.

    `handled` are the classes that they handle, each with its role, which the absent must hold, too.
    """
    return tuple(
        (each.sensitivity, each.user)
        for each in today(deputy=deputy)
        if each.sensitivity in handled and handled[each.sensitivity] in frappe.get_roles(each.user)
    )
