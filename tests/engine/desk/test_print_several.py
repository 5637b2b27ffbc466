"""A selection is printed as one document: each entry on a sheet of its own, with one number of pages."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import set_user
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.web.desk.print_page import MOST_PRINTED
from tests.engine.served import Answer, Client, Served, serving
from tests.patterns import Patterns

WORKER = "worker@example.com"
MANAGER = "manager@example.com"
OWN = [f"Voucher {number}" for number in range(1, 4)]
FOREIGN = "Voucher of another"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("printed"), patterns) as served:
        served.work(make_role)
        served.add_user(WORKER, "Clerk")
        served.add_user(MANAGER, "System Manager")
        served.work(make_vouchers)
        yield served


def make_role() -> None:
    get_doc({"doctype": "Role", "role_name": "Clerk", "desk_access": 1}).insert()


def make_vouchers() -> None:
    rights = {"read": 1, "print": 1}
    get_doc(
        {
            "doctype": "DocType",
            "name": "Voucher",
            "module": "Custom",
            "custom": 1,
            "autoname": "prompt",
            "fields": [{"fieldname": "text", "label": "Text", "fieldtype": "Data"}],
            "permissions": [
                {"role": "Clerk", "if_owner": 1, **rights},
                {"role": "System Manager", **rights},
            ],
        }
    ).insert()
    for user, names in ((WORKER, OWN), (MANAGER, [FOREIGN])):
        set_user(user)
        for name in names:
            get_doc({"doctype": "Voucher", "text": f"Text of {name}"}).insert(
                set_name=name, ignore_permissions=True
            )


@pytest.fixture
def worker(office: Served) -> Client:
    return office.logged_in(WORKER)


def asked(client: Client, page: str, names: list[str], **query: Any) -> Answer:
    return client.get(
        f"/app/{page}/voucher", {"names": json.dumps(names), **query}, Accept="text/html"
    )


def test_the_preview_of_a_selection_has_one_sheet(worker: Client) -> None:
    page = asked(worker, "print", OWN)
    assert page.status == 200
    assert len(re.findall("<iframe", page.text)) == 1


def test_the_sheet_holds_every_entry_once(worker: Client) -> None:
    sheet = asked(worker, "print-sheet", [*OWN, OWN[0]]).text
    assert [sheet.count(f"Text of {name}") for name in OWN] == [1, 1, 1]


def test_the_pdf_of_a_selection_counts_its_pages(worker: Client) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint")
    answer = asked(worker, "print-sheet", OWN, pdf=1)
    assert answer.header("Content-Type") == "application/pdf"
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == len(OWN)
    for number, (name, text) in enumerate(zip(OWN, pages, strict=True), start=1):
        assert f"Text of {name}" in text
        assert f"{number} / {len(OWN)}" in text


@pytest.mark.parametrize("page", ["print", "print-sheet"])
def test_a_closed_entry_in_a_selection_is_a_missing_one(worker: Client, page: str) -> None:
    closed = asked(worker, page, [*OWN, FOREIGN])
    missing = asked(worker, page, [*OWN, "Voucher of nobody"])
    assert closed.status == missing.status
    assert closed.status in (403, 404)
    assert "Text of" not in closed.text


def test_a_selection_of_nothing_is_no_page(worker: Client) -> None:
    assert asked(worker, "print-sheet", []).status == 404


@pytest.mark.parametrize("page", ["print", "print-sheet"])
def test_too_many_are_refused_with_a_sentence(worker: Client, page: str) -> None:
    answer = asked(worker, page, [f"Voucher {number}" for number in range(MOST_PRINTED + 1)])
    assert answer.status == 417
    assert str(MOST_PRINTED) in answer.text
