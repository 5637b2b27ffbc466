"""Documents that some users may not learn of: every function, page, list, print and file, by reflection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402

from ..engine.served import Answer, Client, Served, serving  # noqa: E402
from ..live import ROOT  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .doors import ENDING, arguments, methods  # noqa: E402

CARRIERS = ("Comment", "Version", "File", "Notification%20Log", "CFM%20Access%20Log")


@dataclass(frozen=True)
class ClosedDocuments:
    """DocTypes and names of documents, the words that stand in them, and the tables that hold them.

    ``given`` are arguments that some functions take besides, ``keys`` those by which pages name a document.
    """

    site: Served
    subjects: list[tuple[str, str]]
    markers: tuple[str, ...]
    rows: tuple[str, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ("name",)

    def tells(self, answer: Answer) -> bool:
        is_json = answer.content[:1] == b"{"
        told = json.dumps(answer.json, ensure_ascii=False) if is_json else answer.text
        return any(marker in told for marker in self.markers)

    def stored(self) -> list[Any]:
        """All rows of the tables."""
        tables = (*dict.fromkeys(doctype for doctype, _name in self.subjects), *self.rows)

        def read() -> list[Any]:
            return [
                dict(row) for each in tables for row in get_all(each, fields=["*"], order_by="name")
            ]

        found: list[Any] = self.site.work(read)
        return found

    def open_functions(self, client: Client, but_for: Iterable[str] = ()) -> dict[str, Any]:
        """The functions that tell a marker, with what was given to them."""
        found = {}
        for name, (function, _exposed) in methods("frappe", "cfm_app").items():
            if name.endswith((*ENDING, *but_for)):
                continue
            for doctype, document in self.subjects:
                given = arguments(function, {**self._about(doctype, document), **self.given})
                if self.tells(client.post(f"/api/method/{name}", given)):
                    found[name] = given
        return found

    def telling_paths(self, client: Client) -> list[str]:
        """The pages, lists, prints and files that tell a marker."""
        return [path for path in self.paths() if self.tells(client.get(path, Accept="*/*"))]

    def paths(self) -> list[str]:
        """Pages of the app by what lies in its folder; lists, forms, prints and files of the desk."""
        pages = [page.stem for page in (ROOT / "cfm_app/www/cfm").glob("*.html")]
        found = []
        for doctype, document in self.subjects:
            found += [f"/cfm/{page}?{key}={document}" for page in pages for key in self.keys]
            slug, type_ = doctype.lower().replace(" ", "-"), doctype.replace(" ", "%20")
            found += [f"/app/{slug}", f"/app/{slug}/{document}", f"/app/{slug}/view/report"]
            found += [f"/app/print/{slug}/{document}", f"/api/v2/document/{type_}/{document}"]
            found.append(f"/printview?doctype={type_}&name={document}&format=Standard")
            rows = [each.replace(" ", "%20") for each in self.rows]
            for kind in (type_, *CARRIERS, *rows):
                asked = f'fields=["*"]&parent={type_}&limit_page_length=0'
                found += [f"/api/resource/{kind}?{asked}", f"/api/v2/document/{kind}?{asked}"]
            found.append(f"/api/resource/{type_}/{document}")
        return [*found, *self._files()]

    def _files(self) -> list[str]:
        kinds = [doctype for doctype, _name in self.subjects]
        attached = {"attached_to_doctype": ["in", kinds]}
        found: list[str] = self.site.work(
            lambda: get_all("File", filters=attached, pluck="file_url")
        )
        return found

    def _about(self, doctype: str, name: str) -> dict[str, Any]:
        doc = {"doctype": doctype, "name": name}
        values: dict[str, Any] = {**doc, "text": "4471", "doc": doc, "docs": [doc]}
        values |= {"names": [name], "docnames": [name], "fields": ["*"], "filters": {}}
        values |= {
            "values": {},
            "fieldname": "state",
            "value": "Closed",
            "reason": "x",
            "words": "x",
        }
        return {**values, **dict.fromkeys(self.keys, name)}


@contextmanager
def serving_colleagues(
    folder: Path, patterns: Patterns, users: Mapping[str, str | tuple[str, ...]]
) -> Iterator[Served]:
    """A site with the app, whose users, each with a role or several, log in by password alone and read English."""
    with serving(folder, patterns, with_app=True) as served:
        chosen = {"enable_two_factor_auth": 0, "language": "en", "deny_multiple_sessions": 0}
        served.work(lambda: local.db.set_value("System Settings", "System Settings", chosen))
        for user, roles in users.items():
            held = (roles,) if isinstance(roles, str) else roles
            served.add_user(user, *held, language="en")
        yield served


def comment_on(doctype: str, name: str, words: str) -> None:
    """A colleague's note on a document, as its site knows it."""
    place = {"reference_doctype": doctype, "reference_name": name}
    get_doc({"doctype": "Comment", "comment_type": "Comment", "content": words, **place}).insert()
