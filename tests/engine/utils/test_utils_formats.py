"""How dates, durations, amounts and field values are shown."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.utils import clock, date_format, formatters, money

pytestmark = pytest.mark.usefixtures("standin")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("dd-mm-yyyy", "29-02-2024 13:45:30"),
        ("mm/dd/yyyy", "02/29/2024 13:45:30"),
        ("dd.mm.yyyy", "29.02.2024 13:45:30"),
    ],
)
def test_the_site_sets_the_date_format(standin: Context, pattern: str, expected: str) -> None:
    standin.db.settings["date_format"] = pattern
    assert date_format.format_datetime("2024-02-29 13:45:30") == expected
    assert date_format.formatdate("2024-02-29") == expected[:10]


def test_names_of_months_follow_the_language(standin: Context) -> None:
    assert date_format.formatdate("2024-02-29", "d MMMM yyyy") == "29 February 2024"
    standin.lang = "fr-CA"
    assert date_format.formatdate("2024-02-29", "d MMMM yyyy") == "29 février 2024"
    standin.lang = "xx-unknown"
    assert date_format.formatdate("2024-02-29", "d MMMM yyyy") == "29 February 2024"


def test_nothing_is_shown_as_nothing() -> None:
    assert date_format.formatdate(None) == ""
    assert date_format.format_datetime("") is None
    assert date_format.format_time("") == ""
    assert date_format.pretty_date("") == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, ""), (59, "59s"), (3661.5, "1h 1m 1s"), (90061, "1d 1h 1m 1s"), (None, "")],
)
def test_durations(seconds: Any, text: str) -> None:
    assert date_format.format_duration(seconds) == text


def test_pretty_date_speaks_the_language(standin: Context) -> None:
    two_days_ago = clock.now_datetime() - datetime.timedelta(days=2, seconds=1)
    assert date_format.pretty_date(two_days_ago) == "2 days ago"
    standin.lang = "fr"
    assert date_format.pretty_date(two_days_ago) == "il y a 2 jours"


@pytest.mark.parametrize(
    ("amount", "options", "expected"),
    [
        (1234567.891, {}, "1,234,567.89"),
        (-1234.567, {}, "-1,234.57"),
        (-0.001, {}, "0.00"),
        (None, {}, "0.00"),
        ("1,234.5", {}, "1,234.50"),
        (1234.5, {"precision": 0}, "1,234"),
        (1234.5, {"precision": 3}, "1,234.50"),
        (1234.5678, {"precision": 3}, "1,234.568"),
        (1234567.5, {"format": "#,##,###.##"}, "12,34,567.50"),
        (1234.5, {"format": "#.###,##"}, "1.234,50"),
        (1234567.891, {"format": "#,###"}, "1,234,568"),
    ],
)
def test_fmt_money(amount: Any, options: dict[str, Any], expected: str) -> None:
    assert money.fmt_money(amount, **options) == expected


def test_amounts_bear_the_symbol_of_their_currency(standin: Context) -> None:
    standin.db.values[("Currency", "XAF", "symbol")] = "FCFA"
    assert money.fmt_money(1234.5, currency="XAF") == "FCFA 1,234.50"
    standin.db.values[("Currency", "XAF", "symbol_on_right")] = 1
    assert money.fmt_money(1234.5, currency="XAF") == "1,234.50 FCFA"
    standin.db.settings["hide_currency_symbol"] = "Yes"
    assert money.fmt_money(1234.5, currency="XAF") == "1,234.50"


@pytest.mark.parametrize(
    ("fieldtype", "value", "expected"),
    [
        ("Check", 1, 1),
        ("Check", None, ""),
        ("Int", 1234567, 1234567),
        ("Float", 1.23456, "1.235"),
        ("Float", 5, "5"),
        ("Float", None, "0"),
        ("Percent", 12.345, "12.34%"),
        ("Currency", "5", "5.00"),
        ("Date", "2024-01-31 10:00:00", "2024-01-31"),
        ("Datetime", "2024-01-31", "2024-01-31 00:00:00"),
        ("Duration", 3661, "1h 1m 1s"),
        ("Small Text", "a\nb", "a<br>b"),
        ("Small Text", "<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("Markdown Editor", "**x**", "<p><strong>x</strong></p>\n"),
        ("Text Editor", "<p>x</p>", "<div class='ql-snow'><p>x</p></div>"),
        ("Link", None, ""),
    ],
)
def test_values_by_fieldtype(fieldtype: str, value: Any, expected: Any) -> None:
    assert formatters.format_value(value, fieldtype) == expected


def test_the_currency_of_a_field_comes_from_its_document(standin: Context) -> None:
    standin.db.values[("Currency", "USD", "symbol")] = "$"
    field = _dict(fieldtype="Currency", options="money_kind")
    assert formatters.format_value(5, field, _dict(money_kind="USD")) == "$ 5.00"
    standin.db.values[("Company", "C", "currency")] = "USD"
    field = _dict(fieldtype="Currency", options="Company:company:currency")
    assert formatters.format_value(5, field, _dict(company="C")) == "$ 5.00"
    standin.db.values[("Currency", "XAF", "symbol")] = "FCFA"
    standin.db.settings["currency"] = "XAF"
    assert formatters.format_value(5, field, _dict()) == "FCFA 5.00", "that of the site"


@pytest.mark.parametrize(
    ("field", "decimals"),
    [
        ({"fieldtype": "Float"}, 3),
        ({"fieldtype": "Currency"}, 2),
        ({"fieldtype": "Float", "precision": "1"}, 1),
        ({"fieldtype": "Currency", "precision": "0"}, 0),
    ],
)
def test_precision_of_fields(field: dict[str, Any], decimals: int) -> None:
    assert money.get_field_precision(_dict(field)) == decimals
