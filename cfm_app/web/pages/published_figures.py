"""Figures for users who read no cases: closed months and published releases, as frozen."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import add_months, format_date, getdate

from cfm_app.base.counting import decimal
from cfm_app.figures import suppression
from cfm_app.figures.releases import figures, sheet, told, workbook
from cfm_app.web.pages import place_map, routes

PAGE, TEMPLATE = "/cfm/figures", "published_figures.html"
GAP, PROVINCE = "–", "Province"


def view(name: str) -> dict[str, Any]:
    """The readable releases, and one of them; the newest month by default."""
    told.require_reader()
    rows = told.listed()
    newest = next((row.name for row in rows if row.monthly), "")
    chosen = told.published(name) if name else told.published(newest) if newest else None
    return {
        "months": [_choice(row, chosen) for row in rows if row.monthly],
        "others": [_choice(row, chosen) for row in rows if not row.monthly],
        "chosen": _one(chosen) if chosen else None,
        "template": TEMPLATE,
    }


def label(release: Any) -> str:
    """A month by name, any other release by title."""
    return str(format_date(release.first_day, "MMMM yyyy")) if release.monthly else release.title


def _choice(row: Any, chosen: Any) -> dict[str, Any]:
    return {
        "label": label(row),
        "days": "" if row.monthly else sheet.days(row),
        "address": routes.address_of(PAGE, name=row.name),
        "is_chosen": bool(chosen) and row.name == chosen.name,
    }


def _one(release: Any) -> dict[str, Any]:
    read = told.read(release, routes.language())
    return {
        "name": release.name,
        "title": label(release),
        "days": sheet.days(release),
        "key_figures": _compared(release) if release.monthly else [],
        "before": str(format_date(_month(release, -1), "MMMM yyyy")),
        "year_ago": str(format_date(_month(release, -12), "MMMM yyyy")),
        "sheet": read,
        "maps": _maps(release, read),
        "least": release.threshold or suppression.least_told(),
    }


def _maps(release: Any, read: sheet.Sheet) -> dict[str, dict[str, Any] | None]:
    """Tables by province as maps; what a table suppresses, its map suppresses."""
    shown = figures.thawed(release.figures).shown
    return {
        block.row: _map(each, block)
        for each, block in zip(shown, read.blocks, strict=True)
        if each.table.rows_by == PROVINCE
    }


def _map(shown: figures.Shown, block: sheet.Block) -> dict[str, Any] | None:
    sums = [line.numbers[-1] for line in block.lines if not line.is_sum]
    highest = max((number or 0 for number in sums), default=0)
    return place_map.of_entries(
        {
            place: place_map.MapEntry(
                GAP if number is None else str(number),
                _("{0}: {1}").format(line.label, GAP if number is None else number),
                place_map.shade(number, highest),
            )
            for place, line, number in zip(shown.table.rows, block.lines, sums, strict=False)
        }
    )


def _month(release: Any, months: int) -> Any:
    return getdate(add_months(release.first_day, months))


def _compared(release: Any) -> list[dict[str, str]]:
    columns = [release, told.of_month(_month(release, -1)), told.of_month(_month(release, -12))]
    figures = [told.key_figures(each) for each in columns]
    return [
        {
            "label": now.label,
            "now": _value(now),
            "before": _value(before),
            "year_ago": _value(year_ago),
        }
        for now, before, year_ago in zip(*figures, strict=True)
    ]


def _value(figure: told.KeyFigure) -> str:
    if figure.value is None:
        return GAP
    return f"{decimal(figure.value)} %" if figure.is_share else str(int(figure.value))


def file(name: str) -> tuple[str, bytes]:
    """A readable release as a workbook, with its name."""
    release = told.published(name)
    return str(release.name), workbook.write(told.read(release, routes.language()))
