"""A sheet into a list that leads to cases: a restricted one is taken for one that there is not."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import Workbook

from . import visits
from .cast import TECHNICIAN, Visitor
from .planting import ordinary_case
from .secret import Secret, missing

API = "cfm_app.api.list_imports"
OPERATOR = "operator2@demo.cfm"
SECONDS = 120


@pytest.fixture(scope="module")
def technician(cast: dict[str, Visitor], admin: Visitor) -> Iterator[Visitor]:
    visits.make(admin)
    yield cast[TECHNICIAN]
    visits.remove(admin)


def _outcome(visitor: Visitor, number: str, task: str) -> str:
    """What a sheet with one number comes to, without the number."""
    book, content = Workbook(), io.BytesIO()
    for row in ((visits.CASE, visits.WORDS), (number, "words")):
        book.active.append(row)
    book.save(content)
    form = {"method": f"{API}.open_sheet", "is_private": "1", "target": visits.VISIT}
    files = {"file": ("visits.xlsx", content.getvalue())}
    name = visitor.ok("POST", "/api/method/upload_file", data=form, files=files)["name"]
    columns = {"visited_case": visits.CASE, "words": visits.WORDS}
    visitor.call(f"{API}.choose", name=name, columns=columns, options={"mode": "New only"})
    visitor.call(f"{API}.start", name=name, task=task)
    state = _ended(visitor, name)
    sheet = visitor.send("GET", f"/api/method/{API}.error_sheet", params={"name": name})
    told = {key: state[key] for key in ("changes", "errors", "created_count", "failed_count")}
    visitor.send("POST", f"/api/method/{API}.remove", json={"name": name})
    return f"{told} {sheet.status_code}".replace(number, "<number>").replace(name, "<import>")


def _ended(visitor: Visitor, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        state: dict[str, Any] = visitor.call(f"{API}.state", name=name)
        if not state["is_under_way"]:
            return state
        time.sleep(0.2)
    raise AssertionError(f"The import never ended: {state}")


@pytest.mark.parametrize("task", ["Check", "Import"])
def test_a_closed_case_is_a_missing_one(
    cast: dict[str, Visitor], planted: list[Secret], technician: Visitor, task: str
) -> None:
    secret = planted[0]
    closed = _outcome(technician, secret.case, task)
    assert closed == _outcome(technician, missing(secret).case, task)
    ordinary = ordinary_case(cast[OPERATOR])
    # Else nothing would be found for another reason.
    assert _outcome(technician, ordinary, task) != closed
