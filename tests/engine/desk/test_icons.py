"""Icons: those of the sprite, those of the pages of apps, and those that nobody draws."""

from __future__ import annotations

import pytest

from frappe_embedded.web.desk.icons import icon, is_drawn


def test_one_of_the_sprite_is_referred_to() -> None:
    assert '<use href="#i-plus"></use>' in icon("plus")


def test_any_other_of_the_set_is_drawn_where_it_stands() -> None:
    drawn = icon("phone", "Call")
    assert "<path" in drawn and 'aria-label="Call"' in drawn


def test_an_unknown_one_fails_loudly_and_can_be_asked_for() -> None:
    assert not is_drawn("no-such-icon")
    with pytest.raises(KeyError, match="no-such-icon"):
        icon("no-such-icon")
