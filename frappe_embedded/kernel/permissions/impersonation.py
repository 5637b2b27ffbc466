"""Doing something with the rights of somebody else."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from ..core.context import local
from ..core.dict import _dict
from ..i18n.languages import get_user_lang, print_language


@contextmanager
def acting_as(user: str) -> Generator[None, None, None]:
    """Within this context everything happens with the rights, and in the language, of a user."""
    session = local.session
    local.session = _dict(session, user=user)
    local.forget_user_keeping_form()
    try:
        with print_language(get_user_lang(user)):
            yield
    finally:
        local.session = session
        local.forget_user_keeping_form()
