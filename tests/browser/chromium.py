"""The browser that the tests drive, and how it is started."""

from __future__ import annotations

import os
import shutil

LIGHT = ("chromium-headless-shell", "chrome-headless-shell")
"""The same browser without its own windows: a page takes less than a third of the processor time."""

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE_MS = 20_000
"""How long a test waits for what it expects: a busy machine is no fault of the page."""

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium(names: tuple[str, ...] = LIGHT + WHOLE) -> str | None:
    """Its path: CHROMIUM, or the first of the names that PATH has."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
