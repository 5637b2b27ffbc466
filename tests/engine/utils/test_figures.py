"""Figures as readers write them, without decimals that say nothing."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.document.titles import shown
from frappe_embedded.kernel.meta.docfield import DocField
from frappe_embedded.kernel.utils.figures import figure_text, percent_text


@pytest.mark.parametrize(
    ("language", "percent", "number"),
    [
        ("en", ("241%", "33.3%"), "12,345.5"),
        ("fr", ("241\u00a0%", "33,3\u00a0%"), "12\u202f345,5"),
        ("ar", ("241%", "33.3%"), "12,345.5"),
    ],
)
def test_in_the_language_of_the_reader(
    standin: Context, language: str, percent: tuple[str, str], number: str
) -> None:
    standin.lang = language
    assert (percent_text(241.0), percent_text(100 / 3)) == percent
    assert percent_text(241.4, decimals=0) == percent[0]
    assert figure_text(12345.5) == number
    assert (figure_text(3.0), figure_text(2026), figure_text("7")) == ("3", "2026", "7")


def test_a_field_is_read_like_that(standin: Context) -> None:
    standin.lang = "fr"
    field = DocField({"fieldname": "share", "fieldtype": "Percent", "label": "Share"})
    assert shown(field, 241.0) == "241\u00a0%"
