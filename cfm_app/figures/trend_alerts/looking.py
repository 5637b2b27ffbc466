"""Looks at the whole office: by places, channels, programmes and sex, and at each restricted class."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cfm_app.base.settings import setting
from cfm_app.figures.trend_alerts import scan, series
from cfm_app.figures.trend_alerts.expectation import Expectation, Office, expectation
from cfm_app.figures.trend_alerts.series import Look, Span
from cfm_app.security.entitlement import clearance

DEFAULT_RECURRENCE = 365


@dataclass(frozen=True)
class Seen:
    """What one look found, with all that explains it."""

    look: Look
    days: Span
    office: Office
    usual: Expectation
    found: list[scan.Cluster]
    looks: int

    def recurrence(self, cluster: scan.Cluster) -> int:
        """By chance once in so many days somewhere in the office, whatever it is looked at by."""
        return int(min(1 / max(cluster.probability * self.looks, 1e-6), 1e6))


def look_at_all(today: date) -> list[Seen]:
    """What each look finds; the threshold of the office is shared by all of them. Nothing while it is 0."""
    every = recurrence_wanted()
    days = series.span(today) if every else None
    if days is None:
        return []
    looks = [Look(each) for each in series.DIMENSIONS]
    looks += [Look(series.DIMENSIONS[0], name) for name in clearance.restricted_classes()]
    level = 1 / (every * len(looks))
    rng = np.random.default_rng(today.toordinal())
    found = (_seen(look, days, level, len(looks), rng) for look in looks)
    return [each for each in found if each is not None]


def recurrence_wanted() -> int:
    """The threshold of the office, in days."""
    given: Any = setting("trend_recurrence_days")
    return DEFAULT_RECURRENCE if given is None else int(given)


def _seen(
    look: Look, days: Span, level: float, looks: int, rng: np.random.Generator
) -> Seen | None:
    office = series.office(look, days)
    usual = expectation(office)
    if usual is None:
        return None
    by_chance = scan.chance(office, usual, rng, scan.REPLICATES)
    return Seen(look, days, office, usual, scan.clusters(office, usual, by_chance, level), looks)
