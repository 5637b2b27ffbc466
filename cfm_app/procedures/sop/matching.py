"""Which SOP applies to a case: the most specific one wins, with a reason."""

from dataclasses import dataclass

import frappe
from frappe import _

from cfm_app.base import batch_cache, languages
from cfm_app.procedures.sop.trees import chain

# A category says more about a procedure than a class, a class more than a place or a channel.
CATEGORY_WEIGHT, SENSITIVITY_WEIGHT, LOCATION_WEIGHT, CHANNEL_WEIGHT = 1000, 500, 10, 1
FIELDS = ["name", "category", "sensitivity", "channel", "location", "explanation"]


@dataclass(frozen=True)
class Match:
    """The SOP that applies, and why."""

    sop: str
    reason: str
    score: int


@dataclass(frozen=True)
class Considered:
    """A SOP that was considered, and how well it fits."""

    row: frappe._dict
    score: int
    missed: tuple[str, ...] = ()
    """The fields that ask for something else."""
    set_for: str | None = None
    """The category that names it, whatever else it asks for."""

    @property
    def sop(self) -> str:
        return str(self.row.name)

    @property
    def applies(self) -> bool:
        return not self.missed

    @property
    def reason(self) -> str:
        """Why it fits or not, in words; computed on demand."""
        if self.set_for is not None:
            return _set_for(self.set_for)
        asked = _requirements(self.row)
        if self.missed:
            return _("only for: {0}").format(", ".join(asked[field] for field in self.missed))
        return _joined(list(asked.values()))


@dataclass(frozen=True)
class _Situation:
    """The facts that SOPs are compared with: trees as the node and its ancestors, nearest first."""

    categories: list[str]
    sensitivity: str | None
    channel: str | None
    places: list[str]


@batch_cache.cached_in_batch
def match(
    category: str | None,
    sensitivity: str | None,
    channel: str | None = None,
    location: str | None = None,
) -> Match | None:
    """The most specific enabled SOP for some facts, or None."""
    best = next(iter(consider(category, sensitivity, channel, location)), None)
    return Match(best.sop, best.reason, best.score) if best and best.applies else None


def consider(
    category: str | None,
    sensitivity: str | None,
    channel: str | None = None,
    location: str | None = None,
) -> list[Considered]:
    """Every enabled SOP with its reason, the winner first; ties go to the first by name."""
    situation = _Situation(
        chain("Case Category", category),
        sensitivity,
        channel,
        chain("CFM Location", location),
    )
    found = [_consider(row, situation) for row in _enabled()]
    explicit = _explicit(situation.categories)
    if explicit:
        found = [each for each in found if each.sop != explicit]
        named = Considered(
            frappe._dict(name=explicit), CATEGORY_WEIGHT * 10, set_for=category or ""
        )
        found.append(named)
    return sorted(found, key=lambda each: (not each.applies, -each.score, each.sop))


@batch_cache.cached_in_batch
def _enabled() -> list[frappe._dict]:
    enabled = {"enabled": 1}
    return list(frappe.db.get_values("CFM SOP", enabled, FIELDS, as_dict=True, order_by="name asc"))


def _explicit(categories: list[str]) -> str | None:
    """The SOP set on the category, or on its nearest ancestor that has one."""
    for name in categories:
        sop = frappe.get_cached_value("Case Category", name, "sop")
        if sop and frappe.db.get_value("CFM SOP", sop, "enabled"):
            return sop
    return None


def _consider(row: frappe._dict, situation: _Situation) -> Considered:
    weights = _weights(row, situation)
    asked = [field for field in weights if row[field]]
    missed = tuple(field for field in asked if not weights[field])
    return Considered(row, sum(weights[field] for field in asked), missed)


def in_own_words(written: str | None, sop: str | None, category: str | None) -> str | None:
    """Why the SOP of a case was chosen, in the language of the reader.

    It is stored in the language of whoever saved the case. If the SOP has changed since, the stored words
    stay.
    """
    row = frappe.get_cached_value("CFM SOP", sop, FIELDS, as_dict=True) if written and sop else None
    if row is None:
        return written
    # Usually it is in the reader's language already.
    for language in dict.fromkeys((frappe.local.lang, *languages.of_app())):
        if written == _set_for(category, language):
            return _set_for(category)
        if written == _joined(list(_requirements(row, language).values()), language):
            return _joined(list(_requirements(row).values()))
    return written


def _set_for(category: str | None, language: str | None = None) -> str:
    return _("Set for the category {0}", language).format(_(category or "", language))


def _joined(fits: list[str], language: str | None = None) -> str:
    return ", ".join(fits) if fits else _("General procedure", language)


def _requirements(row: frappe._dict, language: str | None = None) -> dict[str, str]:
    """The conditions of a SOP, in words."""
    texts = {
        "category": _("category {0}", language),
        "sensitivity": _("sensitivity {0}", language),
        "location": _("place {0}", language),
        "channel": _("channel {0}", language),
    }
    named = {field: _(row[field], language) for field in texts if row[field]}
    if row.location:
        named["location"] = _place(row.location)
    return {field: texts[field].format(name) for field, name in named.items()}


def _weights(row: frappe._dict, situation: _Situation) -> dict[str, int]:
    """The weight of each condition of a SOP; 0 for one that does not hold."""
    return {
        "category": CATEGORY_WEIGHT * _nearness(row.category, situation.categories),
        "sensitivity": SENSITIVITY_WEIGHT * (row.sensitivity == situation.sensitivity),
        "location": LOCATION_WEIGHT * _nearness(row.location, situation.places),
        "channel": CHANNEL_WEIGHT * (row.channel == situation.channel),
    }


def _nearness(node: str | None, lineage: list[str]) -> int:
    """How specific a node is as an ancestor of another one; 0 if it is none."""
    return len(lineage) - lineage.index(node) if node in lineage else 0


def _place(location: str) -> str:
    return frappe.get_cached_value("CFM Location", location, "location_name") or location
