"""Pictures of the guide: sharp, small, with a ring around the place that a step speaks of."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

QUALITY = 45
HEIGHT = 420
"""How much of a window is shown around the ring: the navigation beside it and what is far away is not."""

SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
RING = """(element) => {
  element.scrollIntoView({block: 'center', inline: 'nearest'});
  const ring = document.createElement('div');
  const {left, top, width, height} = element.getBoundingClientRect();
  ring.id = 'guide-ring';
  ring.style.cssText = `position: fixed; z-index: 2147483647; pointer-events: none; border: 3px solid #d97706;
    border-radius: 8px; left: ${left - 5}px; top: ${top - 5}px; width: ${width + 10}px; height: ${height + 10}px`;
  (element.closest('dialog') || document.body).append(ring);
}"""
CUT = """(height) => {
  const ring = document.getElementById('guide-ring').getBoundingClientRect();
  const {left, right} = document.querySelector('main').getBoundingClientRect();
  const from = Math.max(0, Math.round(Math.min(left, ring.left)));
  const high = Math.min(window.innerHeight, Math.round(Math.max(height, ring.height + 40)));
  const middle = Math.round((ring.top + ring.bottom - high) / 2);
  return {
    x: from + window.scrollX,
    y: Math.min(Math.max(0, middle), window.innerHeight - high) + window.scrollY,
    width: Math.min(window.innerWidth, Math.round(Math.max(right, ring.right))) - from,
    height: high,
    scale: 1,
  };
}"""


def take(page: Page, file: Path, mark: Locator | None) -> None:
    """Keep a picture of the page, or of what lies around a place of it."""
    page.evaluate(SETTLED)
    asked: dict[str, Any] = {"format": "webp", "quality": QUALITY}
    if mark is not None:
        mark.first.evaluate(RING)
        asked["clip"] = page.evaluate(CUT, HEIGHT)
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    file.write_bytes(base64.b64decode(shot["data"]))
    page.evaluate("document.getElementById('guide-ring')?.remove()")
