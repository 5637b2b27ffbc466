"""The retention rules: after how many months personal data is erased, most specific first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, add_months, cint, getdate, nowdate

from cfm_app.base.counting import counted
from cfm_app.base.settings import DOCTYPE, setting
from cfm_app.security.entitlement import clearance

# Precedent: two years (510/Netherlands Red Cross, CFM shared knowledge base).
ORDINARY, RESTRICTED = 24, 60
NOTICE_DAYS, LEAST_NOTICE_DAYS = 30, 7
# Changes that start the days of notice again.
SETTINGS = ("retention_months", "restricted_retention_months", "retention_notice_days")
TABLE = "retention_rules"


@dataclass(frozen=True)
class Rule:
    """Months since the last input; no class or outcome means any."""

    months: int
    """0: it never goes."""
    sensitivity: str = ""
    outcome: str = ""
    is_restricted: bool = False

    def in_words(self, language: str | None = None) -> str:
        """The rule as the register shows it."""
        told = [_(part, language) for part in (self.sensitivity, self.outcome) if part]
        kind = (
            _("restricted cases", language) if self.is_restricted else _("closed cases", language)
        )
        text = _("{0} months, {1}", language)
        return counted(text, self.months, ", ".join(told) or kind, language=language)

    def goes_on(self, last_input: date) -> date | None:
        """The day from which something is due."""
        return getdate(add_months(last_input, self.months)) if self.months else None


class Rules:
    """The present rules."""

    def __init__(self) -> None:
        self._restricted = set(clearance.restricted_classes())
        self._own = {
            (row.sensitivity or "", row.case_state or ""): cint(row.months)
            for row in setting(TABLE) or []
        }

    def of(self, sensitivity: str | None, outcome: str | None) -> Rule:
        """The rule for both class and outcome, else for the class, for the outcome, or the default."""
        given, ended = sensitivity or "", outcome or ""
        is_restricted = given in self._restricted
        for key in ((given, ended), (given, ""), ("", ended)):
            # A rule for every class is none for restricted ones.
            if key in self._own and (key[0] or not is_restricted):
                return Rule(self._own[key], *key, is_restricted=is_restricted)
        return Rule(_default(is_restricted), is_restricted=is_restricted)

    def all(self) -> list[Rule]:
        """Every rule, defaults first."""
        own = [
            Rule(months, *key, is_restricted=key[0] in self._restricted)
            for key, months in self._own.items()
        ]
        general = [Rule(_default(flag), is_restricted=flag) for flag in (False, True)]
        return [*general, *own]

    def shortest(self) -> int:
        """The fewest months of all rules; 0 where nothing is ever erased."""
        every = [*self._own.values(), _default(False), _default(True)]
        return min((months for months in every if months), default=0)


def notice_days() -> int:
    """How many days before it goes something is announced."""
    value = setting("retention_notice_days")
    return max(cint(value) if value is not None else NOTICE_DAYS, LEAST_NOTICE_DAYS)


def begins() -> date | None:
    """The day before which nothing is erased; None until the notice has begun."""
    found = setting("retention_from")
    return getdate(found) if found else None


def begin_notice() -> date:
    """Begin the days of notice, in which everybody can see what will be erased."""
    day = add_days(nowdate(), notice_days())
    frappe.db.set_single_value(DOCTYPE, "retention_from", day)
    frappe.clear_document_cache(DOCTYPE, DOCTYPE)
    return getdate(day)


def follow_settings(settings: Any) -> None:
    """Event of the settings: new times start the days of notice again; nobody shortens these."""
    if cint(settings.retention_notice_days) < LEAST_NOTICE_DAYS:
        frappe.throw(
            counted(_("Announce at least {0} days before anything goes."), LEAST_NOTICE_DAYS)
        )
    before = settings.get_doc_before_save()
    if before:
        is_other = _times(before) != _times(settings)
        settings.retention_from = (
            add_days(nowdate(), cint(settings.retention_notice_days))
            if is_other
            else before.retention_from
        )


def _times(settings: Any) -> list[Any]:
    rows = [
        (row.sensitivity, row.case_state, cint(row.months)) for row in settings.get(TABLE) or []
    ]
    return [*(cint(settings.get(field)) for field in SETTINGS), *rows]


def _default(is_restricted: bool) -> int:
    value = setting("restricted_retention_months" if is_restricted else "retention_months")
    return cint(value) if value is not None else (RESTRICTED if is_restricted else ORDINARY)
