"""What axe finds on the screens of the desk: nothing serious, light or dark, large or small."""

from __future__ import annotations

from typing import Any

import pytest

from ..accessible import serious
from . import sample

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
MANAGED = (
    "/app/manage",
    "/app/customize-form",
    "/app/customize-form/todo",
    "/app/permission-manager",
    "/app/permission-manager?doctype=ToDo",
    "/app/second-factor",
    "/app/wording?words=Save",
    f"/app/user/{sample.CLERK}",
)
"""The screens in which a manager sets the site up."""


# Colours go by the scheme and the layout by the width, so two of the four tell of all.
@pytest.mark.matrix
@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 390)])
@pytest.mark.parametrize(
    ("user", "pages"), [(sample.CHIEF, PAGES), ("Administrator", MANAGED)], ids=["desk", "set-up"]
)
def test_no_serious_fault(
    open_page: Any, user: str, pages: tuple[str, ...], scheme: str, width: int
) -> None:
    page = open_page(user, width=width)
    page.emulate_media(color_scheme=scheme)
    faults = []
    for path in pages:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        faults += [(path, each) for each in serious(page)]
    assert faults == []
