"""Desks as a person uses them: the same words for the engine's own desk and for Frappe's."""

from __future__ import annotations

import requests
from playwright.sync_api import Page

from .desk import Desk, Shown
from .embedded import EmbeddedDesk
from .frappe15 import FrappeDesk

__all__ = ["Desk", "Shown", "desk_at"]


def desk_at(address: str, page: Page) -> Desk:
    """The desk that answers at an address, on a page whose base address is the same."""
    login = requests.get(f"{address}/login", headers={"Accept": "text/html"}, timeout=30).text
    return FrappeDesk(page) if "/assets/frappe/" in login else EmbeddedDesk(page)
