"""Hangs the engine's own addresses into the table of routes."""

from __future__ import annotations

from . import app_pages, v1, www

v1.register()
app_pages.register()
www.register()
