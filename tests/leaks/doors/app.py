"""The pages and methods of the app."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.story.doors import ENDING, methods

from ..matrix import Door
from .kinds import call, get, page, shows


def _changing(name: str, method: str, /, **arguments: Any) -> Door:
    return replace(call(name, method, **arguments), changes=True)


PAGES = [
    page(f"page {name}", f"/cfm{name}")
    for name in (
        "",
        "/console",
        "/call-backs",
        "/new-case",
        "/approvals",
        "/import",
        "/export",
        "/api",
        "/try-sop",
        "/defaults",
        "/setup",
        "/exchange",
    )
]

AGENCIES = [
    shows(page("page of an agreement", "/cfm/exchange-agreement", name="{agreement}"), "case"),
    get("agreement", "/api/resource/CFM Exchange Agreement/{agreement}"),
    get("messages of agencies", "/api/resource/CFM Exchange Message", fields=["*"], limit=0),
    get("words of agencies", "/api/resource/CFM Exchange Word", fields=["*"], limit=0),
]

EXPORTS = [
    call(
        f"export_list {doctype}",
        "cfm_app.api.exchange.export_list",
        doctype=doctype,
        columns=columns.split(),
        format=kind,
    )
    for doctype, columns in (
        ("Case", "name sensitivity satisfaction_comment description sop"),
        ("Referral", "name cfm_case reason shared_summary response"),
        ("Consent", "name cfm_case legal_basis"),
    )
    for kind in ("xlsx", "csv")
]
LOOP = [
    _changing(
        "record_contact",
        "cfm_app.api.loop.record_contact",
        case="{case}",
        outcome="Informed",
        response_given="x",
    ),
    _changing("give_up", "cfm_app.api.loop.give_up", case="{case}", close=1),
    _changing("close", "cfm_app.api.loop.close", case="{case}"),
    _changing("reopen", "cfm_app.api.loop.reopen", case="{case}", reason="x", is_appeal=1),
    _changing("mark_duplicate", "cfm_app.api.loop.mark_duplicate", case="{case}", into="{case}"),
    _changing("merge_people", "cfm_app.api.loop.merge_people", keep="{member}", drop="x"),
    call("similar_cases", "cfm_app.api.loop.similar_cases", text="{word}description told again"),
    call(
        "similar_cases of a person",
        "cfm_app.api.loop.similar_cases",
        text="the same was told again",
        person="{member}",
        exclude="{case}",
    ),
    call("find_answers", "cfm_app.api.loop.find_answers", text="{word}"),
    _changing(
        "clarify",
        "cfm_app.api.sensitive.clarify",
        case="{case}",
        sensitivity="Non sensible",
        reason="x",
    ),
    _changing(
        "hand_over", "cfm_app.api.approvals.hand_over", name="{referral}", to="focal@demo.cfm"
    ),
    call("colleagues", "cfm_app.api.approvals.colleagues", name="{referral}"),
]
# A recorder keeps a stub; nobody else may find one, by its name or by the number in it.
STUBS = [
    get("list of stubs", "/api/resource/CFM Case Stub", fields=["*"], limit_page_length=0),
    get("stub by number", "/api/resource/CFM Case Stub/{case}"),
    get("stubs of a case", "/api/resource/CFM Case Stub", filters=[["cfm_case", "=", "{case}"]]),
    call(
        "count of stubs",
        "frappe.client.get_count",
        doctype="CFM Case Stub",
        filters={"cfm_case": "{case}"},
    ),
    call(
        "value of a stub",
        "frappe.client.get_value",
        doctype="CFM Case Stub",
        fieldname="case_state",
        filters={"cfm_case": "{case}"},
    ),
    call(
        "search of stubs", "frappe.desk.search.search_link", doctype="CFM Case Stub", txt="{case}"
    ),
    call(
        "reportview count of stubs",
        "frappe.desk.reportview.get_count",
        doctype="CFM Case Stub",
        filters=[["CFM Case Stub", "cfm_case", "=", "{case}"]],
        fields=[],
        distinct="false",
    ),
    get("v2 count of stubs", "/api/v2/doctype/CFM Case Stub/count", filters={"cfm_case": "{case}"}),
    get("greatest stub", "/api/resource/CFM Case Stub", fields=["max(cfm_case) as most"]),
    page("desk list of stubs", "/app/cfm-case-stub"),
]
# Charts and cards that nobody has to store before: the request brings them along.
FIGURES = [
    door
    for doctype, column in (("Case", "satisfaction_comment"), ("Sensitive Report", "description"))
    for door in (
        call(
            f"chart of {doctype}",
            "frappe.desk.doctype.dashboard_chart.dashboard_chart.get",
            chart={
                "chart_name": "x",
                "chart_type": "Group By",
                "document_type": doctype,
                "group_by_based_on": column,
                "group_by_type": "Count",
                "number_of_groups": 0,
                "type": "Bar",
                "filters_json": "[]",
            },
        ),
        call(
            f"card of {doctype}",
            "frappe.desk.doctype.number_card.number_card.get_result",
            doc={"document_type": doctype, "function": "Count", "filters_json": "[]"},
            filters=[[doctype, column, "like", "%{word}%"]],
        ),
    )
]
# A restricted case is in no group of the search, whatever of it is asked for; nor are its words in the
# table behind it. The digit makes a number of each marker word, which some are by chance.
SEARCH = [
    door
    for what in ("case", "report", "member", "consent", "referral", "word", "phone")
    for asked in (f"{{{what}}} 7" if what == "word" else f"{{{what}}}",)
    for door in (
        page(f"console search by {what}", "/cfm/console", q=asked),
        call(f"search by {what}", "cfm_app.api.search.search", text=asked),
    )
]
SEARCH += [
    call("search by the end of a number", "cfm_app.api.search.search", text="{case} {phone}"),
    get(
        "entries of the search", "/api/resource/CFM Search Entry", fields=["*"], limit_page_length=0
    ),
    get(
        "entries of a case",
        "/api/resource/CFM Search Entry",
        filters=[["entry_name", "=", "{case}"]],
    ),
    call(
        "count of entries",
        "frappe.client.get_count",
        doctype="CFM Search Entry",
        filters={"words": ["like", "%{word}%"]},
    ),
    page("desk list of entries", "/app/cfm-search-entry"),
    *(
        door
        for doctype in ("CFM Kept Facts", "CFM Facts Change")
        for door in (
            get(doctype, f"/api/resource/{doctype}", fields=["*"], limit_page_length=0),
            call(f"count of {doctype}", "frappe.client.get_count", doctype=doctype),
            page(f"desk list of {doctype}", f"/app/{doctype.lower().replace(' ', '-')}"),
        )
    ),
]
# The acts on a case, as their module declares them: a new one is a door without being written here.
ACT = "cfm_app.api.cases."
NAMED = {"case": "{case}", "consent": "{consent}", "action": "Register"}


def _acts() -> Iterator[Door]:
    for path, (function, _is_open) in sorted(methods("cfm_app.api").items()):
        if not path.startswith(ACT):
            continue
        given = [each for each in inspect.signature(function).parameters if each != "request_id"]
        values: dict[str, Any] = {each: NAMED.get(each, "x") for each in given}
        if "referral" in values:
            values["referral"] = {"reason": "x"} if "case" in values else "{referral}"
        yield _changing(f"act {path.removeprefix(ACT)}", path, **values)


# The same for the inbox.
INBOX = "cfm_app.api.inbox."
OF_INBOX = {
    "name": "{conversation}",
    "case": "{case}",
    "community_member": "{member}",
    "view": "all",
    "since": "2020-01-01 00:00:00",
    "start": 0,
    "values": [],
}
READING = ("conversations", "news", "preview")


def _inbox() -> Iterator[Door]:
    for path, (function, _is_open) in sorted(methods("cfm_app.api").items()):
        verb = path.removeprefix(INBOX)
        if verb == path or verb == "thread":
            continue
        given = [each for each in inspect.signature(function).parameters if each != "request_id"]
        values: dict[str, Any] = {each: OF_INBOX.get(each, "x") for each in given}
        yield (call if verb in READING else _changing)(f"inbox {verb}", path, **values)
    yield shows(call("inbox thread", f"{INBOX}thread", name="{conversation}"), "word")


# The same for calls.
CALLS = "cfm_app.api.calls."
OF_CALLS = {**OF_INBOX, "name": "{call}"}
READING_CALLS = ("ringing", "caller", "for_case")


def _calls() -> Iterator[Door]:
    for path, (function, _is_open) in sorted(methods("cfm_app.api").items()):
        verb = path.removeprefix(CALLS)
        if verb == path:
            continue
        given = [each for each in inspect.signature(function).parameters if each != "request_id"]
        values: dict[str, Any] = {each: OF_CALLS.get(each, "x") for each in given}
        door = (call if verb in READING_CALLS else _changing)(f"calls {verb}", path, **values)
        yield shows(door, "phone") if verb == "caller" else door


# And for every other module of the app's API, so that none is a door that nobody thought of.
OTHERS = {
    **dict.fromkeys(("name", "case", "into", "keep", "docname"), "{case}"),
    **dict.fromkeys(("member", "person", "community_member"), "{member}"),
    **dict.fromkeys(("text", "words", "query"), "{word}"),
    **dict.fromkeys(("doctype", "target"), "Case"),
    **{each: {"name": "{case}"} for each in ("values", "filters", "plan", "row")},
    "report": "{report}",
    "consent": "{consent}",
    "referral": "{referral}",
    "conversation": "{conversation}",
    "call": "{call}",
    "phone": "{phone}",
}
# They ask with other words elsewhere, end or close the session, or bring something in.
APART = (
    *(ACT, INBOX, CALLS, "cfm_app.api.console.", "cfm_app.api.search.", "cfm_app.api.openapi."),
    *ENDING,
)


def _others() -> Iterator[Door]:
    for path, (function, _is_open) in sorted(methods("cfm_app.api").items()):
        if path.startswith(APART):
            continue
        short = path.removeprefix("cfm_app.api.")
        given = [each for each in inspect.signature(function).parameters if each != "request_id"]
        values: dict[str, Any] = {each: OTHERS.get(each, "x") for each in given}
        yield _changing(f"API {short}", path, **values)


ACTS = [
    *_acts(),
    *_inbox(),
    *_calls(),
    *_others(),
    page("page of a case", "/cfm/case", name="{case}"),
    page("consent of a case", "/cfm/consent", case="{case}"),
    call("the bell", "cfm_app.api.bell.look"),
    get("description of the API", "/api/method/cfm_app.api.openapi.document"),
]
APP: list[Door] = [
    *PAGES,
    *AGENCIES,
    *ACTS,
    *SEARCH,
    *EXPORTS,
    *LOOP,
    *STUBS,
    *FIGURES,
    shows(call("lookup_caller", "cfm_app.api.console.lookup_caller", phone="{phone}"), "member"),
    call("due_list", "cfm_app.api.console.due_list", limit=200),
    call("my_stubs", "cfm_app.api.console.my_stubs", limit=1000),
    call("my_referrals", "cfm_app.api.approvals.my_referrals", limit=200),
    call("my_referrals done", "cfm_app.api.approvals.my_referrals", done=True, limit=200),
    shows(
        call("get_referral", "cfm_app.api.approvals.get_referral", name="{referral}"), "referral"
    ),
    _changing("accept", "cfm_app.api.approvals.accept", name="{referral}"),
    _changing(
        "return_referral", "cfm_app.api.approvals.return_referral", name="{referral}", reason="x"
    ),
    _changing("answer", "cfm_app.api.approvals.answer", name="{referral}", response="x"),
    page("try the procedures", "/cfm/try-sop", category="Exploitation ou abus sexuel"),
    call("requests for more time", "cfm_app.api.extensions.waiting", limit=200),
    _changing(
        "ask for more time", "cfm_app.api.extensions.ask", case="{case}", hours=5, reason="x"
    ),
    _changing(
        "ask for more time by referral",
        "cfm_app.api.extensions.ask_for_referral",
        referral="{referral}",
        hours=5,
        reason="x",
    ),
    _changing(
        "decide on more time",
        "cfm_app.api.extensions.decide",
        case="{case}",
        request="x",
        decision="Approved",
    ),
    call("list_imports", "cfm_app.api.exchange.list_imports"),
    call("export_count", "cfm_app.api.exchange.export_count", doctype="Case", filters={}),
    call("defaults overview", "cfm_app.api.defaults.overview"),
    call("defaults compare", "cfm_app.api.defaults.compare", doctype="Case", name="{case}"),
    _changing(
        "new_case for a known person",
        "cfm_app.api.console.new_case",
        case={"description": "x"},
        person={"name": "{member}"},
    ),
]
