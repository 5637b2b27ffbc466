"""An upload becomes the document's own by its Attach field, and a pasted image a file of the document."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local, set_user
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from tests.engine.office import MANAGER, STRANGER, fill, made
from tests.patterns import Patterns

DOCTYPE = "Leaflet"
# Read again from each opening, such a text took more than a minute.
MOST_SECONDS = 20
IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PASTED = f'<img alt="x" src="data:image/png;filename=carte.png;base64,{base64.b64encode(IMAGE).decode()}">'


def _fill() -> None:
    fill()
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "text", "fieldtype": "Text Editor", "label": "Text"},
        {"fieldname": "scan", "fieldtype": "Attach", "label": "Scan"},
    ]
    rights = {"read": 1, "write": 1, "create": 1}
    rows = [{"role": "All", **rights}]
    about = {"name": DOCTYPE, "module": "Custom", "custom": 1, "fields": fields}
    get_doc({"doctype": "DocType", **about, "permissions": rows}).insert()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, _fill) as site:
        yield site


@pytest.fixture
def desk(office: Any) -> Iterator[Context]:
    with opened(office) as context:
        set_user(MANAGER)
        yield context


def uploaded(is_private: int = 1) -> Any:
    about = {"file_name": "scan.txt", "content": local.session.user, "is_private": is_private}
    return get_doc({"doctype": "File", **about}).insert()


def place(file: Any) -> tuple[Any, ...]:
    file.reload()
    return (file.attached_to_doctype, file.attached_to_name, file.attached_to_field)


@pytest.mark.usefixtures("desk")
def test_what_was_uploaded_before_its_document_was_stored_becomes_its_own() -> None:
    file = uploaded()
    leaflet = get_doc({"doctype": DOCTYPE, "scan": file.file_url}).insert()
    assert place(file) == (DOCTYPE, leaflet.name, "scan")
    leaflet.title = "Again"
    leaflet.save()
    assert local.db.count("File", {"file_url": file.file_url}) == 1


@pytest.mark.usefixtures("desk")
def test_who_only_knows_an_address_takes_nothing_over() -> None:
    file = uploaded()
    set_user(STRANGER)
    get_doc({"doctype": DOCTYPE, "scan": file.file_url}).insert()
    assert place(file) == (None, None, None)


@pytest.mark.usefixtures("desk")
def test_who_may_only_read_a_public_file_does_not_take_it_over() -> None:
    file = uploaded(is_private=0)
    set_user(STRANGER)
    leaflet = get_doc({"doctype": DOCTYPE, "scan": file.file_url}).insert()
    assert leaflet.scan == file.file_url
    assert place(file) == (None, None, None)
    assert not file.has_permission("write")


@pytest.mark.usefixtures("desk")
def test_a_text_of_many_openings_of_images_is_stored_at_once() -> None:
    told = "<img " * 8_000 + ";base64,"
    started = time.process_time()
    get_doc({"doctype": DOCTYPE, "text": told}).insert()
    assert time.process_time() - started < MOST_SECONDS


@pytest.mark.usefixtures("desk")
def test_a_pasted_image_is_a_private_file_of_its_document() -> None:
    leaflet = get_doc({"doctype": DOCTYPE, "text": f"<p>See {PASTED} and {PASTED}</p>"}).insert()
    assert "base64" not in leaflet.text
    files = local.db.get_all(
        "File",
        filters={"attached_to_doctype": DOCTYPE, "attached_to_name": leaflet.name},
        fields=["name", "file_url", "is_private", "file_name"],
    )
    assert [each.is_private for each in files] == [1, 1]
    assert all(each.file_url in leaflet.text for each in files)
    assert get_doc("File", files[0].name).get_content() == IMAGE


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("called", ["page.html", "../../x.svg", "x" * 300 + ".png"])
def test_a_pasted_image_is_called_by_what_it_is(called: str) -> None:
    text = f"<p>{PASTED.replace('carte.png', called)}</p>"
    leaflet = get_doc({"doctype": DOCTYPE, "text": text}).insert()
    assert "base64" not in leaflet.text
    [file] = local.db.get_all("File", filters={"attached_to_name": leaflet.name}, pluck="file_name")
    assert file.endswith(".png")
    assert "/" not in file


@pytest.mark.usefixtures("desk")
def test_what_is_no_image_stays_as_it_is_written() -> None:
    told = "<p>data:image/png;base64,AAAA</p>"
    leaflet = get_doc({"doctype": DOCTYPE, "text": told}).insert()
    assert leaflet.text == told


def test_what_is_stored_under_a_private_address_is_private(desk: Context) -> None:
    values = {"doctype": "File", "file_url": "/private/files/names.txt", "is_private": 0}
    file = get_doc({**values, "content": b"who called"}).insert()
    assert (file.is_private, file.file_name) == (1, "names.txt")
    assert file.file_url.startswith("/private/files/names")
