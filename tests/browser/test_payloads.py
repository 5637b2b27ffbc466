"""Scripts in every text that a page shows: none runs, and nobody's browser has to stop one.

The texts lie in the database as no door would store them, so that only the pages protect. The browser
of the first test ignores the policy of the pages; the second test shows that the policy alone would do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.hooks import get_hooks
from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.kernel.document.controllers import new_document
from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.kernel.query.opening import opened

from ..live import Server
from ..patterns import Patterns
from .visits import watch_policy

pytestmark = pytest.mark.embedded("writes past every door into the database of the engine")

RAN = "/zz-ran-"
"""A script that runs asks for this address."""

_RUN = "fetch('/zz-ran-{0}')"
PAYLOADS = (
    "<img src=x onerror={run}>",
    "<img/src='x'/onerror={run}>",
    "<img src='x' onerror=\"{run}\">",
    '"><img src=x onerror={run}>',
    "'><img src=x onerror={run}>",
    "--><img src=x onerror={run}>",
    "]]><img src=x onerror={run}>",
    "</title><img src=x onerror={run}>",
    "</textarea><img src=x onerror={run}>",
    "</style><img src=x onerror={run}>",
    "</script><img src=x onerror={run}>",
    "</select></option><img src=x onerror={run}>",
    "</noscript><img src=x onerror={run}>",
    "</template><img src=x onerror={run}>",
    "<script>{run}</script>",
    "</script><script>{run}</script>",
    "\\u003cimg src=x onerror={run}\\u003e",
    "&lt;img src=x onerror={run}&gt;",
    "&#60;img src=x onerror={run}&#62;",
    "%3Cimg src=x onerror={run}%3E",
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<math><mtext><img src=x onerror={run}></mtext></math>",
    "<math><mi><style><img src=x onerror={run}></style></mi></math>",
    "<svg><style><img src=x onerror={run}></style></svg>",
    "<details open ontoggle={run}>x</details>",
    "<input autofocus onfocus={run}>",
    "<body onload={run}>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>",
    '<iframe srcdoc="<script>parent.{run}</script>"></iframe>',
    '<iframe src="javascript:parent.{run}"></iframe>',
    '<object data="javascript:{run}"></object>',
    "<style onload={run}></style>",
    "<link rel=stylesheet href=x onerror={run}>",
    "<marquee onstart={run}>x</marquee>",
    '{{{{ "<img src=x onerror={run}>" | safe }}}}',
    '" autofocus onfocus={run} x="',
    '[x](javascript:{run}) ![x](x"onerror={run})',
)
PRINTED = (
    "<script>{run}</script><p onclick={run}>x</p><svg onload={run}></svg>"
    "{{{{ doc.name }}}}{{{{ doc.description | safe }}}}{{{{ letter_head | safe }}}}"
)
TEXTS = frozenset(
    "Barcode|Code|Data|HTML Editor|Long Text|Markdown Editor|Read Only|Small Text|Text|Text Editor".split(
        "|"
    )
)
OTHERS = (
    "Activity Log",
    "Comment",
    "Communication",
    "Dashboard",
    "Dashboard Chart",
    "Email Queue",
    "Email Template",
    "Error Log",
    "File",
    "Letter Head",
    "Notification",
    "Notification Log",
    "Number Card",
    "ToDo",
    "Translation",
    "User",
    "Version",
)
"""What the framework keeps beside the app's own records and shows on pages."""

KEPT = ("CFM Default Record", "CFM Status Code")
"""What the app writes alone: names of what it ships, and sealed codes. Pages stop at anything else."""


def payloads(number: int) -> str:
    """All payloads, each with a number of its own."""
    return " ".join(
        text.format(run=_RUN.format(f"{number}-{each}")) for each, text in enumerate(PAYLOADS)
    )


