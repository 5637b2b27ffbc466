"""Text, HTML, addresses and what users upload or download."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.core.exceptions import (
    InvalidEmailAddressError,
    InvalidPhoneNumberError,
    ValidationError,
)
from frappe_embedded.kernel.utils import (
    csvutils,
    filelock,
    html,
    json_text,
    markup,
    paths,
    text,
    urls,
    users,
    validators,
    xlsxutils,
)
from frappe_embedded.kernel.utils.validators import parse_addr

pytestmark = pytest.mark.usefixtures("standin")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<b>x</b>", "<b>x</b>"),
        ("<script>alert(1)</script>x", "&lt;script&gt;alert(1)&lt;/script&gt;x"),
        ("<a href='javascript:x'>l</a>", "<a>l</a>"),
        ("<a href='data:text/html,x'>l</a>", "<a>l</a>"),
        ("<img src=x onerror=y>", '<img src="x">'),
        ('<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==">'),
        (
            "<p style='color: red; background: url(javascript:x)'>t</p>",
            '<p style="color: red;">t</p>',
        ),
        ("<iframe src=x></iframe>", "&lt;iframe src=x&gt;&lt;/iframe&gt;"),
        ("<b>a</b><!-- c -->", "<b>a</b>"),
        ("<svg><script>x</script></svg>", "<svg>&lt;script&gt;x&lt;/script&gt;</svg>"),
        ("<span data-id='1'>a &amp; b</span>", '<span data-id="1">a &amp; b</span>'),
        ("AT&T <b>a</b> &lt;i&gt;", "AT&amp;T <b>a</b> &lt;i&gt;"),
        ("1 < 2 <b>x</b>", "1 &lt; 2 <b>x</b>"),
        ("a < b", "a < b"),
        ('{"a": "<b>"}', '{"a": "<b>"}</b>'),
        (5, 5),
    ],
)
def test_sanitize_html(given: Any, expected: Any) -> None:
    assert html.sanitize_html(given) == expected


def test_addresses_in_text_become_links_on_request() -> None:
    cleaned = html.sanitize_html("<p>see https://x.org/a, now</p>", linkify=True)
    assert cleaned == '<p>see <a href="https://x.org/a">https://x.org/a</a>, now</p>'


@pytest.mark.parametrize(
    "evil",
    [
        "<scr<script>ipt>x</script>",
        "<b onclick=x>",
        "<p/onload=x>t",
        "text <img src=x onclick=y ",
        "<math><mi//xlink:href='data:x,<script>y</script>'>",
        "<svg/onload=x>",
        "<textarea><b onclick=x></textarea>",
    ],
)
def test_no_trick_leaves_a_script(evil: str) -> None:
    cleaned = html.sanitize_html(evil)
    assert "<script" not in cleaned
    assert not re.search(r"<[^>]*\bon(click|load)", cleaned)


def test_html_is_told_from_text() -> None:
    assert html.is_html("<b>x</b>")
    assert not html.is_html("a < b and c > d")
    assert html.strip_html("<p>a</p>b < c") == "ab < c"
    assert html.escape_html("<b>\"x'&") == "&lt;b&gt;&quot;x&apos;&amp;"


def test_markdown() -> None:
    assert markup.md_to_html("# Title") == '<h1 id="title">Title</h1>\n'
    assert "<script" not in markup.markdown("<script>x</script>")


@pytest.mark.parametrize(
    ("given", "expected"),
    [(["a"], "a"), (["a", "b"], "'a' and 'b'"), (["a", "b", "c"], "'a', 'b' and 'c'"), ("t", "t")],
)
def test_comma_and(given: Any, expected: str) -> None:
    assert text.comma_and(given) == expected


def test_small_helpers() -> None:
    assert text.cstr(None) == ""
    assert text.cstr(b"\xc3\xa9") == "é"
    assert text.unique([1, 2, 1]) == [1, 2]
    assert text.get_abbr("Ann Bee Cee") == "AB"
    assert list(text.create_batch(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert len({text.random_string(12) for _index in range(50)}) == 50


def test_json() -> None:
    value = {
        "b": Decimal("1.5"),
        "a": datetime.datetime(2024, 1, 31, 10),
        "c": datetime.timedelta(hours=1),
        "d": {1},
    }
    assert json.loads(json_text.as_json(value)) == {
        "a": "2024-01-31 10:00:00",
        "b": 1.5,
        "c": "1:00:00",
        "d": [1],
    }
    assert json_text.as_json({"b": 1, "a": 2}, indent=None) == '{"a": 2, "b": 1}'
    assert json_text.as_json({1: "a", "b": 2}, indent=None) == '{"1": "a", "b": 2}'
    assert json_text.parse_json('{"a": 1}').a == 1
    with pytest.raises(ValidationError):
        json_text.validate_json_string("nonsense")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a@x.org", "a@x.org"),
        ("A B <a@x.org>", "a@x.org"),
        ("a@x.org, bad", "a@x.org"),
        ("a@localhost", ""),
        ("é@x.org", ""),
        ("a@@x.org", ""),
        ("a..b@x.org", ""),
    ],
)
def test_validate_email_address(given: str, expected: str) -> None:
    assert validators.validate_email_address(given) == expected


def test_bad_addresses_are_refused_on_request() -> None:
    with pytest.raises(InvalidEmailAddressError):
        validators.validate_email_address("a@x.org, bad", throw=True)


def test_split_emails_keeps_quoted_commas() -> None:
    assert validators.split_emails('"B, A" <a@x.org>, b@x.org') == ['"B, A" <a@x.org>', "b@x.org"]


def test_phone_numbers() -> None:
    assert validators.validate_phone_number("(1) 2-3")
    assert not validators.validate_phone_number("abc")
    assert validators.validate_phone_number_with_country_code("+23566000000", "phone")
    with pytest.raises(InvalidPhoneNumberError, match="select a country code"):
        validators.validate_phone_number_with_country_code("66000000", "phone")
    with pytest.raises(InvalidPhoneNumberError, match="is not valid"):
        validators.validate_phone_number_with_country_code("+1-1", "phone")


@pytest.mark.parametrize(
    ("url", "valid"),
    [("https://x.org", True), ("x.org", False), ("/path", True), ("mailto:a@x.org", False)],
)
def test_validate_url(url: str, valid: bool) -> None:
    assert validators.validate_url(url) is valid


def test_urls_of_the_site(standin: Context) -> None:
    assert urls.get_url_to_form("GA Case", "a b/c") == "http://one/app/ga-case/a%20b/c"
    standin.conf.host_name = "https://feedback.example.org/"
    assert urls.get_url() == "https://feedback.example.org"
    assert urls.get_url("/app") == "https://feedback.example.org/app"
    assert urls.get_url("https://x.org/a") == "https://x.org/a"
    assert urls.get_link_to_form("GA Case", "<x>").endswith(">&lt;x&gt;</a>")


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1"])
def test_downloads_hold_no_formulas(formula: str) -> None:
    assert (
        csvutils.read_csv_content(csvutils.to_csv([["a", formula]]))[0][1] == f"'{formula}".strip()
    )
    book = openpyxl.load_workbook(xlsxutils.make_xlsx([["head"], [formula]], "Sheet"))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (f"'{formula}", "s")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("I say;=1+1;so", "I say;'=1+1;so"),
        ("I say, =1+1, so", "I say,' =1+1, so"),
        ("I say\n@SUM(A1)", "I say\n'@SUM(A1)"),
        ("1;-5;+235 66 11 22 33", "1;-5;+235 66 11 22 33"),
        ("Two wishes:\n- oil, - sugar", "Two wishes:\n- oil, - sugar"),
        ("I say;-2+cmd|' /C calc'!A0", "I say;'-2+cmd|' /C calc'!A0"),
        ("I say,+HYPERLINK(A1)", "I say,'+HYPERLINK(A1)"),
        ("\ufeff=1+1", "'\ufeff=1+1"),
    ],
)
def test_a_csv_holds_no_formula_whichever_sign_parts_its_cells(text: str, written: str) -> None:
    assert csvutils.to_csv([[text]]) == f'"{written}"\r\n'


def test_signed_numbers_stay_as_they_are() -> None:
    assert csvutils.to_csv([["+235 66 00", "-5", -5]]) == '"+235 66 00","-5",-5\r\n'


def test_csv_is_read_in_usual_forms() -> None:
    rows = [["a", "b"], ["é", None]]
    assert csvutils.read_csv_content("a;b\né;\n".encode("cp1252")) == rows
    assert csvutils.read_csv_content("\ufeffa,b\né,\n".encode()) == rows


def test_workbooks_are_read_back() -> None:
    day = datetime.datetime(2024, 1, 31)
    stream = xlsxutils.make_xlsx([["Name", "Day"], ["<p>Ann</p>", day]], "A/B: long name " * 4)
    rows = xlsxutils.read_xlsx_file_from_attached_file(fcontent=stream.getvalue())
    assert rows == [["Name", "Day"], ["Ann", day]]
    with pytest.raises(ValidationError):
        xlsxutils.read_xlsx_file_from_attached_file(fcontent=b"no workbook")


def test_paths(standin: Context) -> None:
    site = Path(standin.site_state.path)
    assert Path(paths.get_files_path("x.txt")) == site / "public" / "files" / "x.txt"
    assert Path(paths.get_files_path(is_private=1)) == site / "private" / "files"


def test_locks() -> None:
    with filelock.filelock("import/../x"):
        assert filelock.lock_exists("import/../x")
        with pytest.raises(filelock.LockTimeoutError), filelock.filelock("import/../x", timeout=0):
            pass
    assert not filelock.lock_exists("import/../x")


def test_names_of_users(standin: Context) -> None:
    standin.db.values[("User", "ann@x.org", "first_name")] = "Ann"
    standin.db.values[("User", "ann@x.org", "last_name")] = "Example"
    assert users.get_fullname("ann@x.org") == "Ann Example"
    assert users.get_fullname("nobody@x.org") == "nobody@x.org"


def test_python_code() -> None:
    validators.validate_python_code("doc.a == 1")
    with pytest.raises(ValidationError, match="on line 1"):
        validators.validate_python_code("doc.a ==")
    with pytest.raises(ValidationError, match="on line 2"):
        validators.validate_python_code("a = 1\nb =", is_expression=False)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("A B <a@x.org>", ("A B", "a@x.org")),
        ("a@x.org", ("a@x.org", "a@x.org")),
        ("[no!address]", (None, "[no!address]")),
        ("manas", (None, "manas")),
    ],
)
def test_names_and_addresses_of_mail(given: str, read: tuple[str | None, str]) -> None:
    assert parse_addr(given) == read
