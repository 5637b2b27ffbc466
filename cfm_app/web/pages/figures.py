"""Figures on screen: key figures and one table for users who read cases; published months for others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import add_days

from cfm_app.base.counting import decimal
from cfm_app.figures import answers, calls, comparison, contacts, referrals, spans
from cfm_app.figures.answers import CrossTable, KeyFigure
from cfm_app.figures.dimensions import MONTH
from cfm_app.figures.facts import DAY, FACTS, FILTERS, TIMES, key_of
from cfm_app.figures.measures import HOURS, MEASURES, NUMBER, OPEN, PER_CENT, Measure, Value
from cfm_app.figures.question import NOTHING, Question
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import place_map, routes

PAGE = "/cfm/figures"
GAP = "–"
CASES = "case"
PROVINCE = "Province"
MOST_BARS = 400
KEPT = ("period", "first", "last", "measure", "rows", "across")


def view(given: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a question: choices, key figures, table, referrals, calls and messages.

    If the question cannot be answered, the page says why and shows no figures; the form keeps the question.
    """
    try:
        question = Question.read(given)
        answers.require_known(question)
        answers.table(question)
    except frappe.ValidationError as error:
        frappe.clear_last_message()
        return {"refused": str(error), "form": _as_asked(given), "query": {}}
    return {
        "refused": "",
        "form": _form(question),
        "title": question.span.label,
        "filters": [_filter(question, name, value) for name, value in question.where],
        "key_figures": [_key_figure(question, each) for each in answers.key_figures(question)],
        **_compared_days(question.span),
        "table": table(question),
        "beside": {} if question.where else _beside(question.span),
        "query": question.query,
    }


def _compared_days(span: spans.Span) -> dict[str, Any]:
    """What the columns beside the figures are called, and sentences about what they compare."""
    compared = comparison.of(span)
    if compared is None:
        begun = _("These days have just begun: from tomorrow they are compared with earlier ones.")
        return {"before": "", "year_ago": "", "about": [begun]}
    about = [_("Grey differences are no greater than chance makes them one time in twenty.")]
    if compared.days != span:
        told = _("These days are not over: {0} is compared with the same days before.")
        about.insert(0, told.format(compared.days.label))
    return {
        "before": compared.before.label,
        "year_ago": compared.year_ago.label if compared.year_ago else "",
        "about": about,
    }


# --- what can be asked ------------------------------------------------------------------------
def _form(question: Question) -> dict[str, Any]:
    named = [{"value": span.name, "label": span.label} for span in spans.offered()]
    if question.span.name and question.span.name not in [each["value"] for each in named]:
        named.insert(0, {"value": question.span.name, "label": question.span.label})
    facts = [{"value": key_of(name), "label": _(name)} for name in FACTS]
    chosen, values = dict(question.where), answers.values(question.span)
    return {
        "periods": [*named, {"value": spans.OWN_DAYS, "label": _("From … to …")}],
        "period": question.span.name or spans.OWN_DAYS,
        "first": str(question.span.first),
        "last": str(question.span.last),
        "facts": facts,
        "rows": key_of(question.rows_by),
        "across": key_of(question.columns_by) if question.columns_by else "",
        "measures": [{"value": key, "label": _(each.label)} for key, each in MEASURES.items()],
        "measure": question.measure.key,
        "filters": [_choices(name, chosen.get(name), values[name]) for name in FILTERS],
    }


