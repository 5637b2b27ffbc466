"""A release in one language, for screen, paper, workbook and mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frappe import _
from frappe.utils import format_date

from cfm_app.base import languages
from cfm_app.base.languages import speaking
from cfm_app.base.settings import setting
from cfm_app.figures import suppression
from cfm_app.figures.dimensions import MONTH
from cfm_app.figures.releases import charts
from cfm_app.figures.releases.figures import Figures, Shown

INTRODUCTION = "introduction"


@dataclass(frozen=True)
class Line:
    """A row of a table: its numbers, and its share of the total in per cent."""

    label: str
    numbers: list[int | None]
    share: int | None
    is_sum: bool = False


@dataclass(frozen=True)
class Block:
    """One table with its text and chart."""

    row: str
    heading: str
    rows_label: str
    columns: list[str]
    lines: list[Line]
    words: str
    has_gaps: bool
    chart: charts.Chart | None = None


@dataclass(frozen=True)
class Sheet:
    """All of a release in one language."""

    title: str
    office: str
    days: str
    introduction: str
    blocks: list[Block]
    notes: list[str]
    language: str


def of(release: Any, figures: Figures, language: str) -> Sheet:
    """A release in a language of the app; throws for any other."""
    languages.require(language)
    with speaking(language):
        blocks = [
            _block(block, shown, words_of(release, block.name, language), language)
            for block, shown in zip(release.blocks, figures.shown, strict=True)
        ]
        return Sheet(
            release.title,
            str(setting("office_name") or ""),
            days(release),
            words_of(release, INTRODUCTION, language),
            blocks,
            _notes(release.threshold, blocks),
            language,
        )


def days(release: Any) -> str:
    """The days of a release in the language of the moment."""
    return " – ".join(
        str(format_date(day, "d MMMM yyyy")) for day in (release.first_day, release.last_day)
    )


def heading(rows_by: str, columns_by: str) -> str:
    """What a table counts, in the present language."""
    if not columns_by:
        return _("Cases received by {0}").format(_(rows_by).lower())
    labels = (_(name).lower() for name in (rows_by, columns_by))
    return _("Cases received by {0} and {1}").format(*labels)


def _block(block: Any, shown: Shown, words: str, language: str) -> Block:
    table = shown.table
    rows, columns = shown.words_now()
    labels = [*rows, _("Total")]
    whole = shown.numbers[-1][-1]
    lines = [
        Line(label, numbers, _share(numbers[-1], whole), place == len(table.rows))
        for place, (label, numbers) in enumerate(zip(labels, shown.numbers, strict=True))
    ]
    about = heading(table.rows_by, table.columns_by)
    return Block(
        str(block.name),
        about,
        _(table.rows_by),
        [*columns, _("Total")],
        lines,
        words,
        any(number is None for line in lines for number in line.numbers),
        _chart(about, shown, language),
    )


def _chart(about: str, shown: Shown, language: str) -> charts.Chart | None:
    """The picture of the numbers that the table shows, in the direction in which the language is read."""
    rows, columns = shown.words_now()
    table = shown.table
    found = charts.of(
        about,
        rows,
        columns,
        shown.numbers,
        rows_are_times=table.rows_by == MONTH,
        columns_are_times=table.columns_by == MONTH,
    )
    return found.mirrored() if found and languages.direction(language) == "rtl" else found


def _share(part: int | None, whole: int | None) -> int | None:
    return None if part is None or not whole else round(100 * part / whole)


def words_of(release: Any, block: str, language: str) -> str:
    """What a release says in a language about a table, or as its INTRODUCTION."""
    return next(
        (row.words for row in release.texts if row.block == block and row.language == language),
        "",
    )


def _notes(threshold: int | None, blocks: list[Block]) -> list[str]:
    notes = [_("Cases that need confidential treatment are counted nowhere.")]
    if any(block.has_gaps for block in blocks):
        told = _(
            "A dash stands for numbers below {0}, and for others from which these could be worked out."
        )
        notes.append(told.format(threshold or suppression.least_told()))
    return notes
