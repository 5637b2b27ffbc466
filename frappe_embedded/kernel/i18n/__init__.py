"""The language of the user: finding it, and translating into it."""

from .translator import _

__all__ = ["_"]
