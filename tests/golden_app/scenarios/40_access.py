"""A restricted case and an ordinary one at every door, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.golden_app.words import (
    EVERYBODY,
    ORDINARY,
    RESTRICTED,
    a_case,
    a_consent,
    a_referral,
    address,
    change,
    listed,
    mail,
    new,
    read,
)
from tests.golden_http.harness import Step, ask, call, delete, get

TOPIC = "who sees a restricted case, and who an ordinary one"
Body = Callable[[dict[str, Any]], dict[str, Any]]
KINDS = ("secret", "open")
SAID = {
    "name": "data.name",
    "class": "data.sensitivity",
    "category": "data.category",
    "said": "data.description",
    "state": "data.workflow_state",
    "sop": "data.sop",
    "consent": "data.consent_status",
}


def steps() -> Iterator[Step]:
    yield from _planted()
    for user in EVERYBODY:
        yield from _lists(user)
        for kind in KINDS:
            yield from _named(user, kind)
            yield from _beside(user, kind)
        yield from _writes(user)
    yield from _entrusted()


def _planted() -> Iterator[Step]:
    """What the doors lead to: two cases with everything that hangs on a case."""
    for kind, category, owner in (
        ("secret", RESTRICTED["psea"], "psea"),
        ("open", ORDINARY, "operator"),
    ):
        person = {
            "full_name": f"Achta {kind}",
            "phone": "66 70 80 90" if kind == "open" else "66 70 80 91",
        }
        yield new(
            f"person {kind}", owner, "Community Member", f"{kind}_person", values=person, quiet=True
        )
        yield a_case(
            kind,
            "psea" if kind == "secret" else "operator",
            category=category,
            description=f"zq{kind} said",
            community_member=f"{{${kind}_person}}",
        )
        yield from a_consent(f"{kind}_consent", kind, owner, share_inside="Granted")
        yield a_referral(
            f"{kind}_referral", kind, "Administrator", "psea" if kind == "secret" else "focal"
        )
        comment = {
            "reference_doctype": "Case",
            "reference_name": f"{{${kind}}}",
            "content": f"zq{kind} comment",
            "comment_email": mail(owner),
            "comment_by": owner,
        }
        yield call(
            f"comment {kind}", owner, "frappe.desk.form.utils.add_comment", comment, quiet=True
        )
        task = {
            "doctype": "Case",
            "name": f"{{${kind}}}",
            "assign_to": f'["{mail(owner)}"]',
            "description": f"zq{kind} task",
        }
        yield call(f"task {kind}", owner, "frappe.desk.form.assign_to.add", task, quiet=True)
        target = "Sensitive Report" if kind == "secret" else "Case"
        if kind == "secret":
            yield get(
                "report of the secret",
                owner,
                address("Sensitive Report"),
                {"filters": {"cfm_case": "{$secret}"}},
                take={"report": "data.0.name"},
                quiet=True,
            )
        name = "{$report}" if kind == "secret" else "{$open}"
        files = {"file": (f"zq{kind}.txt", "text/plain", f"zq{kind} file")}
        yield Step(
            f"file {kind}",
            owner,
            "POST",
            "/api/method/upload_file",
            form={"doctype": target, "docname": name, "is_private": "1"},
            files=files,
            take={f"{kind}_file": "message.file_url"},
            quiet=True,
        )
        yield change(
            f"history {kind}",
            owner,
            "Case",
            kind,
            {"sex": "Female", "priority": "Haute"},
            quiet=True,
        )
    yield a_case("mine", "operator", category=RESTRICTED["psea"], description="zqmine said")


def _lists(user: str) -> Iterator[Step]:
    here = [["name", "in", ["{$secret}", "{$open}", "{$mine}"]]]
    fields = ["name", "sensitivity", "category", "description", "community_member"]
    yield listed(f"{user}: list of cases", user, "Case", here, fields)
    yield call(
        f"{user}: client.get_list",
        user,
        "frappe.client.get_list",
        {"doctype": "Case", "filters": here, "fields": ["name"], "order_by": "creation asc"},
    )
    yield call(
        f"{user}: count", user, "frappe.client.get_count", {"doctype": "Case", "filters": here}
    )
    report = {
        "doctype": "Case",
        "fields": '["`tabCase`.`name`","`tabCase`.`workflow_state`","`tabCase`.`sensitivity`"]',
        "filters": here,
        "order_by": "`tabCase`.`creation` asc",
        "page_length": 20,
    }
    yield call(f"{user}: list view", user, "frappe.desk.reportview.get", report)
    yield call(
        f"{user}: count of the list view",
        user,
        "frappe.desk.reportview.get_count",
        {"doctype": "Case", "filters": here, "fields": "[]", "distinct": "false"},
    )
    yield Step(
        f"{user}: export of the list view",
        user,
        "POST",
        "/api/method/frappe.desk.reportview.export_query",
        form={
            **{key: value for key, value in report.items() if key != "page_length"},
            "file_format_type": "CSV",
            "title": "Case",
            "view": "Report",
        },
        keep="lines",
    )
    yield get(
        f"{user}: grouped",
        user,
        address("Case"),
        {
            "fields": ["sensitivity", "count(name) as n"],
            "filters": here,
            "group_by": "sensitivity",
            "order_by": "sensitivity asc",
        },
    )
    yield listed(
        f"{user}: words of what was said", user, "Case", [["description", "like", "zq%"]], ["name"]
    )
    yield call(
        f"{user}: link search",
        user,
        "frappe.desk.search.search_link",
        {"doctype": "Case", "txt": "{$secret}"},
    )
    yield call(
        f"{user}: person by phone",
        user,
        "cfm_app.api.console.lookup_caller",
        {"phone": "+235 66708091"},
        keep="pick",
        pick={"name": "message.*.full_name", "cases": "message.*.cases.*.name"},
    )
    yield listed(
        f"{user}: people",
        user,
        "Community Member",
        [["full_name", "like", "Achta %"]],
        ["full_name", "phone"],
    )
    for doctype in ("Consent", "Referral", "Sensitive Report"):
        yield listed(
            f"{user}: list of {doctype}",
            user,
            doctype,
            [["cfm_case", "in", ["{$secret}", "{$open}", "{$mine}"]]],
            ["name", "cfm_case"],
        )
    for doctype, kind, name in (
        ("Comment", "reference_doctype", "reference_name"),
        ("Version", "ref_doctype", "docname"),
        ("ToDo", "reference_type", "reference_name"),
        ("File", "attached_to_doctype", "attached_to_name"),
    ):
        filters = [[name, "in", ["{$secret}", "{$open}", "{$report}"]]]
        yield listed(f"{user}: list of {doctype}", user, doctype, filters, [kind, name])
    child = {
        "doctype": "Case SOP Step",
        "parent": "Case",
        "fields": ["parent", "step_title"],
        "filters": [["parent", "in", ["{$secret}", "{$open}"]]],
        "order_by": "parent asc, idx asc",
    }
    yield call(f"{user}: rows of steps", user, "frappe.client.get_list", child)


def _named(user: str, kind: str) -> Iterator[Step]:
    named = {"doctype": "Case", "name": f"{{${kind}}}"}
    yield read(f"{user}, {kind}: get", user, "Case", kind, keep="pick", pick=SAID)
    pick = {
        "name": "docs.0.name",
        "said": "docs.0.description",
        "rights": "docinfo.permissions",
        "comments": "docinfo.comments.*.content",
        "versions": "docinfo.versions.*.owner",
        "tasks": "docinfo.assignments.*.owner",
        "files": "docinfo.attachments.*.file_name",
    }
    yield ask(
        f"{user}, {kind}: form", user, "frappe.desk.form.load.getdoc", named, keep="pick", pick=pick
    )
    yield call(
        f"{user}, {kind}: get_value",
        user,
        "frappe.client.get_value",
        {
            "doctype": "Case",
            "filters": f"{{${kind}}}",
            "fieldname": ["name", "sensitivity", "description"],
        },
    )
    yield call(
        f"{user}, {kind}: title",
        user,
        "frappe.client.validate_link",
        {"doctype": "Case", "docname": f"{{${kind}}}", "fields": ["name", "category"]},
    )
    yield call(
        f"{user}, {kind}: may he read",
        user,
        "frappe.client.has_permission",
        {"doctype": "Case", "docname": f"{{${kind}}}", "perm_type": "read"},
    )
    yield call(
        f"{user}, {kind}: actions",
        user,
        "frappe.model.workflow.get_transitions",
        {"doc": f'{{"doctype": "Case", "name": "{{${kind}}}"}}'},
        keep="pick",
        pick={"action": "message.*.action"},
    )
    yield get(
        f"{user}, {kind}: print",
        user,
        "/printview",
        {**named, "format": "CFM Case Summary", "no_letterhead": 1},
        headers={"Accept": "text/html"},
        keep="has",
        has=["Case summary", f"zq{kind} said"],
    )
    for doctype in ("Consent", "Referral"):
        yield get(
            f"{user}, {kind}: {doctype}",
            user,
            address(doctype, f"{{${kind}_{doctype.lower()}}}"),
            keep="pick",
            pick={
                "case": "data.cfm_case",
                "state": "data.workflow_state",
                "summary": "data.shared_summary",
            },
        )
    yield get(
        f"{user}, {kind}: person",
        user,
        address("Community Member", f"{{${kind}_person}}"),
        keep="pick",
        pick={"name": "data.full_name", "phone": "data.phone"},
    )


def _beside(user: str, kind: str) -> Iterator[Step]:
    yield get(
        f"{user}, {kind}: the file", user, f"{{${kind}_file}}", keep="has", has=[f"zq{kind} file"]
    )
    named = {"doctype": "Case", "name": f"{{${kind}}}"}
    yield ask(
        f"{user}, {kind}: what hangs on it",
        user,
        "frappe.desk.form.load.get_docinfo",
        named,
        keep="pick",
        pick={"comments": "docinfo.comments.*.content", "tasks": "docinfo.assignments.*.owner"},
    )
    yield call(
        f"{user}, {kind}: a comment",
        user,
        "frappe.desk.form.utils.add_comment",
        {
            "reference_doctype": "Case",
            "reference_name": f"{{${kind}}}",
            "content": f"by {user}",
            "comment_email": mail(user),
            "comment_by": user,
        },
        keep="pick",
        pick={"content": "message.content", "by": "message.comment_email"},
    )
    yield call(
        f"{user}, {kind}: a share",
        user,
        "frappe.share.add",
        {**named, "user": mail("focal2"), "read": 1},
    )
    yield call(
        f"{user}, {kind}: a tag",
        user,
        "frappe.desk.doctype.tag.tag.add_tag",
        {"dt": "Case", "dn": f"{{${kind}}}", "tag": f"by {user}"},
        keep="status",
    )
    yield call(
        f"{user}, {kind}: assigned to another",
        user,
        "frappe.desk.form.assign_to.add",
        {**named, "assign_to": f'["{mail("focal2")}"]'},
        keep="status",
    )


def _writes(user: str) -> Iterator[Step]:
    yield change(
        f"{user}: writes into the secret",
        user,
        "Case",
        "secret",
        {"sex": "Female"},
        keep="pick",
        pick={"sex": "data.sex"},
    )
    body = {"doctype": "Case", "name": "{$secret}", "fieldname": "sex", "value": "Female"}
    yield call(
        f"{user}: set_value on the secret",
        user,
        "frappe.client.set_value",
        body,
        keep="pick",
        pick={"sex": "message.sex"},
    )
    yield delete(f"{user}: deletes the secret", user, "/api/resource/Case/{$secret}")
    yield call(
        f"{user}: renames the secret",
        user,
        "frappe.client.rename_doc",
        {"doctype": "Case", "old_name": "{$secret}", "new_name": "CFM-X"},
    )
    yield get(
        f"{user}: the report",
        user,
        address("Sensitive Report", "{$report}"),
        keep="pick",
        pick={
            "case": "data.cfm_case",
            "said": "data.description",
            "handlers": "data.handlers.*.user",
        },
    )
    yield read(f"{user}: the stub of the recorder", user, "Case", "mine")
    yield call(
        f"{user}: his stubs",
        user,
        "cfm_app.api.console.my_stubs",
        {"limit": 1},
        keep="pick",
        pick={"fields": "message.0"},
    )


def _entrusted() -> Iterator[Step]:
    """The handlers entrust another holder of the role, who sees it until it is taken from him."""
    yield get(
        "handlers",
        "psea",
        address("Sensitive Report", "{$report}"),
        keep="pick",
        pick={"users": "data.handlers.*.user", "roles": "data.handlers.*.role"},
        take={"handlers": "data.handlers"},
    )
    for other in ("operator", "fraud", "psea2"):
        yield change(
            f"entrusted to {other}",
            "psea",
            "Sensitive Report",
            "report",
            _with(mail(other)),
            keep="pick",
            pick={"users": "data.handlers.*.user"},
        )
    yield read("seen by the second handler", "psea2", "Case", "secret", keep="pick", pick=SAID)
    yield change(
        "the second handler writes",
        "psea2",
        "Case",
        "secret",
        {"sex": "Male"},
        keep="pick",
        pick=SAID,
    )
    yield change(
        "taken from him",
        "psea",
        "Sensitive Report",
        "report",
        _with(),
        keep="pick",
        pick={"users": "data.handlers.*.user"},
    )
    yield read("closed to him again", "psea2", "Case", "secret")
    expired = {"user": mail("psea2"), "valid_until": "2020-01-01"}
    yield change(
        "entrusted until a day that has passed",
        "psea",
        "Sensitive Report",
        "report",
        _rows(expired),
        keep="pick",
        pick={"users": "data.handlers.*.user"},
    )
    yield read("closed to him after that day", "psea2", "Case", "secret")
    task = {"doctype": "Case", "name": "{$secret}", "assign_to": f'["{mail("psea2")}"]'}
    yield call("assigned to him", "psea", "frappe.desk.form.assign_to.add", task, keep="status")
    yield read("open to him by the task", "psea2", "Case", "secret", keep="pick", pick=SAID)
    yield call(
        "the task is done",
        "psea",
        "frappe.desk.form.assign_to.remove",
        {"doctype": "Case", "name": "{$secret}", "assign_to": mail("psea2")},
        keep="status",
    )
    yield read("closed to him without it", "psea2", "Case", "secret")
    filters = {"document_type": "Case", "document_name": ["in", ["{$secret}", "{$mine}"]]}
    for user in ("psea", "psea2", "operator", "manager", "focal2"):
        yield listed(
            f"what {user} was told",
            user,
            "Notification Log",
            filters,
            ["subject", "document_name", "type"],
        )
    log = {"cfm_case": "{$open}"}
    for user in ("dataprotection", "manager", "operator", "technician", "psea"):
        yield listed(
            f"the access log of the ordinary case, {user}",
            user,
            "CFM Access Log",
            log,
            ["user", "action", "ref_doctype", "ref_name"],
        )
        yield listed(
            f"the access log of the secret, {user}",
            user,
            "CFM Access Log",
            {"ref_name": "{$secret_person}"},
            ["user", "action", "ref_doctype", "ref_name"],
        )


def _with(*users: str) -> Body:
    return _rows(*({"user": user} for user in users))


def _rows(*more: dict[str, str]) -> Body:
    return lambda var: {"handlers": [*var["handlers"], *more]}
