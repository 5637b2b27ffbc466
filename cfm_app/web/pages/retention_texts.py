"""The texts of a case that is due for erasure, to be redacted word by word."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate, get_fullname, getdate

from cfm_app.base.counting import counted
from cfm_app.data_protection.personal_data import (
    redacting,
    redaction_texts,
    redaction_words,
    redactions,
    retention_notices,
    retention_rules,
)
from cfm_app.data_protection.personal_data.redaction_suggestions import People, Suggestion
from cfm_app.data_protection.personal_data.redaction_texts import FreeText
from cfm_app.web.pages import routes

ROUTE = "/cfm/retention-texts"
SHOWN = 200


def overview(case: str) -> dict[str, Any]:
    """The texts of a case with their words, suggestions for redaction, and redactions."""
    due = redacting.open_case(case)
    texts = redaction_texts.of_case(case)
    kept = redactions.of_case(case)
    people = People(case)
    shown = [_shown(text, kept.get(text.place), people) for text in texts[:SHOWN]]
    number = sum(each["is_kept"] for each in shown)
    first = retention_notices.go_on([due])[due.name]
    begins = retention_rules.begins() or first
    return {
        "case": case,
        "address": f"{routes.CASE}{case}",
        "goes_on": formatdate(max(first, begins, getdate())),
        "rule": due.rule.in_words(),
        "is_restricted": due.rule.is_restricted,
        "is_decided": redacting.is_decided(due),
        "texts": [each for each in shown if each["words"]],
        "kept": count_in_words(number) if number else "",
        "sealed": sum(text.is_sealed for text in texts),
        "more": max(len(texts) - SHOWN, 0),
    }


def kept_of(cases: list[str]) -> dict[str, str]:
    """The number of kept texts by case, in words."""
    rows = frappe.get_all(redactions.DOCTYPE, {"cfm_case": ["in", cases or [""]]}, pluck="cfm_case")
    return {case: count_in_words(number) for case, number in Counter(rows).items()}


def count_in_words(number: int) -> str:
    """A number of kept texts, in words."""
    return counted(_("{0} texts stay, blacked out by hand"), number)


def _shown(text: FreeText, kept: Any, people: People) -> dict[str, Any]:
    place = text.place
    stays = kept.what.of(text.text) if kept else None
    marks = redaction_words.marked_by(text.text, kept.what.spans) if stays is not None else []
    return {
        "key": place.key,
        "digest": redaction_words.digest_of(text.text),
        "kind": _(place.ref_doctype),
        "name": place.ref_name,
        "label": _(text.label),
        "made_on": formatdate(text.made_on),
        "words": redaction_words.words(text.text),
        "ending": redaction_words.ending(text.text),
        "marks": marks,
        "is_kept": stays is not None,
        "stays": stays or "",
        "by": f"{get_fullname(kept.by)}, {format_datetime(kept.on)}" if kept else "",
        "suggestions": [_offered(each) for each in people.suggestions(text.text)],
    }


def _offered(suggestion: Suggestion) -> dict[str, Any]:
    times = f" × {suggestion.places}" if suggestion.places > 1 else ""
    return {
        "kind": _(suggestion.kind),
        "text": suggestion.text,
        "times": times,
        "marks": list(suggestion.marks),
    }
