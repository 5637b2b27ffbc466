"""Reading dates, calculating with them, and the edges of periods."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.utils import clock, date_format, dates, grains, periods

DAY = datetime.date(2024, 2, 29)
MOMENT = datetime.datetime(2024, 2, 29, 13, 45, 30, 123456)

pytestmark = pytest.mark.usefixtures("standin")


@pytest.mark.parametrize(
    "given",
    [
        "2024-02-29",
        "2024-02-29 10:00:00",
        "29-02-2024",
        "29/02/2024",
        "02-29-2024",
        "20240229",
        "Feb 29 2024",
        DAY,
        MOMENT,
    ],
)
def test_getdate_reads_any_usual_order(given: Any) -> None:
    assert dates.getdate(given) == DAY


@pytest.mark.parametrize("given", [None, ""])
def test_getdate_of_nothing_is_today(given: Any) -> None:
    assert dates.getdate(given) == clock.now_datetime().date()


@pytest.mark.parametrize("given", ["0000-00-00", "0001-01-01", 5])
def test_getdate_of_no_date_is_none(given: Any) -> None:
    assert dates.getdate(given) is None


@pytest.mark.parametrize("given", ["nonsense", "2024-02-30"])
def test_getdate_refuses_what_it_cannot_read(given: str) -> None:
    with pytest.raises(ValidationError, match="is not a valid date string"):
        dates.getdate(given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-02-29 10:11:12", datetime.datetime(2024, 2, 29, 10, 11, 12)),
        ("2024-02-29 10:11:12.5", datetime.datetime(2024, 2, 29, 10, 11, 12, 500000)),
        ("2024-02-29T10:11:12", datetime.datetime(2024, 2, 29, 10, 11, 12)),
        ("2024-02-29", datetime.datetime(2024, 2, 29)),
        (DAY, datetime.datetime(2024, 2, 29)),
        (MOMENT, MOMENT),
        ("", None),
        ("0000-00-00 00:00:00.000000", None),
    ],
)
def test_get_datetime(given: Any, expected: Any) -> None:
    assert dates.get_datetime(given) == expected


@pytest.mark.parametrize(
    ("given", "step", "expected"),
    [
        ("2024-01-31", {"months": 1}, "2024-02-29"),
        ("2024-02-29", {"years": -1}, "2023-02-28"),
        ("2024-01-31", {"days": 1, "hours": 2}, "2024-02-01 02:00:00.000000"),
        ("2024-01-31 10:00:00", {"days": 1}, "2024-02-01 10:00:00.000000"),
        ("2024-01-31", {"days": 1.5}, "2024-02-01"),
        (DAY, {"days": 1}, datetime.date(2024, 3, 1)),
        (DAY, {"hours": 1}, datetime.datetime(2024, 2, 29, 1)),
        (MOMENT, {"seconds": 10}, MOMENT + datetime.timedelta(seconds=10)),
        (DAY, {"days": 1, "as_string": True}, "2024-03-01"),
    ],
)
def test_add_to_date_answers_in_the_type_it_was_given(
    given: Any, step: dict[str, Any], expected: Any
) -> None:
    assert dates.add_to_date(given, **step) == expected


@pytest.mark.parametrize("given", ["", "nonsense"])
def test_add_to_date_refuses_what_it_cannot_read(given: str) -> None:
    with pytest.raises(ValidationError, match="valid date filter"):
        dates.add_to_date(given, days=1)


def test_differences() -> None:
    assert dates.date_diff("2024-02-29 23:00:00", "2024-02-28 01:00:00") == 1
    assert dates.month_diff("2024-03-01", "2024-02-29") == 2
    assert dates.time_diff_in_seconds("10:00:00", "09:30:00") == 1800
    assert dates.time_diff_in_hours("2024-02-29 10:00:00", "2024-02-29 08:30:00") == 1.5


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (periods.get_first_day, datetime.date(2024, 2, 1)),
        (periods.get_last_day, datetime.date(2024, 2, 29)),
        (periods.get_first_day_of_week, datetime.date(2024, 2, 26)),
        (periods.get_last_day_of_week, datetime.date(2024, 3, 3)),
        (periods.get_quarter_start, datetime.date(2024, 1, 1)),
        (periods.get_quarter_ending, datetime.date(2024, 3, 31)),
        (periods.get_year_start, datetime.date(2024, 1, 1)),
        (periods.get_year_ending, datetime.date(2024, 12, 31)),
    ],
)
def test_edges_of_periods(function: Any, expected: datetime.date) -> None:
    assert function(MOMENT) == expected


def test_weeks_begin_on_the_day_of_the_setting(standin: Context) -> None:
    standin.db.settings["first_day_of_the_week"] = "Sunday"
    assert periods.get_first_day_of_week("2024-02-29") == datetime.date(2024, 2, 25)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("today", "2024-02-15", "2024-02-15"),
        ("yesterday", "2024-02-14", "2024-02-14"),
        ("last week", "2024-02-05", "2024-02-11"),
        ("this month", "2024-02-01", "2024-02-29"),
        ("last quarter", "2023-10-01", "2023-12-31"),
        ("next year", "2025-01-01", "2025-12-31"),
        ("last 6 months", "2023-07-01", "2023-12-31"),
        ("next 6 months", "2024-04-01", "2024-09-30"),
    ],
)
def test_time_spans(monkeypatch: pytest.MonkeyPatch, span: str, first: str, last: str) -> None:
    monkeypatch.setattr(periods, "getdate", lambda: datetime.date(2024, 2, 15))
    days = periods.get_timespan_date_range(span)
    assert days is not None
    assert [str(day) for day in days] == [first, last]


def test_unknown_time_span_is_none() -> None:
    assert periods.get_timespan_date_range("nonsense") is None


def test_now_is_on_the_clocks_of_the_site(standin: Context) -> None:
    here = clock.now_datetime()
    standin.db.settings["time_zone"] = "Asia/Kolkata"
    there = clock.now_datetime()
    assert round((there - here).total_seconds() / 60) == 4 * 60 + 30
    assert there.tzinfo is None
    assert len(clock.now()) == len("2024-02-29 13:45:30.123456")


def test_pretended_date(standin: Context) -> None:
    standin.flags.current_date = "2020-01-01"
    assert clock.now().startswith("2020-01-01 ")


def test_unknown_zone_is_utc() -> None:
    assert clock.convert_utc_to_timezone(MOMENT, "Nowhere/City").replace(tzinfo=None) == MOMENT


def test_periods_of_charts() -> None:
    days = grains.get_dates_from_timegrain("2024-01-15", "2024-03-02", "Monthly")
    assert [str(day) for day in days] == ["2024-01-31", "2024-02-29", "2024-03-31"]
    assert grains.get_period("2024-05-01", "Quarterly") == "Quarter 2 2024"
    assert grains.get_period("2024-05-01", "Monthly") == "May 2024"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("17:21:00", 62460),
        ("100:02:12", 360132),
        ("7 days, 0:32:18.5", 606738.5),
        ("2012-01-19 17:21:00", 62460),
    ],
)
def test_a_duration_may_be_longer_than_a_day(text: str, seconds: float) -> None:
    assert dates.get_timedelta(text) == datetime.timedelta(seconds=seconds)


def test_a_duration_is_told_in_hours() -> None:
    told = {datetime.timedelta(): "0:00:00", datetime.timedelta(hours=100): "100:00:00"}
    told[datetime.timedelta(seconds=100, microseconds=129)] = "0:01:40.000129"
    told[datetime.timedelta(days=7, seconds=10)] = "168:00:10"
    assert {each: date_format.format_timedelta(each) for each in told} == told
    assert dates.get_time("100:02:12") == datetime.time(4, 2, 12)
    assert dates.get_timedelta("nonsense") is None
