"""Pictures of the app's screens for the documentation, from a site with the demo office.

    python -m tests.browser.pictures --url http://SITE:8000 --out docs/img/frappe

The users' password is CFM_SITE_PASSWORD.
"""

from __future__ import annotations

import argparse
import base64
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ..live import PASSWORD, Client
from .chromium import OPTIONS, find_chromium
from .visits import DESKTOP, PHONE

OPERATOR, FOCAL = "operator@demo.cfm", "focal@demo.cfm"
MOST_BYTES = 120_000
QUALITIES = (85, 70, 55, 40)
# Fonts and what slides in after the last answer.
SETTLING_MS = 1000


@dataclass(frozen=True)
class Picture:
    """A screen at 1280 and at 390 px; ``{case}`` is a case that waits for an answer."""

    name: str
    user: str
    address: str


PICTURES = (
    Picture("workspace", OPERATOR, "/app/cfm"),
    Picture("list", OPERATOR, "/app/case?channel=WhatsApp"),
    Picture("form", OPERATOR, "/app/case/{case}"),
    Picture("console", OPERATOR, "/cfm/console"),
    Picture("approvals", FOCAL, "/cfm/approvals"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    address = given.url.rstrip("/")
    case = waiting_case(address)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        for picture in PICTURES:
            for size in (DESKTOP, PHONE):
                file = given.out / f"{picture.name}-{size['width']}.webp"
                file.write_bytes(take(browser, address, picture, size, case))
                print(f"{file}  {file.stat().st_size // 1000} kB")
        browser.close()
    return 0


def waiting_case(address: str) -> str:
    """The oldest case whose referral has been accepted and not answered."""
    [referral] = Client(address, OPERATOR).list(
        "Referral",
        filters='[["workflow_state","=","Accepted"]]',
        fields='["cfm_case"]',
        order_by="creation asc",
        limit_page_length=1,
    )
    return str(referral["cfm_case"])


def take(
    browser: Browser, address: str, picture: Picture, size: dict[str, int], case: str
) -> bytes:
    small = size is PHONE
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        base_url=address,
        locale="fr-FR",
        is_mobile=small,
        has_touch=small,
    )
    try:
        login = {"usr": picture.user, "pwd": PASSWORD}
        answer = context.request.post("/api/method/login", data=login)
        assert answer.ok, answer.text()
        page = context.new_page()
        page.goto(picture.address.format(case=case))
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLING_MS)
        return light(page)
    finally:
        context.close()


def light(page: Page) -> bytes:
    """What the window shows, as good as fits into the bytes."""
    camera = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        shot = camera.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(shot["data"])
        if len(picture) <= MOST_BYTES:
            return picture
    raise ValueError(f"{page.url} does not fit into {MOST_BYTES} bytes")


if __name__ == "__main__":
    sys.exit(main())
