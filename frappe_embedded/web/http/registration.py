"""Hangs the engine's own addresses into the table of routes."""

from __future__ import annotations

from . import app_pages, files, printview, v1, v2, www

v1.register()
v2.register()
files.register()
printview.register()
app_pages.register()
www.register()
