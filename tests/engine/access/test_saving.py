"""What a save writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.lifecycle import check_moments
from tests.engine.served import Served


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that the database runs within the context."""
    connection = local.db._open()
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    try:
        yield seen
    finally:
        connection.set_trace_callback(None)


def columns_set(seen: list[str], table: str) -> set[str]:
    """The columns that the updates of a table set."""
    start = f"update `{table}` set "
    sets = [each[len(start) :].split(" where ")[0] for each in seen if each.startswith(start)]
    return {part.split("`")[1] for each in sets for part in each.split(", ")}


def test_only_columns_that_changed_are_written(served: Served) -> None:
    def save() -> tuple[set[str], set[str]]:
        paper = get_doc("Paper", "one")
        paper.title = "anew"
        with statements() as seen:
            paper.save()
        return columns_set(seen, "tabPaper"), columns_set(seen, "tabPaper Line")

    of_paper, of_line = served.work(save)
    assert of_paper - {"modified_by"} == {"title", "modified"}
    assert of_line - {"modified_by"} == {"modified"}


@pytest.mark.parametrize("value", ["", None, "0", "été", "  two  "])
def test_what_was_written_is_there(served: Served, value: Any) -> None:
    def save() -> Any:
        paper = get_doc("Paper", "one")
        paper.remark, paper.number = value, 7
        paper.save()
        paper.remark, paper.number = value, "8"
        paper.save()
        return local.db.get_value("Paper", "one", ["remark", "number"])

    assert served.work(save) == (value, 8)


def test_what_a_check_writes_past_the_document_is_written_over(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Frappe, which writes all columns: the document that is saved counts."""

    def writing(check: Callable[[Any], None]) -> Callable[[Any], None]:
        def checked(doc: Any) -> None:
            check(doc)
            local.db.set_value("Paper", "one", "remark", "by a hook", update_modified=False)

        return checked

    monkeypatch.setattr(
        "frappe_embedded.kernel.document.lifecycle.check_moments", writing(check_moments)
    )

    def save() -> Any:
        paper = get_doc("Paper", "one")
        paper.remark = "first"
        paper.save()
        paper.title = "anew"
        paper.save()
        return local.db.get_value("Paper", "one", "remark")

    assert served.work(save) == "first"
