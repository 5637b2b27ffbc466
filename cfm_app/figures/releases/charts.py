"""A picture of a table that is told: drawn from the told numbers alone, so that it never tells more than they do.

Whatever is left out has no length and no height: a dotted line of one length for all, with the dash of
the table. Series differ in pattern, dashes and marks as well as in colour. Inside a drawing stand digits
alone: the makers of PDF join no Arabic letters there, so names stand around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from frappe import _

from cfm_app.base.counting import counted

Numbers = Sequence[Sequence[int | None]]

GAP = "–"
WIDTH, BAR, ROOM = 320.0, 10.0, 2.0
VALUE = 44.0
"""What is kept free beside the longest bar for its number."""
AXIS, PLOT, HEAD, FOOT = 40.0, 120.0, 18.0, 8.0
MOST_ROWS, MOST_BARS = 20, 40
MOST_ACROSS, MOST_LINES = 4, 6
FEWEST_ROWS, MOST_NUMBERS = 2, 8
START, MIDDLE, END = "start", "middle", "end"
MIRRORED = {START: END, MIDDLE: MIDDLE, END: START}


@dataclass(frozen=True)
class Digits:
    """A number of the drawing, or the dash that stands for one."""

    x: float
    y: float
    told: str
    anchor: str = START


@dataclass(frozen=True)
class Rect:
    """A bar, and what it says."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True)
class Line:
    """A line through points: of a series, of the grid, or dotted for what is left out."""

    points: tuple[tuple[float, float], ...]
    series: int | None = None
    is_gap: bool = False
    title: str = ""

    @property
    def told(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True)
class Mark:
    """A point of a line, in the shape of its series."""

    x: float
    y: float
    series: int
    title: str


@dataclass
class Drawing:
    """One SVG, and the title above it."""

    name: str = ""
    height: float = 0
    digits: list[Digits] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    width: float = WIDTH

    def mirrored(self) -> Drawing:
        """The same from right to left."""
        return replace(
            self,
            digits=[
                replace(each, x=_across(each.x), anchor=MIRRORED[each.anchor])
                for each in self.digits
            ],
            rects=[replace(each, x=_across(each.x + each.width)) for each in self.rects],
            lines=[
                replace(each, points=tuple((_across(x), y) for x, y in each.points))
                for each in self.lines
            ],
            marks=[replace(each, x=_across(each.x)) for each in self.marks],
        )


@dataclass(frozen=True)
class Chart:
    """The picture of a table: bars, one drawing a row, or lines over time."""

    label: str
    drawings: list[Drawing]
    key: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    note: str = ""

    def mirrored(self) -> Chart:
        """The same from right to left."""
        return replace(self, drawings=[each.mirrored() for each in self.drawings])


