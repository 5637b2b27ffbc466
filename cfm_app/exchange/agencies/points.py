"""The common data points of a month: one de-identified row a case that an agreement covers, as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app.base import consts
from cfm_app.exchange.agencies import facts, guard, pseudonyms
from cfm_app.exchange.agencies.facts import Column, Fact
from cfm_app.figures import suppression, visible_cases
from cfm_app.figures.spans import days_of
from cfm_app.security.lawful_basis import consent
from cfm_app.security.persons import processing_restriction

TREES = {"categories": ("category", "category"), "places": ("place", "location")}
REFUSED_BY = (consts.RECORD, "Reporting")


@dataclass(frozen=True)
class Points:
    """Rows, columns, the number of cases withheld for lack of consent, and the smallest number shown."""

    columns: list[Column]
    rows: list[dict[str, str]]
    kept_back: int
    least: int


def of_month(agreement: Document, month: str) -> Points:
    """The data points of a month under an agreement, without restricted cases and duplicates."""
    known = facts.chosen((agreement.facts or "").split("\n"))
    covered = _covered(agreement, month, sorted({fact.field for fact in known}))
    agreed = _consented(agreement, [row.name for row in covered])
    cases = sorted((row for row in covered if row.name in agreed), key=lambda row: row.name)
    least = suppression.least_told()
    return Points(
        facts.columns_of(known),
        _rows(agreement, month, known, cases, least),
        len(covered) - len(cases),
        least,
    )


def _covered(agreement: Document, month: str, fields: list[str]) -> list[Any]:
    first, last = days_of(month)
    filters: list[list[Any]] = [
        ["received_on", "between", [f"{first} 00:00:00", f"{last} 23:59:59.999999"]],
        ["duplicate_of", "is", "not set"],
    ]
    found = visible_cases.rows_for_office(
        sorted({"name", "category", "location", *fields}), filters
    )
    for table, (link, field) in TREES.items():
        covered = _below(table, [row.get(link) for row in agreement.get(table)])
        if covered is not None:
            found = [row for row in found if row.get(field) in covered]
    return found


def _below(table: str, tops: list[str]) -> set[str] | None:
    """Some nodes of a tree with their descendants; None if everything is covered."""
    if not tops:
        return None
    doctype = "Case Category" if table == "categories" else "CFM Location"
    found: set[str] = set()
    for top in tops:
        rows = frappe.get_all(
            doctype,
            filters={"name": ["descendants of (inclusive)", top]},
            pluck="name",
            limit_page_length=0,
        )
        found |= set(rows)
    return found


def _consented(agreement: Document, cases: list[str]) -> set[str]:
    """Cases whose person did not refuse and, where the agreement requires it, consented."""
    left = set(cases) - processing_restriction.restricted_names("Case", cases)
    for purpose in REFUSED_BY:
        left -= consent.refused_cases(cases, purpose)
    purpose = agreement.consent_purpose
    if purpose == consts.SHARE_WITH_PARTNER:
        # Granted to this partner: a grant to another one says nothing.
        return {case for case in left if consent.granting_consent(case, purpose, agreement.partner)}
    if purpose:
        decisions = consent.newest_decisions(cases, purpose)
        return {case for case in left if decisions.get(case) == "Granted"}
    return left


def _rows(
    agreement: Document, month: str, known: list[Fact], cases: list[Any], least: int
) -> list[dict[str, str]]:
    read = {fact.name: fact.reading() for fact in known}
    values = [{fact.name: read[fact.name](row[fact.field]) for fact in known} for row in cases]
    order = [fact.name for fact in known if fact.is_identifying]
    above = {fact.name: fact.above for fact in known if fact.above}
    told = guard.guarded(values, order, above, least)
    name_of = pseudonyms.of(agreement)
    rows = [
        {
            facts.ID: name_of(case.name),
            facts.MONTH: month,
            **_fact_words(known, {**value, **kept}),
        }
        for case, value, kept in zip(cases, values, told, strict=False)
    ]
    # Their order is that of nothing that is not told.
    return sorted(rows, key=lambda row: row[facts.ID])


def _fact_words(known: list[Fact], values: Mapping[str, str]) -> dict[str, str]:
    return {
        column.key: column.words(values[fact.name]) for fact in known for column in fact.columns
    }


def checked_month(month: Any) -> str:
    """A month such as 2026-11 that is over."""
    text = str(month or "").strip()
    try:
        _first, last = days_of(text)
    except (ValueError, TypeError):
        frappe.throw(_("Choose a month."))
    if last >= getdate():
        frappe.throw(_("The month is not over yet."))
    return text
