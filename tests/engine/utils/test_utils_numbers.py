"""Numbers out of anything, and rounding."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.exceptions import InvalidRoundingMethod
from frappe_embedded.kernel.utils import compare, numbers

pytestmark = pytest.mark.usefixtures("standin")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, 0),
        ("5.9", 5),
        ("1,000", 0),
        ("1e3", 1000),
        (" 7 ", 7),
        (True, 1),
        ([], 0),
        ("9007199254740993", 9007199254740993),
        (float("inf"), 0),
    ],
)
def test_cint(given: Any, expected: int) -> None:
    assert numbers.cint(given) == expected


@pytest.mark.parametrize(
    ("given", "precision", "expected"),
    [
        ("1,234.5", None, 1234.5),
        ("abc", None, 0.0),
        (None, None, 0.0),
        ("inf", 2, 0.0),
        (0.1 + 0.2, 9, 0.3),
        ("1.23456", 2, 1.23),
    ],
)
def test_flt(given: Any, precision: int | None, expected: float) -> None:
    assert numbers.flt(given, precision) == expected


@pytest.mark.parametrize(
    ("number", "digits", "bankers", "legacy", "commercial"),
    [
        (2.5, 0, 2, 2, 3),
        (3.5, 0, 4, 4, 4),
        (-2.5, 0, -2, -2, -3),
        (1.005, 2, 1.0, 1.01, 1.01),
        (2.675, 2, 2.68, 2.68, 2.68),
        (1.25, 1, 1.2, 1.3, 1.3),
        (-1.25, 1, -1.2, -1.2, -1.3),
        (1234.5678, -2, 1200, 1200, 1200),
        (1e300, 2, 1e300, 1e300, 1e300),
        (0.0, 2, 0, 0, 0),
    ],
)
def test_rounding_methods(
    number: float, digits: int, bankers: float, legacy: float, commercial: float
) -> None:
    assert numbers.rounded(number, digits, "Banker's Rounding") == bankers
    assert numbers.rounded(number, digits, "Banker's Rounding (legacy)") == legacy
    assert numbers.rounded(number, digits, "Commercial Rounding") == commercial


def test_unknown_rounding_method_is_refused() -> None:
    with pytest.raises(InvalidRoundingMethod):
        numbers.rounded(1.5, 0, "Guessing")


def test_casts() -> None:
    assert numbers.cast("Int", "5") == 5
    assert numbers.cast("Data", None) == ""
    assert numbers.cast("Date", "") == datetime.date(1, 1, 1)
    assert numbers.cast("Time", "10:00:00") == datetime.timedelta(hours=10)
    assert numbers.cast("Geolocation", "as it is") == "as it is"


@pytest.mark.parametrize(
    ("left", "operator", "right", "fieldtype", "holds"),
    [
        ("5", "=", 5, "Int", True),
        ("10", ">", "9", "Int", True),
        ("a", "in", "a, b", None, True),
        ("a", "not in", ["b"], None, True),
        ("abc", "like", "%B%", None, True),
        ("abc", "like", "b", None, True),
        ("", "is", "set", None, False),
        (0, "is", "set", None, True),
        (None, ">", 5, None, False),
        (1, "nonsense", 2, None, False),
    ],
)
def test_compare(left: Any, operator: str, right: Any, fieldtype: str | None, holds: bool) -> None:
    assert compare.compare(left, operator, right, fieldtype) is holds
