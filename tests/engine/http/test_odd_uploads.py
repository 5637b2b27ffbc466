"""Whatever an upload says that it hangs on, it is refused clearly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.served import Served

ODD: tuple[Any, ...] = (
    *(1, True, 10**30, "x", "todo", "{", "\0", "a" * 5000, "Doc\ud800Type", " ToDo", "ToDo'"),
    *(["x"], [[1]], {"a": 1}, {"doctype": ["x"]}, "../x", "System Settings", "Has Role"),
)


@pytest.mark.parametrize("user", ["worker@example.com", "manager@example.com"])
def test_an_odd_document_is_refused(served: Served, user: str) -> None:
    client = served.logged_in(user)
    base = {"file_url": "https://example.com/a.png", "is_private": 1}
    broken = []
    for field in (
        "doctype",
        "docname",
        "fieldname",
        "folder",
        "file_name",
        "library_file_name",
        "method",
    ):
        for odd in ODD:
            for beside in ({}, {"doctype": "ToDo", "docname": "x"}, {"docname": "x"}):
                answer = client.post("/api/method/upload_file", {**base, **beside, field: odd})
                if answer.status >= 500:
                    broken.append((field, str(odd)[:40], beside, answer.status))
    assert not broken
