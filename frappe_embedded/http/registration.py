"""Hangs the engine's own addresses into the table of routes."""

from __future__ import annotations

from . import app_pages, files, v1, www

v1.register()
files.register()
app_pages.register()
www.register()
