"""Small cells: numbers so small that somebody could be recognised behind them."""

from collections.abc import Sequence

import frappe
from frappe import _

from cfm_app.base.settings import setting

DEFAULT_THRESHOLD = 5
LEAST_THRESHOLD = 3
"""Below which nobody hides behind a number: no office tells less."""


def least_told() -> int:
    """The smallest number that the office tells whoever does not read cases."""
    given = setting("small_cell_threshold")
    return max(LEAST_THRESHOLD, DEFAULT_THRESHOLD if given is None else int(given))


def check_threshold(given: int | None) -> None:
    """Refuse a threshold behind which somebody would be recognised."""
    if given is not None and given < LEAST_THRESHOLD:
        frappe.throw(
            _(
                "Suppress cells below {0} at least: behind smaller numbers people are recognised."
            ).format(LEAST_THRESHOLD)
        )


def cell(number: int, least: int) -> int | None:
    """A number, or None if it is too small to be told. Nothing is told as nothing."""
    return None if 0 < number < least else number


def cells(numbers: Sequence[int], least: int) -> list[int | None]:
    """Numbers of one breakdown. A single gap could be filled from the total: the next one goes, too."""
    told = [cell(number, least) for number in numbers]
    if sum(value is None for value in told) == 1:
        left = [at for at, value in enumerate(told) if value]
        if left:
            told[min(left, key=lambda at: numbers[at])] = None
    return told
