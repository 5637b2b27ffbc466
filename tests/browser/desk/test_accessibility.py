"""What axe finds on the screens of the desk: nothing serious, light or dark, large or small."""

from __future__ import annotations

from typing import Any

import pytest

from . import sample

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

PAGES = (
    "/app",
    "/app/crate",
    "/app/crate?q=nothing",
    "/app/parcel/PCL-00001",
    "/app/parcel/new",
    "/app/user",
    "/app/print/parcel/PCL-00001",
    "/app/nowhere",
)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault(open_page: Any, scheme: str, width: int) -> None:
    page = open_page(sample.CHIEF, width=width)
    page.emulate_media(color_scheme=scheme)
    faults = []
    for path in PAGES:
        page.goto(path)
        found = axe.Axe().run(page, options={"iframes": False}).response["violations"]
        faults += [
            (path, each["id"]) for each in found if each["impact"] in ("serious", "critical")
        ]
    assert faults == []