@dataclass
class Planted:
    server: Server
    password: str
    paths: list[str]
    texts: int


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Planted]:
    """An office of its own, in which every text is a list of scripts."""
    server = patterns.office(tmp_path_factory.mktemp("payloads") / "office").start()
    try:
        site = get_site(server.site.name, server.site.parent)
        with opened(site):
            texts = _plant()
            paths = _paths()
            local.db.commit()
        yield Planted(server, server.administrator_password(), paths, texts)
    finally:
        server.stop()


def _doctypes() -> list[str]:
    rows = local.db.sql(
        "select name from `tabDocType` where module = 'CFM App' or name in %s order by name",
        (OTHERS,),
    )
    return [name for (name,) in rows if name not in KEPT]


def _plant() -> int:
    """Fill all texts of all records; how many texts there are by kind."""
    count = 0
    for doctype in _doctypes():
        meta = get_meta(doctype)
        fields = [field.fieldname for field in meta.fields if _is_free_text(meta, field)]
        if meta.issingle:
            for fieldname in fields:
                key = (doctype, fieldname)
                local.db.sql("delete from `tabSingles` where doctype = %s and field = %s", key)
                local.db.sql(
                    "insert into `tabSingles` (doctype, field, value) values (%s, %s, %s)",
                    (*key, payloads(count)),
                )
                count += 1
            continue
        if not meta.istable and not local.db.count(doctype):
            doc = new_document(doctype)
            doc.name = "payload"
            doc.db_insert()
        for fieldname in fields:
            _fill(doctype, fieldname, count)
            count += 1
    case = local.db.get_value("Case", {}, "name", order_by="creation desc")
    for doctype in ("Comment", "Communication", "ToDo"):
        _attach(doctype, case)
    for doctype in ("Case", "Referral", "Consent"):
        format_of = {"doc_type": doctype, "custom_format": 1, "print_format_type": "Jinja"}
        new_document(
            "Print Format",
            name=f"Payload {doctype}",
            html=PRINTED.format(run=_RUN.format(f"print-{doctype}")),
            css=f"</style><script>{_RUN.format('css')}</script>",
            **format_of,
        ).insert()
    return count


def _fill(doctype: str, fieldname: str, number: int) -> None:
    statement = f"update `tab{doctype}` set `{fieldname}` = %s"
    if doctype != "User":
        local.db.sql(statement, (payloads(number),))
        return
    # Names of people are copied into records that hold them to their length: one script for each.
    for place, user in enumerate(local.db.get_all("User", pluck="name")):
        text = PAYLOADS[(number + place) % len(PAYLOADS)].format(run=_RUN.format(number))
        local.db.sql(f"{statement} where name = %s", (text, user))


def _is_free_text(meta: Any, field: Any) -> bool:
    """Whether people may write into a field what they like, and nothing goes by it."""
    if meta.name == "User" and field.fieldtype == "Read Only":
        return False  # The time of the last log-in.
    is_key = field.unique or field.set_only_once or f"field:{field.fieldname}" == meta.autoname
    return bool(
        field.fieldtype in TEXTS and field.has_column and not is_key and not field.permlevel
    )


def _attach(doctype: str, case: str) -> None:
    kinds = {
        "Comment": {"comment_type": "Comment", "reference_doctype": "Case"},
        "Communication": {"communication_type": "Communication", "reference_doctype": "Case"},
        "ToDo": {"reference_type": "Case", "allocated_to": "Administrator", "status": "Open"},
    }
    doc = new_document(doctype, reference_name=case, **kinds[doctype])
    doc.db_insert()
    for field in doc.meta.fields:
        if _is_free_text(doc.meta, field) and field.fieldname not in kinds[doctype]:
            statement = f"update `tab{doctype}` set `{field.fieldname}` = %s where name = %s"
            local.db.sql(statement, (payloads(10**6), doc.name))
    local.db.sql(f"update `tab{doctype}` set reference_name = %s where name = %s", (case, doc.name))


