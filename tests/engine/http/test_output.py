"""What users write is shown as text, what they upload is not run, and what managers write ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import StatementTooLarge, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.notify.message import Mail, build
from frappe_embedded.services.printing.environment import render_template
from frappe_embedded.services.reports.queries import run_query
from tests.engine.served import Client, Served

IMAGE = "<img src=x onerror=alert(1)>"
TEXTS = (
    IMAGE,
    f'["{IMAGE}"]',
    f'"{IMAGE}"',
    f'{{"{IMAGE}": "{IMAGE}"}}',
    '["\\u003cimg src=x onerror=alert(1)\\u003e"]',
    "<script>alert(1)</script>",
)
WRITTEN = {
    "line": "Data",
    "small": "Small Text",
    "long": "Long Text",
    "plain": "Text",
    "rich": "Text Editor",
    "page": "HTML Editor",
    "marks": "Markdown Editor",
    "code": "Code",
    "json": "JSON",
    "seen": "Read Only",
    "bars": "Barcode",
    "file": "Attach",
    "address": "Data",
}
RUNNING = ("onerror=", "<script", "javascript:")
TEMPLATE = (
    "<style>.a > .b { color: red }</style><script>alert(1)</script>"
    "<p onclick='alert(1)' class='kept' style='color: red'>{{ _('Ship <b>it</b>') }}</p>"
    "<a href='javascript:alert(1)'>x</a>"
    + "".join(f"<i>{{{{ doc.{name} }}}}</i>" for name in WRITTEN)
    + "".join(f"<i>{{{{ doc.get_formatted('{name}') }}}}</i>" for name in WRITTEN)
    + "".join(f"<i>{{{{ doc.get('{name}') }}}}</i>" for name in WRITTEN)
    + "{{ doc.code | markdown }}{{ frappe.format(doc.code, {'fieldtype': 'Text Editor'}) }}"
    "{{ frappe.render_template(doc.code, {}) }}{{ doc.code | safe }}"
)


@pytest.fixture(scope="module", autouse=True)
def written(served: Served) -> None:
    def make() -> None:
        get_doc(
            {
                "doctype": "DocType",
                "name": "Written",
                "module": "Custom",
                "custom": 1,
                "autoname": "prompt",
                "is_submittable": 1,
                "fields": [
                    {
                        "fieldname": name,
                        "label": name,
                        "fieldtype": fieldtype,
                        "options": "Email" if name == "address" else None,
                    }
                    for name, fieldtype in WRITTEN.items()
                ],
                "permissions": [
                    {"role": "System Manager", "read": 1, "write": 1, "create": 1, "submit": 1},
                ],
            }
        ).insert()
        get_doc(
            {
                "doctype": "Print Format",
                "name": "Written by a manager",
                "doc_type": "Written",
                "custom_format": 1,
                "print_format_type": "Jinja",
                "html": TEMPLATE,
                "css": "p > i { color: blue } </style><script>alert(1)</script>",
            }
        ).insert()

    served.work(make)


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


@pytest.fixture
def site(served: Served) -> Iterator[None]:
    with opened(served.site):
        yield


def _stored(served: Served, name: str) -> dict[str, Any]:
    with opened(served.site):
        return dict(get_doc("Written", name).as_dict())


@pytest.mark.parametrize("number", range(len(TEXTS)))
@pytest.mark.parametrize("docstatus", [0, 1])
def test_no_text_keeps_what_runs(
    served: Served, manager: Client, number: int, docstatus: int
) -> None:
    name = f"text {number} {docstatus}"
    body = {"name": name, "docstatus": docstatus, **dict.fromkeys(WRITTEN, TEXTS[number])}
    for refused in ("json", "address", "file"):
        body.pop(refused)
    answer = manager.post("/api/resource/Written", body)
    assert answer.status == 200, answer.messages
    for fieldname in set(WRITTEN) - {"code", "json", "address", "file"}:
        value = str(_stored(served, name)[fieldname]).replace("\\u003c", "<").lower()
        assert not any(each in value for each in RUNNING), (fieldname, value)


def test_text_that_reads_as_json_stays_json(served: Served, manager: Client) -> None:
    given = '[{"a": "x <= 5", "b": "<b>bold</b> & <i class=\\"c\\">so</i>"}]'
    manager.post("/api/resource/Written", {"name": "json", "long": given})
    stored = _stored(served, "json")["long"]
    assert "<" not in stored
    assert json.loads(stored) == [{"a": "x <= 5", "b": '<b>bold</b> &amp; <i class="c">so</i>'}]


@pytest.mark.parametrize("print_format", ["", "Written by a manager"])
def test_printed_page_runs_nothing(served: Served, manager: Client, print_format: str) -> None:
    def plant() -> None:
        doc = get_doc({"doctype": "Written", "name": f"print {print_format}"})
        doc.flags.ignore_xss_filter = True
        doc.update(dict.fromkeys(set(WRITTEN) - {"address", "json"}, f"{IMAGE}{TEXTS[-1]}"))
        doc.insert(ignore_mandatory=True)

    served.work(plant)
    query = {"doctype": "Written", "name": f"print {print_format}", "format": print_format}
    page = manager.get("/printview", query, Accept="text/html")
    assert page.status == 200
    assert "script-src 'none'" in str(page.header("Content-Security-Policy"))
    body = page.text.split("<body")[1]
    assert "onerror=alert(1)&gt;" in body
    assert "<img src=x" not in body
    assert "<script" not in body.lower()
    assert "onclick" not in body
    assert "javascript:" not in body
    if print_format:
        assert '<p class="kept" style="color: red;">Ship &lt;b&gt;it&lt;/b&gt;</p>' in body
        assert ".a > .b { color: red }" in body
        assert "p > i { color: blue }" in page.text
        assert "</style><script" not in page.text


def test_pages_name_their_scripts(served: Served, manager: Client) -> None:
    seen = set()
    for client, path in ((served.guest(), "/login"), (manager, "/app"), (manager, "/app/todo")):
        page = client.get(path, Accept="text/html")
        policy = str(page.header("Content-Security-Policy"))
        nonce = policy.split("'nonce-")[1].split("'")[0]
        seen.add(nonce)
        scripts = [tag for tag in page.text.split("<script")[1:] if "src=" in tag.split(">")[0]]
        assert scripts
        assert all(f'nonce="{nonce}"' in tag.split(">")[0] for tag in scripts)
        assert "script-src 'self'" not in policy
        for directive in ("object-src 'none'", "base-uri 'none'", "form-action 'self'"):
            assert directive in policy
    assert len(seen) == 3


ACTIVE = {
    "page.html": b"<script>alert(1)</script>",
    "script.js": b"alert(1)",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "sheet.xml": b"<?xml version='1.0'?><a/>",
    "sheet.css": b"a { color: red }",
    "false.png": b"<script>alert(1)</script>",
    "false.pdf": b"<script>alert(1)</script>",
    "true.png.html": b"\x89PNG\r\n\x1a\n",
    "no ending": b"<script>alert(1)</script>",
}
INERT = {
    "true.png": (b"\x89PNG\r\n\x1a\n1", "image/png"),
    "true.pdf": (b"%PDF-1.7", "application/pdf"),
    "true.txt": (b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
}


def _upload(client: Client, name: str, content: bytes, is_private: int) -> dict[str, Any]:
    body = (
        f'--b\r\nContent-Disposition: form-data; name="is_private"\r\n\r\n{is_private}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode() + (content + b"\r\n--b--\r\n")
    answer = client.send(
        "POST", "/api/method/upload_file", body, Content_Type="multipart/form-data; boundary=b"
    )
    assert answer.status == 200, answer.text
    return dict(answer.json["message"])


@pytest.mark.parametrize("is_private", [0, 1])
@pytest.mark.parametrize("name", ACTIVE)
def test_active_files_are_downloads(manager: Client, name: str, is_private: int) -> None:
    url = _upload(manager, name, ACTIVE[name], is_private)["file_url"]
    answer = manager.get(url.replace(" ", "%20"))
    assert str(answer.header("Content-Disposition")).startswith("attachment")
    assert answer.header("Content-Type") == "application/octet-stream"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in str(answer.header("Content-Security-Policy"))
    assert "default-src 'none'" in str(answer.header("Content-Security-Policy"))


@pytest.mark.parametrize("name", INERT)
def test_pictures_and_letters_are_shown(manager: Client, name: str) -> None:
    content, kind = INERT[name]
    answer = manager.get(_upload(manager, name, content, 1)["file_url"])
    assert answer.header("Content-Disposition") is None
    assert answer.header("Content-Type") == kind
    assert "default-src 'none'" in str(answer.header("Content-Security-Policy"))


def test_the_address_of_a_file_tells_of_no_other(served: Served, manager: Client) -> None:
    worker = served.logged_in("worker@example.com")
    first = _upload(worker, "same.txt", b"mine", 1)
    _upload(manager, "hidden.txt", b"hidden", 1)
    second = _upload(worker, "hidden.txt", b"tried", 1)
    assert (first["file_name"], second["file_name"]) == ("same.txt", "hidden.txt")
    assert len(first["file_url"]) == len(second["file_url"]) - len("hidden") + len("same")


def test_mail_carries_nothing_that_runs(site: None) -> None:
    html = f"<p onclick='alert(1)'>Dear {IMAGE}</p><script>alert(1)</script>"
    mail = build(Mail(sender="a@example.com", recipients=[], subject="<b>s</b>", html=html))
    sent = mail.get_body(("html",)).get_content()
    assert "Dear" in sent
    assert not any(each in sent for each in (*RUNNING, "onclick"))
    assert "<title>&lt;b&gt;s&lt;/b&gt;</title>" in sent


ENDLESS = "with recursive r(x) as (select 1 union all select x + 1 from r) select {} from r"


@pytest.mark.parametrize(
    "query",
    [
        "select zeroblob(900000000)",
        "select hex(zeroblob(9000000))",
        "select a.name, b.name, c.name from tabDocField a, tabDocField b, tabDocField c",
        "select a.name, randomblob(900000) y from tabDocField a, tabDocField b order by y",
    ],
)
def test_greedy_statements_are_ended(site: None, query: str) -> None:
    with pytest.raises(ValidationError):
        render_template("{{ frappe.db.sql(query) | length }}", {"query": query})
    with pytest.raises(ValidationError):
        run_query(query, {}, "Administrator")
    assert local.db.sql("select 1") == ((1,),)


@pytest.mark.parametrize("wanted", ["count(*)", "x"])
def test_endless_statements_are_ended(site: None, wanted: str) -> None:
    with pytest.raises(StatementTooLarge), local.db.limited(seconds=0.5):
        local.db.sql(ENDLESS.format(wanted))
    assert local.db.sql("select 1") == ((1,),)


def test_a_download_has_the_name_that_its_user_gave(manager: Client) -> None:
    url = _upload(manager, "minutes.docx", b"words", 1)["file_url"]
    assert url != "/private/files/minutes.docx"
    disposition = str(manager.get(url).header("Content-Disposition"))
    assert disposition == "attachment; filename=minutes.docx"
