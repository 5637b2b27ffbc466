"""Pictures of tables that leave the office: whoever measures them learns what the table tells, and nothing else."""

import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import frappe

from cfm_app.base.languages import direction
from cfm_app.figures.dimensions import MONTH
from cfm_app.figures.releases import charts, mailing, sheet
from cfm_app.figures.releases.cells import Cell, Table
from cfm_app.figures.releases.disclosure import guard
from cfm_app.figures.releases.figures import Figures, Shown
from cfm_app.figures.releases.test_disclosure import (
    LEAST,
    MONTHS,
    office,
    small_of,
    tables_of,
    worked_out,
)
from cfm_app.testing import CFMTestCase

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
TITLED = re.compile(r"(?P<about>.*): (?P<number>\d+|–)")
DAYS = {"first_day": "2026-01-01", "last_day": "2026-03-31"}


def sheet_of(shown: list[Shown], language: str = "en") -> sheet.Sheet:
    """Some tables as a release."""
    blocks = [frappe._dict(name=f"b{at}") for at in range(len(shown))]
    release = frappe._dict(title="Bulletin", blocks=blocks, texts=[], threshold=LEAST, **DAYS)
    return sheet.of(release, Figures(shown), language)


def page_of(shown: list[Shown], language: str = "en") -> str:
    """What is printed and mailed of them."""
    told = sheet_of(shown, language)
    return str(
        frappe.render_template(mailing.PAGE, {"sheet": told, "direction": direction(language)})
    )


def svgs(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(each) for each in SVG.findall(page)]


def measured(figure: str) -> dict[str, int]:
    """What somebody with a ruler reads: lengths of bars, heights of points, on the scale of the numbers beside them."""
    found: dict[str, int] = {}
    drawings = [each for each in svgs(figure) if each.findall("text")]
    bars = [(each, bar) for each in drawings for bar in each.iter("rect")]
    unit = 0.0
    for drawing, bar in bars:
        beside = {text.text: float(text.get("x", 0)) for text in drawing.iter("text")}
        number, _x = max(beside.items(), key=lambda item: item[1])
        unit = max(unit, float(bar.get("width", 0)) / int(str(number)))
    for _drawing, bar in bars:
        found[about(bar)] = round(float(bar.get("width", 0)) / unit)
    for drawing in drawings:
        axis = [each for each in drawing.iter("polyline") if each.get("class") == "grid-line"]
        if not axis:
            continue
        zero, top = (float(each.get("points", "").split(",")[-1]) for each in axis)
        highest = int(str(drawing.findall("text")[1].text))
        for mark in drawing.iter("path"):
            y = float(re.findall(r"[\d.]+", mark.get("transform", ""))[1])
            found[about(mark)] = round((zero - y) / (zero - top) * highest)
    return found


def about(element: ElementTree.Element) -> str:
    match = TITLED.fullmatch(element.findtext("title", ""))
    assert match
    return match["about"]


def said(svg: ElementTree.Element) -> set[str]:
    """Every number that a drawing says, in digits or when it is pointed at."""
    texts = [each.text or "" for each in svg.iter("text")]
    titles = [each.text or "" for each in svg.iter("title")]
    return {*texts, *(match["number"] for each in titles if (match := TITLED.fullmatch(each)))}