def _paths() -> list[str]:
    """Every page that shows something: found in the hooks and the metadata."""
    found = ["/app", "/app/manage", "/app/history", "/app/reports", "/login"]
    found += ["/cfm/status", "/cfm/feedback", "/cfm/poster"]
    found += [page["route"] for page in get_hooks("app_pages")]
    for doctype in _doctypes():
        slug = doctype.lower().replace(" ", "-")
        meta = get_meta(doctype)
        if meta.istable:
            continue
        if meta.issingle:
            found.append(f"/app/{slug}")
            continue
        name = local.db.get_value(doctype, {}, "name", order_by="creation desc")
        found += [f"/app/{slug}", f"/app/{slug}/{quote(str(name), safe='')}"]
        if doctype in OTHERS:
            continue
        found.append(f"/app/{slug}/view/report")
        asked = f"doctype={quote(doctype)}&name={quote(str(name))}"
        formats = local.db.get_all("Print Format", filters={"doc_type": doctype}, pluck="name")
        found += [f"/printview?{asked}&format={quote(each)}" for each in (*formats, "Standard")]
    for code in ("fr", "ar"):
        found.append(f"/cfm/console?_lang={code}")
    return found


def _logged_in(planted: Planted, chromium: Browser, **options: Any) -> BrowserContext:
    context = chromium.new_context(base_url=planted.server.url, **options)
    answer = context.request.post(
        "/api/method/login", data={"usr": "Administrator", "pwd": planted.password}
    )
    assert answer.ok, answer.text()
    return context


def _walked(context: BrowserContext, paths: list[str]) -> list[str]:
    """Open the pages, several at a time; the scripts that ran, and what went wrong."""
    faults: list[str] = []
    tabs = [context.new_page() for _each in range(4)]
    for tab in tabs:
        tab.on("request", lambda request: _note_run(request, faults))
        tab.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
    for start in range(0, len(paths), len(tabs)):
        batch = list(zip(tabs, paths[start : start + len(tabs)], strict=False))
        for tab, path in batch:
            answer = tab.goto(path, wait_until="commit")
            if answer is None or not answer.ok:
                faults.append(f"{path}: {answer and answer.status}")
        for tab, _path in batch:
            tab.wait_for_load_state("load")
    return faults


def _note_run(request: Any, faults: list[str]) -> None:
    if urlsplit(request.url).path.startswith(RAN):
        frame: Page = request.frame.page
        faults.append(f"{frame.url}: {re.sub('.*' + RAN, 'ran ', request.url)}")


def test_no_script_runs_though_no_policy_stops_it(chromium: Browser, planted: Planted) -> None:
    context = _logged_in(planted, chromium, bypass_csp=True, service_workers="block")
    faults = _walked(context, planted.paths)
    context.close()
    assert faults == []
    assert len(PAYLOADS) == 40
    assert planted.texts > 120
    assert len(planted.paths) > 100


def test_the_policy_has_nothing_to_stop(chromium: Browser, planted: Planted) -> None:
    context = _logged_in(planted, chromium)
    violations: list[str] = []
    context.on("page", lambda page: watch_policy(page, violations))
    shown = [path for path in planted.paths if path.startswith(("/cfm/", "/login", "/printview"))]
    assert _walked(context, [*shown, "/app", "/app/case"]) == []
    context.close()
    assert violations == []


def test_the_policy_stops_what_a_page_lets_through(chromium: Browser, planted: Planted) -> None:
    context = _logged_in(planted, chromium)
    page = context.new_page()
    faults: list[str] = []
    page.on("request", lambda request: _note_run(request, faults))
    for path in ("/app", "/cfm/console", "/login"):
        page.goto(path)
        for text in PAYLOADS:
            page.evaluate(
                "(html) => document.body.insertAdjacentHTML('beforeend', html)",
                text.format(run=_RUN.format("policy")),
            )
        page.evaluate(
            "() => { const made = document.createElement('script');"
            " made.src = '/files/a.js'; document.body.append(made);"
            " const inline = document.createElement('script');"
            f" inline.textContent = `{_RUN.format('inline')}`; document.body.append(inline); }}"
        )
        page.wait_for_load_state("networkidle")
    context.close()
    assert faults == []