def of(
    heading: str,
    rows: Sequence[str],
    columns: Sequence[str],
    numbers: Numbers,
    *,
    rows_are_times: bool = False,
    columns_are_times: bool = False,
) -> Chart | None:
    """The chart of a table whose last row and column are sums; None if there is nothing to compare.

    Lines over time, else bars in the table's order. With too many columns, the sums are drawn.
    """
    parts = [list(line[:-1]) for line in numbers[:-1]]
    sums = [line[-1] for line in numbers[:-1]]
    if columns_are_times:
        rows, columns, sums = columns, rows, list(numbers[-1][:-1])
        parts = [list(each) for each in zip(*parts, strict=True)]
    in_time = rows_are_times or columns_are_times
    if not columns or len(columns) > (MOST_LINES if in_time else MOST_ACROSS):
        columns, parts = [""], [[each] for each in sums]
    if len(rows) < FEWEST_ROWS or not any(number for line in parts for number in line):
        return None
    about = f"{heading}. {_('The same numbers stand in the table.')}"
    key = tuple(columns) if len(columns) > 1 else ()
    if in_time:
        return Chart(about, [_curve(rows, columns, parts)], key, (rows[0], rows[-1]))
    drawn = min(len(rows), MOST_ROWS, MOST_BARS // len(columns))
    note = counted(_("The first {0} of {1} lines of the table are drawn."), drawn, len(rows))
    return Chart(
        about,
        _bars(rows[:drawn], columns, parts[:drawn]),
        key,
        note=note if drawn < len(rows) else "",
    )


def _bars(rows: Sequence[str], columns: Sequence[str], parts: Numbers) -> list[Drawing]:
    """For each row its bars, one below the other, all on one scale."""
    scale = (WIDTH - VALUE) / max(number or 0 for line in parts for number in line)
    found = []
    for row, line in zip(rows, parts, strict=True):
        drawing = Drawing(row, len(line) * (BAR + ROOM))
        for series, (column, number) in enumerate(zip(columns, line, strict=True)):
            y, title = series * (BAR + ROOM), _titled(row, column, number)
            length = 0.0
            if number is None:
                gap = ((VALUE / 2, y + BAR / 2), (WIDTH, y + BAR / 2))
                drawing.lines.append(Line(gap, is_gap=True, title=title))
            elif number:
                length = round(number * scale, 1)
                drawing.rects.append(Rect(0, y, length, BAR, series, title))
            drawing.digits.append(Digits(length + 4, y + BAR - 1, _number(number)))
        found.append(drawing)
    return found


def _curve(rows: Sequence[str], columns: Sequence[str], parts: Numbers) -> Drawing:
    """A line for each column from the first row to the last; nothing is drawn across what is left out."""
    highest = max(number or 0 for line in parts for number in line)
    step = (WIDTH - AXIS - VALUE / 2) / (len(rows) - 1)

    def place(at: int, number: int) -> tuple[float, float]:
        return round(AXIS + at * step, 1), round(HEAD + PLOT * (1 - number / highest), 1)

    drawing = Drawing(height=HEAD + PLOT + FOOT)
    for grid in (0, highest):
        y = place(0, grid)[1]
        drawing.lines.append(Line(((AXIS - 6, y), (WIDTH, y))))
        drawing.digits.append(Digits(AXIS - 10, y + 4, str(grid), END))
    for at, (row, line) in enumerate(zip(rows, parts, strict=True)):
        if None in line:
            x = place(at, 0)[0]
            untold = [name for name, number in zip(columns, line, strict=True) if number is None]
            title = _titled(row, ", ".join(untold), None)
            drawing.lines.append(Line(((x, HEAD), (x, HEAD + PLOT)), is_gap=True, title=title))
            drawing.digits.append(Digits(x, HEAD - 6, GAP, MIDDLE))
    for series, column in enumerate(columns):
        told = [line[series] for line in parts]
        drawing.lines += [Line(tuple(place(*each) for each in run), series) for run in _runs(told)]
        for at, number in enumerate(told):
            if number is None:
                continue
            x, y = place(at, number)
            drawing.marks.append(Mark(x, y, series, _titled(rows[at], column, number)))
            if len(columns) == 1 and len(rows) <= MOST_NUMBERS:
                drawing.digits.append(Digits(x, y - 7, str(number), MIDDLE))
    return drawing


def _runs(numbers: Sequence[int | None]) -> list[list[tuple[int, int]]]:
    """Two and more told numbers that follow each other, with their places."""
    runs: list[list[tuple[int, int]]] = [[]]
    for at, number in enumerate(numbers):
        if number is None:
            runs.append([])
        else:
            runs[-1].append((at, number))
    return [run for run in runs if len(run) > 1]


def _titled(row: str, column: str, number: int | None) -> str:
    about = ", ".join(filter(None, (row, column)))
    return _("{0}: {1}").format(about, _number(number))


def _number(number: int | None) -> str:
    return GAP if number is None else str(number)


def _across(x: float) -> float:
    return round(WIDTH - x, 1)
