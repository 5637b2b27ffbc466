"""The language of the user: finding it, and translating into it."""

from __future__ import annotations

from .translator import _

__all__ = ["_"]
