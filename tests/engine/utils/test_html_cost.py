"""Whoever writes a text does not choose how long the office waits for it."""

from __future__ import annotations

import time

import pytest

from frappe_embedded.kernel.utils.html import sanitize_html, strip_html

SECONDS = 2.0
BEGINNINGS = (
    "<a ",
    '<p x="',
    "<!--",
    "<!-- >",
    "<![",
    "<![>",
    "</a",
    "<script",
    "<?",
    "<",
    "<div>",
)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_tags_without_end_cost_no_more_than_text(beginning: str) -> None:
    text = beginning * (200_000 // len(beginning))
    began = time.process_time()
    for linkify in (False, True):
        assert "<script" not in sanitize_html(text, linkify=linkify)
    strip_html(text)
    assert time.process_time() - began < SECONDS


def test_a_declaration_that_cannot_be_read_is_shown_as_text() -> None:
    assert sanitize_html("<![x<![<b>y</b>") == "&lt;![x&lt;![&lt;b&gt;y&lt;/b&gt;"


def test_a_long_table_stays_one() -> None:
    table = "<table>" + "<tr><td>1 &lt; 2</td><td>b</td></tr>" * 400 + "</table>"
    cleaned = sanitize_html(table)
    assert cleaned.count("<td>") == 800
    assert "1 &lt; 2" in cleaned


def test_half_a_character_is_no_reason_to_fail() -> None:
    assert sanitize_html("<b>\ud800</b>", always_sanitize=True) == "<b>?</b>"
    assert sanitize_html("a <b>", always_sanitize=True).startswith("a ")
