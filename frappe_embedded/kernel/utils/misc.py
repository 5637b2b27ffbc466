"""Helpers that belong nowhere else."""

import sys
import traceback
from typing import Any

from ..core.context import local

__all__ = ["get_defaults", "get_traceback", "set_default"]


def get_defaults(key: str | None = None) -> Any:
    """A default of the site, or all of them."""
    return local.db.get_defaults(key)


def set_default(key: str, val: Any) -> None:
    """Set a default of the site."""
    local.db.set_default(key, val)


def get_traceback(with_context: bool = False) -> str:
    """The traceback of the exception that is being handled; empty when there is none."""
    if sys.exc_info()[0] is None:
        return ""
    return traceback.format_exc()
