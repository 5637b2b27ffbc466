"""Pictures of figures: SVG that takes its colours from the page and can be read without them."""

import math
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal.style import Style

from ...kernel.utils.figures import figure_text, percent_text

_ROUND = ("Percentage", "Pie", "Donut")
_STYLE = Style(
    font_family="inherit",
    label_font_size=12,
    major_label_font_size=12,
    value_font_size=12,
    value_label_font_size=12,
)
_UNTOLD = "–"
_BAR = 26
_LETTER = 7
_MOST_VALUES = 14
"""Above that many points values are not written beside them."""


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Figures:
    """What is drawn: for each label a value of each series. ``in_time`` draws from then to now.

    ``with_rest``: the last label is what is left over; bars leave it out, it would dwarf the others.
    """

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    in_time: bool = False
    fieldtype: str = "Float"
    with_rest: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(value for each in self.series for value in each.values)

    def shown(self, value: Any) -> str:
        """A value as people read it."""
        if value is None:
            return _UNTOLD
        number = float(value)
        if self.fieldtype == "Percent":
            return percent_text(number, decimals=0)
        return figure_text(number, decimals=2)


def draw(figures: Figures, width: int) -> str:
    """The picture for a place of so many pixels; an empty text if there is nothing to draw."""
    if figures.is_empty or not figures.labels:
        return ""
    if figures.kind in _ROUND and len(figures.series) == 1:
        chart = _pie(figures, width)
    elif figures.in_time:
        chart = _in_time(figures, width)
    else:
        chart = _bars(figures, width)
    return _as_text(chart.render_tree())


def _options(figures: Figures, width: int, height: int) -> dict[str, Any]:
    return {
        "width": width,
        "height": height,
        "style": _STYLE,
        "css": [],
        "js": [],
        "show_legend": False,
        "margin": 6,
        "margin_right": 28,
        "explicit_size": False,
        "value_formatter": figures.shown,
    }


def _in_time(figures: Figures, width: int) -> Any:
    many = len(figures.labels) > _MOST_VALUES or len(figures.series) > 1 or width < 420
    is_line = figures.kind == "Line"
    chart_type = pygal.Line if is_line else pygal.Bar
    chart = chart_type(
        **_options(figures, width, 220),
        dots_size=3,
        print_values=not many and not is_line,
        print_values_position="top",
        y_labels=_ticks(figures),
        range=(0, _ticks(figures)[-1]),
        show_minor_x_labels=False,
        truncate_label=-1,
    )
    chart.x_labels = list(figures.labels)
    room = max(1, width // (max(len(label) for label in figures.labels) * _LETTER + 14))
    step = math.ceil(len(figures.labels) / room)
    chart.x_labels_major = [
        label
        for at, label in enumerate(figures.labels)
        if (len(figures.labels) - 1 - at) % step == 0
    ]
    for each in figures.series:
        # A value that is not told is a gap: nothing is drawn across it.
        chart.add(each.name, list(each.values), allow_interruptions=True)
    return chart


def _bar(value: float | None) -> Any:
    """A value for a bar; what is not told has no length, but says so."""
    return {"value": 0, "formatter": lambda _zero: _UNTOLD} if value is None else value


def _bars(figures: Figures, width: int) -> Any:
    """Bars that lie, so that their names can be read; the first on top."""
    shown = len(figures.labels) - int(figures.with_rest)
    labels = figures.labels[:shown]
    longest = max(10, min(max(len(label) for label in labels), width // 12))
    height = shown * _BAR * len(figures.series) + 16
    chart = pygal.HorizontalBar(
        **_options(figures, width, height),
        print_values=True,
        print_values_position="top",
        show_y_labels=True,
        show_x_labels=False,
        show_x_guides=False,
        show_y_guides=False,
        range=(
            0,
            max(value or 0 for each in figures.series for value in each.values[:shown]) * 1.15,
        ),
        truncate_label=-1,
    )
    chart.x_labels = [_short(label, longest) for label in reversed(labels)]
    for each in figures.series:
        chart.add(each.name, [_bar(value) for value in reversed(each.values[:shown])])
    return chart


def _pie(figures: Figures, width: int) -> Any:
    """Slices that bear the numbers of their lines in the legend."""
    inner = 0.6 if figures.kind == "Donut" else 0
    size = min(width, 220)
    chart = pygal.Pie(
        **_options(figures, size, size), inner_radius=inner, print_labels=True, half_pie=False
    )
    whole = sum(value or 0 for value in figures.series[0].values)
    for at, (name, value) in enumerate(
        zip(figures.labels, figures.series[0].values, strict=True), 1
    ):
        label = str(at) if (value or 0) > whole * 0.03 else ""
        chart.add(name, [{"value": value, "label": label}])
    return chart


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else label[: longest - 1] + "…"


def _ticks(figures: Figures) -> list[float]:
    """Four or five round steps from nothing to above the highest value."""
    values = [value or 0 for each in figures.series for value in each.values]
    highest = max(values)
    whole = all(float(value).is_integer() for value in values)
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough)) if rough > 0 else 1
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    if whole:
        step = max(1, math.ceil(step))
    count = math.ceil(highest / step) or 1
    return [step * at for at in range(count + 1)]


def _as_text(tree: ElementTree.Element) -> str:
    """The SVG without what only scripts of the library read; each value says what it is."""
    for parent in tree.iter():
        told = {
            each.get("class", "").split(" ")[0]: each.text or ""
            for each in parent
            if each.tag == "desc"
        }
        if "value" not in told:
            continue
        for each in [each for each in parent if each.tag == "desc"]:
            parent.remove(each)
        name = told.get("x_label") or told.get("label")
        title = ElementTree.Element("title")
        title.text = f"{name}: {told['value']}" if name else told["value"]
        parent.insert(0, title)
    for parent in list(tree.iter()):
        for each in list(parent):
            if each.tag in ("defs", "desc") or not isinstance(each.tag, str):
                parent.remove(each)
    tree.set("aria-hidden", "true")
    tree.set("focusable", "false")
    return ElementTree.tostring(tree, encoding="unicode")