def _as_asked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The form with what was asked, as far as it offers it."""
    form = _form(Question.read({}))
    for each in form["filters"]:
        asked = given.get(each["name"])
        if asked in [option["value"] for option in each["options"]]:
            each["chosen"] = asked
    return {**form, **{key: given[key] for key in KEPT if given.get(key)}}


def _choices(name: str, chosen: str | None, values: list[str]) -> dict[str, Any]:
    if chosen is not None and chosen not in values:
        values = [*values, chosen]
    return {
        "name": key_of(name),
        "label": _(name),
        "chosen": "" if chosen is None else chosen or NOTHING,
        "options": [
            {"value": value or NOTHING, "label": FACTS[name].words(value)} for value in values
        ],
    }


def _filter(question: Question, name: str, value: str) -> dict[str, str]:
    others = {key: each for key, each in question.query.items() if key != key_of(name)}
    return {
        "label": _in_words(name, value),
        "without": f"{PAGE}?{urlencode(others)}",
    }


def filters_in_words(question: Question) -> list[str]:
    """The conditions of a question in words."""
    return [_in_words(name, value) for name, value in question.where]


def _in_words(name: str, value: str) -> str:
    return str(_("{0}: {1}")).format(_(name), FACTS[name].words(value))


# --- key figures ------------------------------------------------------------------------------
def _key_figure(question: Question, each: KeyFigure) -> dict[str, Any]:
    measure, compared = each.measure, comparison.of(question.span)
    found = {
        "label": _(measure.label),
        "definition": _(measure.definition),
        "now": formatted(measure, each.now),
        "of": each.now.of if measure.unit != NUMBER else None,
        "before": None,
        "year_ago": None,
        "cases": _cases(question, measure, []) if each.now.of else "",
    }
    if compared and each.over and each.before:
        found["before"] = _beside_earlier(
            measure, each.over, each.before, compared.days, compared.before
        )
    if compared and each.over and each.year_ago and compared.year_ago:
        found["year_ago"] = _beside_earlier(
            measure, each.over, each.year_ago, compared.days, compared.year_ago
        )
    return found


def _beside_earlier(
    measure: Measure, now: Value, then: Value, days: spans.Span, earlier: spans.Span
) -> dict[str, str]:
    """The earlier value and the difference: in per cent, or in points for a share; grey if chance explains it."""
    found = {"value": formatted(measure, then), "change": "", "tone": "grey", "note": ""}
    if now.figure is None or then.figure is None or (measure.unit != PER_CENT and not then.figure):
        return found
    share = measure.unit == PER_CENT
    change = now.figure - then.figure if share else 100 * (now.figure / then.figure - 1)
    sign = "+" if change > 0 else "−"
    unit = _("points") if share else "%"
    if not round(change, 1):
        return found
    found["note"] = _("{0}: {1}").format(days.label, formatted(measure, now))
    found["change"] = f"{sign}{decimal(abs(round(change, 1 if share else 0)))} {unit}"
    if not comparison.differ(measure, now, then, days, earlier):
        found["note"] += f" · {_('No more than chance makes')}"
    elif measure.less_is_better is not None:
        found["tone"] = "green" if (change < 0) == measure.less_is_better else "red"
    else:
        found["tone"] = "blue"
    return found


def formatted(measure: Measure, value: Value) -> str:
    """A value in the reader's number format."""
    if value.figure is None:
        return GAP
    written = decimal(value.figure)
    return f"{written} %" if measure.unit == PER_CENT else written


# --- the table --------------------------------------------------------------------------------
def table(question: Question) -> dict[str, Any]:
    """The table in words: head, lines with bars, and a chart over time."""
    found, measure = answers.table(question), question.measure
    rows, across = FACTS[question.rows_by], FACTS.get(question.columns_by)
    highest = max((line[-1].figure or 0 for line in found.cells[:-1]), default=0)
    labels = [*(rows.words(value) for value in found.rows), _("Total")]
    lines = [
        {
            "label": label,
            "cells": [formatted(measure, value) for value in line],
            "of": line[-1].of if measure.unit != NUMBER else None,
            "bar": round(100 * (line[-1].figure or 0) / highest)
            if highest and at < len(found.rows) and question.rows_by not in TIMES
            else 0,
            "cases": _cases(question, measure, _where(question, found, at)) if line[-1].of else "",
            "is_sum": at == len(found.rows),
        }
        for at, (label, line) in enumerate(zip(labels, found.cells, strict=True))
    ]
    return {
        "heading": heading(question),
        "unit": _("Hours") if measure.unit == HOURS else "",
        "rows_label": _(question.rows_by),
        "columns": [
            *((across.words(value) for value in found.columns) if across else ()),
            _("Total"),
        ],
        "lines": lines,
        "is_empty": not found.cells[-1][-1].of,
        "chart": _chart(question, found) if question.rows_by in TIMES else None,
        "map": _map(question, found, highest) if question.rows_by == PROVINCE else None,
    }


def heading(question: Question) -> str:
    """The title of a table, in the present language."""
    labels = [_(question.measure.label), _(question.rows_by).lower()]
    if not question.columns_by:
        return str(_("{0} by {1}")).format(*labels)
    return str(_("{0} by {1} and {2}")).format(*labels, _(question.columns_by).lower())


