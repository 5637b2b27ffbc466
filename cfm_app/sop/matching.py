"""Which SOP applies to a case: the most specific one wins, and the reason can be said."""

from dataclasses import dataclass

import frappe
from frappe import _

from cfm_app import masters
from cfm_app.sop.trees import chain

# A category says more about a procedure than a class, a class more than a place or a channel.
CATEGORY_WEIGHT, SENSITIVITY_WEIGHT, LOCATION_WEIGHT, CHANNEL_WEIGHT = 1000, 500, 10, 1
FIELDS = ["name", "category", "sensitivity", "channel", "location", "explanation"]


@dataclass(frozen=True)
class Match:
    """A SOP that applies, and why."""

    sop: str
    reason: str
    score: int


@masters.once
def match(
    category: str | None,
    sensitivity: str | None,
    channel: str | None = None,
    location: str | None = None,
) -> Match | None:
    """The most specific enabled SOP for these facts, or None."""
    categories = chain("Case Category", category)
    explicit = _explicit(categories)
    if explicit:
        reason = _("Set for the category {0}").format(_(category or ""))
        return Match(explicit, reason, CATEGORY_WEIGHT * 10)
    places = chain("CFM Location", location)
    matches = [
        found
        for row in _enabled()
        if (found := _score(row, categories, sensitivity, channel, places)) is not None
    ]
    return max(matches, key=lambda found: found.score, default=None)


@masters.once
def _enabled() -> list[frappe._dict]:
    return frappe.get_all("CFM SOP", filters={"enabled": 1}, fields=FIELDS, order_by="name asc")


def _explicit(categories: list[str]) -> str | None:
    """The SOP named on the category itself or on the nearest category above."""
    for name in categories:
        sop = frappe.get_cached_value("Case Category", name, "sop")
        if sop and frappe.db.get_value("CFM SOP", sop, "enabled"):
            return sop
    return None


def _score(
    row: frappe._dict,
    categories: list[str],
    sensitivity: str | None,
    channel: str | None,
    places: list[str],
) -> Match | None:
    score, reasons = 0, []
    if row.category:
        if row.category not in categories:
            return None
        score += CATEGORY_WEIGHT * (len(categories) - categories.index(row.category))
        reasons.append(_("category {0}").format(_(row.category)))
    if row.sensitivity:
        if row.sensitivity != sensitivity:
            return None
        score += SENSITIVITY_WEIGHT
        reasons.append(_("sensitivity {0}").format(_(row.sensitivity)))
    if row.location:
        if row.location not in places:
            return None
        score += LOCATION_WEIGHT * (len(places) - places.index(row.location))
        reasons.append(_("place {0}").format(row.location))
    if row.channel:
        if row.channel != channel:
            return None
        score += CHANNEL_WEIGHT
        reasons.append(_("channel {0}").format(_(row.channel)))
    reason = ", ".join(reasons) if reasons else _("General procedure")
    return Match(row.name, reason, score)
