"""Hangs the engine's own addresses into the table of routes."""

from __future__ import annotations

from . import v1, www

v1.register()
www.register()
