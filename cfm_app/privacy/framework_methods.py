"""Methods of the framework in whose place something of the app stands, where a hook comes too late or there is none."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any


def find(module: str, owner: str) -> Any:
    """A class or module of the framework by its name; None for an engine that has none."""
    try:
        return getattr(import_module(module), owner, None)
    except ImportError:
        return None


def replace(owner: Any, method: str, make: Callable[[Any], Any]) -> None:
    """Put what is made of a method in its place; nothing where there is no such owner or method."""
    original = owner and getattr(owner, method, None)
    if original is not None:
        setattr(owner, method, wraps(original)(make(original)))
