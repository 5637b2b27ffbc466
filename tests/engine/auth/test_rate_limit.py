"""Calls are counted, and the count never decides over what its caller has written."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import RateLimitExceededError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.auth.rate_limit import rate_limit
from tests.engine.served import Served

ROLE = {"doctype": "Role", "role_name": "Half done"}


@rate_limit(limit=2, seconds=60)
def limited() -> str:
    return "done"


def in_request(work: Any) -> Any:
    local.request = SimpleNamespace(method="POST")
    try:
        return work()
    finally:
        local.request = None


def test_a_count_keeps_nothing_that_its_caller_may_undo(served: Served) -> None:
    def half() -> list[str]:
        get_doc(ROLE).insert()
        in_request(limited)
        local.db.rollback()
        return list(local.db.get_values("Role", {"name": ROLE["role_name"]}, "name"))

    assert served.work(half) == []


def test_a_refusal_undoes_nothing_that_its_caller_may_keep(served: Served) -> None:
    def whole() -> Any:
        get_doc(ROLE).insert()
        for _each in range(2):
            in_request(limited)
        with pytest.raises(RateLimitExceededError):
            in_request(limited)
        return local.db.get_value("Role", ROLE["role_name"], "name")

    assert served.work(whole) == ROLE["role_name"]
