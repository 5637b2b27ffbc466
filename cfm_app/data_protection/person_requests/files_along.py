"""The files that go with a copy, and their archive.

A picture or letter may show other people, and cannot be redacted. So the handler of the request or part
looks at each file and chooses. A sealed file never goes: its handler gives it by hand.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.data_protection.person_requests import entry, parts, states
from cfm_app.data_protection.person_requests import held as requests_holdings
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.security.file_contents import file_bytes
from cfm_app.security.sealing import files as sealed_files

FIELDS = ["name", "file_name", "file_size", "file_url", "creation"]
MOST_BYTES = 60_000_000
"""Of all files of a copy together: the archive is made in memory."""


def of_request(request: Document) -> list[dict[str, Any]]:
    """The files that may go with the copy of a request, each with `goes`."""
    return _offered(requests_holdings.handed_over(request), request)


def of_part(name: str) -> list[dict[str, Any]]:
    """The files that may go along with the copy of a part."""
    part = frappe.get_doc(entry.PART, name)
    return _offered(parts.held_of(part), part)


def choose(name: str, chosen: Iterable[str]) -> Document:
    """Store which files go with the copy of a request, and no others."""
    request = entry.opened(name, states.IDENTIFIED, states.DECIDED)
    request.files_along = _written(requests_holdings.handed_over(request), request, chosen)
    return entry.save(request)


def choose_of_part(name: str, chosen: Iterable[str]) -> Document:
    """The same for a part."""
    part = parts.opened(name)
    part.files_along = _written(parts.held_of(part), part, chosen)
    part.save(ignore_permissions=True)
    return part


def archive(copy: dict[str, Any], rows: Iterable[Held], doc: Document) -> bytes | None:
    """The copy as JSON with its files in a ZIP; None without files."""
    going = [each for each in _offered(rows, doc) if each["goes"]]
    if not going:
        return None
    places = {each["name"]: _place(number, each) for number, each in enumerate(going, 1)}
    told = {**copy, "files": [{"number": name, "file": place} for name, place in places.items()]}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{copy['request']}.json", json.dumps(told, ensure_ascii=False, indent=1))
        for each in going:
            packed.writestr(places[each["name"]], _content(each))
    return made.getvalue()


def _offered(rows: Iterable[Held], doc: Document) -> list[dict[str, Any]]:
    names = [row.name for row in rows if row.doctype == "File"]
    sealed = set(
        frappe.get_all(sealed_files.DOCTYPE, {"file": ["in", names or [""]]}, pluck="file")
    )
    chosen = set((doc.files_along or "").split())
    found = frappe.get_all(
        "File",
        filters={"name": ["in", sorted({*names} - sealed) or [""]], "is_folder": 0},
        fields=FIELDS,
        order_by="creation asc, name asc",
    )
    return [
        {**row, "goes": row.name in chosen}
        for row in found
        if file_bytes.path_of(row.file_url or "")
    ]


def _written(rows: Iterable[Held], doc: Document, chosen: Iterable[str]) -> str | None:
    wanted = set(chosen)
    going = [each for each in _offered(rows, doc) if each["name"] in wanted]
    if len(going) < len(wanted):
        frappe.throw(_("One of these files is not held any more. Reload the page."))
    if sum(each["file_size"] or 0 for each in going) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        frappe.throw(_("These files are too large together: choose at most {0}.").format(most))
    return "\n".join(each["name"] for each in going) or None


def _place(number: int, file: dict[str, Any]) -> str:
    """The unique, safe path of a file in the archive."""
    called = PurePosixPath((file["file_name"] or file["file_url"]).replace("\\", "/")).name
    return f"files/{number:02d}-{called}"


def _content(file: dict[str, Any]) -> bytes:
    path = file_bytes.path_of(file["file_url"])
    try:
        return file_bytes.read(path) if path else b""
    except FileNotFoundError:
        frappe.throw(
            _("The file {0} is not there any more. Leave it out.").format(file["file_name"])
        )
