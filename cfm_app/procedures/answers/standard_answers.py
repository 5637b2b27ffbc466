"""Standard answers: found by words or category, in the person's language."""

from typing import Any

import frappe
from frappe.utils import format_date, nowdate
from rapidfuzz import fuzz, utils

from cfm_app.base import spoken_language
from cfm_app.procedures.answers import answer_uses, distributions
from cfm_app.procedures.sop.trees import chain

SHOWN = 8
ALIKE = 60
FIELDS = ("name title category language answer_text instruction valid_until source").split()
CALENDAR = "{next_distribution}"
OPEN = "…"


def find(
    text: str = "",
    category: str | None = None,
    language: str | None = None,
    location: str | None = None,
) -> list[dict[str, Any]]:
    """Answers: with words, those that contain them or nearly; else those of the category.

    Answers in the language come first, then those of the category itself, then of those above it;
    those whose date is past come last, and `expired_on` says so. `used` and `unhelpful` say how often
    an answer was given and did not help.
    `answer_text` is what to say to the person, in their language if it is given; `own_text` says the
    same in the language of the user's screens, where that is another one. What the calendar of
    distributions says about the place is filled in; `needs_place` says that the place is missing.
    """
    rows = _readable()
    categories = chain("Case Category", category)
    wanted = utils.default_process(text or "")
    if wanted:
        found = [row for row in rows if _likeness(wanted, row) >= ALIKE]
    else:
        found = [row for row in rows if row.category in categories]

    def rank(row: Any) -> tuple[bool, bool, int, float]:
        near = categories.index(row.category) if row.category in categories else len(categories)
        is_other = not any(code in row.texts for code in speaks)
        return (row.is_expired, is_other, near, -_likeness(wanted, row) if wanted else 0.0)

    speaks = spoken_language.nearest(language)[:-1] or [spoken_language.FALLBACK]
    return _as_dicts(sorted(found, key=rank)[:SHOWN], language, location)


def all_of(language: str | None, location: str | None) -> list[dict[str, Any]]:
    """All answers in a language, outdated ones last."""
    return _as_dicts(sorted(_readable(), key=lambda row: row.is_expired), language, location)


def _readable() -> list[Any]:
    """The answers that the user may read, with their texts by language."""
    rows = frappe.get_list(
        "CFM Standard Answer",
        filters={"enabled": 1},
        fields=FIELDS,
        order_by="title asc",
        limit_page_length=0,
    )
    texts = _texts([row.name for row in rows])
    for row in rows:
        row.is_expired = bool(row.valid_until) and str(row.valid_until) < nowdate()
        row.texts = {
            row.language or spoken_language.FALLBACK: row.answer_text,
            **texts.get(row.name, {}),
        }
    return rows


def _as_dicts(rows: list[Any], language: str | None, location: str | None) -> list[dict[str, Any]]:
    speaks = spoken_language.nearest(language)
    own = spoken_language.nearest(spoken_language.of_user())
    uses = answer_uses.counts([row.name for row in rows])
    return [
        {
            **_as_dict(row, speaks, own, location),
            "expired_on": format_date(row.valid_until) if row.is_expired else "",
            "source": row.source or "",
            **_counted(uses.get(row.name)),
        }
        for row in rows
    ]


def _counted(uses: answer_uses.Uses | None) -> dict[str, int | None]:
    """How often an answer was used; None for users who may not know."""
    return {
        "used": uses.given if uses else None,
        "unhelpful": uses.unhelpful if uses else None,
    }


def _texts(names: list[str]) -> dict[str, dict[str, str]]:
    """The texts of each answer in other languages. Checks no permission."""
    found: dict[str, dict[str, str]] = {}
    for row in frappe.get_all(
        "CFM Standard Answer Text",
        filters={"parent": ["in", names or [""]], "parenttype": "CFM Standard Answer"},
        fields=["parent", "language", "answer_text"],
        parent_doctype="CFM Standard Answer",
        order_by="parent asc, idx asc",
    ):
        found.setdefault(row.parent, {})[row.language] = row.answer_text
    return found


def _as_dict(row: Any, speaks: list[str], own: list[str], location: str | None) -> dict[str, Any]:
    """An answer as it is said to the person, with the user's language beside it."""
    said, read = _choose(row, speaks), _choose(row, own)
    reads_calendar = CALENDAR in row.texts[said]
    return {
        "name": row.name,
        "title": row.title,
        "category": row.category,
        "language": said,
        "answer_text": _filled(row.texts[said], said, location),
        "own_text": "" if read == said else _filled(row.texts[read], read, location),
        "instruction": row.instruction or "",
        "reads_calendar": reads_calendar,
        "needs_place": reads_calendar and not location,
    }


def _choose(row: Any, languages: list[str]) -> str:
    """The language of an answer: the best that it has, else its own."""
    return next((code for code in languages if code in row.texts), next(iter(row.texts)))


def _filled(text: str, language: str, location: str | None) -> str:
    if CALENDAR not in text:
        return text
    said = distributions.sentence(location, language) if location else OPEN
    return text.replace(CALENDAR, said)


def _likeness(wanted: str, row: Any) -> float:
    """How well words fit, unfinished ones included: 0 to 100."""
    whole = utils.default_process(f"{row.title} {row.category or ''} {row.answer_text}")
    title = utils.default_process(row.title)
    return max(fuzz.partial_token_set_ratio(wanted, title), _share(wanted, whole))


def _share(wanted: str, whole: str) -> float:
    words = wanted.split()
    return 100.0 * sum(word in whole for word in words) / len(words)