def _where(question: Question, found: CrossTable, at: int) -> list[tuple[str, str]]:
    return [(question.rows_by, found.rows[at])] if at < len(found.rows) else []


def _chart(question: Question, found: CrossTable) -> dict[str, Any] | None:
    """Columns over time, 100 units high."""
    values = [line[-1].figure for line in found.cells[:-1]]
    highest = max((value or 0 for value in values), default=0)
    if not highest or len(values) > MOST_BARS:
        return None
    words = FACTS[question.rows_by].words
    return {
        "bars": [
            {
                "x": at * 10,
                "height": round(100 * (line[-1].figure or 0) / highest, 2),
                "title": _("{0}: {1}").format(words(name), formatted(question.measure, line[-1])),
            }
            for at, (name, line) in enumerate(zip(found.rows, found.cells, strict=False))
        ],
        "width": len(values) * 10,
        "top": formatted(question.measure, Value(highest, 0)),
        "from": words(found.rows[0]),
        "to": words(found.rows[-1]),
    }


def _map(question: Question, found: CrossTable, highest: float) -> dict[str, Any] | None:
    """The same figures by place, on the office's outlines if it has some."""
    words = FACTS[PROVINCE].words
    figures = {name: line[-1] for name, line in zip(found.rows, found.cells, strict=False)}
    return place_map.of_entries(
        {
            name: place_map.MapEntry(
                formatted(question.measure, value),
                _("{0}: {1}").format(words(name), formatted(question.measure, value)),
                place_map.shade(value.figure, highest),
            )
            for name, value in figures.items()
        }
    )


# --- the cases behind a figure ----------------------------------------------------------------
def _cases(question: Question, measure: Measure, more: list[tuple[str, str]]) -> str:
    """The address of the list of counted cases; empty if no list shows exactly these."""
    conditions: dict[str, tuple[str, Any]] = {}
    if measure.moment == OPEN:
        return ""
    conditions[measure.moment] = "between", [str(question.span.first), str(question.span.last)]
    for field, operator, wanted in measure.counted:
        conditions[field] = operator, wanted
    known = clearance.of()
    if known.handled or known.is_unlimited:
        conditions["is_restricted"] = "=", 0
    for name, value in (*question.where, *more):
        field = FACTS[name].field
        condition = _days(name, value) if name in TIMES else FACTS[name].condition(value)
        field = measure.moment if name in TIMES else field
        if field in conditions and name not in TIMES:
            return ""
        conditions[field] = condition
    asked = {
        field: json.dumps(condition, ensure_ascii=False) for field, condition in conditions.items()
    }
    return f"{routes.desk()}/{CASES}?{urlencode(asked)}"


def _days(name: str, value: str) -> tuple[str, list[str]]:
    """The filter for a moment on a day, or in a week or month."""
    if name == MONTH:
        found = spans.read(value, "", "")
        return "between", [str(found.first), str(found.last)]
    last = value if name == DAY else str(add_days(value, 6))
    return "between", [value, last]


# --- referrals, calls and messages ------------------------------------------------------------
def _beside(span: spans.Span) -> dict[str, Any]:
    return {
        "referrals": [
            {
                "area": _("Total")
                if line.area is None
                else _(line.area)
                if line.area
                else _("Not told"),
                "is_sum": line.area is None,
                "numbers": [line.sent, line.answered],
                "in_time": GAP if line.in_time is None else f"{decimal(line.in_time)} %",
                "hours": GAP if line.hours is None else decimal(line.hours),
            }
            for line in referrals.by_area(span)
        ],
        "calls": _calls(span),
        "messages": [
            {
                "kind": _(line.kind) if line.kind else _("Not told"),
                "numbers": [line.received, line.sent, line.failed],
            }
            for line in contacts.messages(span)
        ],
    }


def _calls(span: spans.Span) -> list[dict[str, str]]:
    found = calls.together(span.holds("started_on"))
    if not found["incoming"] and not found["outgoing"]:
        return []
    labels = {
        "incoming": _("Calls that came in"),
        "answered": _("Answered calls"),
        "missed": _("Missed calls"),
        "outgoing": _("Calls to people"),
        "waiting": _("Waiting, median (seconds)"),
        "talking": _("Length, median (seconds)"),
    }
    return [
        {"label": label, "value": GAP if found[key] is None else str(found[key])}
        for key, label in labels.items()
    ]