class TestCharts(CFMTestCase):
    def shown(self, tables: Iterable[Table], told: Any) -> list[Shown]:
        return [
            Shown(
                table,
                [
                    [told(table.cell(row, column)) for column in (*table.columns, None)]
                    for row in (*table.rows, None)
                ],
                {
                    language: (list(table.rows), list(table.columns))
                    for language in ("en", "fr", "ar")
                },
            )
            for table in tables
        ]

    def test_whoever_measures_a_picture_learns_no_small_number(self) -> None:
        drawn = 0
        for seed in range(6):
            tables, atoms = tables_of(MONTHS), office(seed)
            guarded = guard(tables, atoms, LEAST, {})
            shown = self.shown(tables, guarded.told)
            page = page_of(shown)
            told: dict[Cell, int] = {}
            blocks = sheet_of(shown).blocks
            with_chart = [each for each, block in zip(shown, blocks, strict=True) if block.chart]
            for each, figure in zip(with_chart, FIGURE.findall(page), strict=True):
                cells = self.cells(each.table)
                for name, number in measured(figure).items():
                    cell = cells[name]
                    self.assertNotIn(cell, guarded.hidden, name)
                    self.assertEqual(number, guarded.numbers[cell], name)
                    told[cell] = number
                    drawn += 1
                numbers = {str(number) for line in each.numbers for number in line}
                for svg in svgs(figure):
                    self.assertLessEqual(said(svg) - {"–", "0"}, numbers)
            small = small_of(tables, atoms)
            self.assertTrue(small)
            self.assertEqual(worked_out(told, small, atoms), set())
        self.assertGreater(drawn, 100)

    @staticmethod
    def cells(table: Table) -> dict[str, Cell]:
        """Each cell under the name that a picture gives it."""
        found = {row: table.cell(row) for row in table.rows}
        for row in table.rows:
            for column in table.columns:
                found[f"{row}, {column}"] = table.cell(row, column)
                found[f"{column}, {row}"] = table.cell(row, column)
        return found

    def test_what_is_left_out_changes_nothing_of_a_picture(self) -> None:
        """The numbers behind two dashes may be anything: the pages are the same, letter by letter."""
        table = Table(Cell(*DAYS.values()), "Sex", ("Female", "Male", "Unknown"))
        pages = set()
        for female, male in ((9, 3), (8, 4), (11, 1)):
            numbers = {"Female": female, "Male": male, "Unknown": 20}
            rows = [[None if name != "Unknown" else numbers[name]] for name in table.rows]
            words = {"en": (list(table.rows), [])}
            pages.add(page_of([Shown(table, [*rows, [sum(numbers.values())]], words)]))
        [page] = pages
        self.assertEqual(len(FIGURE.findall(page)), 1)

    def test_a_dash_has_no_length_and_a_zero_no_dash(self) -> None:
        chart = charts.of("x", ["A", "B", "C"], [], [[7], [None], [0], [9]])
        assert chart
        hidden, nothing = chart.drawings[1:]
        self.assertEqual((hidden.rects, nothing.rects), ([], []))
        self.assertEqual([each.is_gap for each in hidden.lines], [True])
        self.assertEqual(nothing.lines, [])
        self.assertEqual((hidden.digits[0].told, nothing.digits[0].told), ("–", "0"))

    def test_dashes_are_as_long_as_each_other_beside_any_number(self) -> None:
        for highest in (5, 5000):
            chart = charts.of("x", ["A", "B"], [], [[highest], [None], [highest]])
            assert chart
            [gap] = chart.drawings[1].lines
            self.assertEqual(gap.points[-1][0], charts.WIDTH)

    def test_no_line_is_drawn_across_what_is_left_out(self) -> None:
        months = ["May", "June", "July", "August", "September"]
        numbers = [[8], [6], [None], [7], [9], [30]]
        chart = charts.of("x", months, [], numbers, rows_are_times=True)
        assert chart
        [drawing] = chart.drawings
        runs = [len(each.points) for each in drawing.lines if each.series is not None]
        self.assertEqual((runs, len(drawing.marks)), ([2, 2], 4))
        self.assertEqual(sum(each.is_gap for each in drawing.lines), 1)

    def test_months_across_are_drawn_as_months(self) -> None:
        numbers = [[5, 6, 11], [7, 8, 15], [12, 14, 26]]
        chart = charts.of("x", ["Line", "Desk"], ["May", "June"], numbers, columns_are_times=True)
        assert chart
        self.assertEqual((chart.key, chart.ends), (("Line", "Desk"), ("May", "June")))

    def test_too_much_across_is_drawn_as_sums_and_too_many_rows_are_said(self) -> None:
        rows = [f"Row {at}" for at in range(25)]
        chart = charts.of("x", rows, list("abcdefg"), [[1] * 7 + [40]] * 26)
        assert chart
        self.assertEqual((chart.key, len(chart.drawings)), ((), charts.MOST_ROWS))
        self.assertIn("20 of 25", chart.note)

    def test_nothing_is_drawn_where_there_is_nothing_to_compare(self) -> None:
        self.assertIsNone(charts.of("x", ["A"], [], [[7], [7]]))
        self.assertIsNone(charts.of("x", ["A", "B"], [], [[None], [0], [None]]))

    def test_series_are_told_apart_without_colours(self) -> None:
        numbers = [[5, 6, 7, 8, 26], [9, 9, 9, 9, 36], [14, 15, 16, 17, 62]]
        for name in ("Channel", MONTH):
            table = Table(Cell(*DAYS.values()), name, ("2026-01", "2026-02"), "Sex", tuple("abcd"))
            words = {"en": (["One", "Two"], list("abcd"))}
            page = page_of([Shown(table, numbers, words)])
            key = [each for each in svgs(page) if not each.findall("text")]
            self.assertEqual(len(key), 4)
            texts = [ElementTree.tostring(each, encoding="unicode") for each in key]
            shapes = {re.sub(r'(color|class|id)="[^"]*"', "", each) for each in texts}
            self.assertEqual(len(shapes), 4, name)

    def test_it_is_drawn_from_right_to_left_in_arabic(self) -> None:
        """And letters, which makers of PDF do not join in drawings, stand outside of them."""
        [table] = [each for each in tables_of(MONTHS) if each.rows_by == "age"]
        words = {"ar": (["أطفال", "بالغون", "مسنون"], ["أنثى", "ذكر"])}
        numbers = [[8, 9, 17], [6, None, 30], [7, 5, 12], [21, None, 59]]
        page = page_of([Shown(table, numbers, words)], "ar")
        drawings = [each for each in svgs(page) if each.findall("text")]
        self.assertEqual(len(drawings), 3)
        for drawing in drawings:
            for bar in drawing.iter("rect"):
                right = float(bar.get("x", 0)) + float(bar.get("width", 0))
                self.assertAlmostEqual(right, charts.WIDTH, places=1)
            for text in drawing.iter("text"):
                self.assertRegex(str(text.text), r"^(\d+|–)$")
                self.assertEqual(text.get("text-anchor"), "end")
        self.assertIn("بالغون", page)

    def test_names_are_text(self) -> None:
        table = Table(Cell(*DAYS.values()), "Province", ("a", "b"))
        words = {"en": (["<b>Lac</b> & more", "Kanem"], [])}
        page = page_of([Shown(table, [[8], [9], [17]], words)])
        self.assertNotIn("<b>", page)
        self.assertEqual(len(svgs(page)), 2)
