"""Who is told what: notifications that a manager makes, tasks, mentions, comments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.golden_app.words import (
    RESTRICTED,
    a_case,
    a_consent,
    a_referral,
    act,
    address,
    change,
    listed,
    mail,
    new,
    read,
)
from tests.golden_http.harness import Step, call, delete, get

TOPIC = "notifications, tasks, mentions and comments"
LOG = "Notification Log"
SHOWN = ["subject", "document_type", "document_name", "for_user", "type"]
A = "frappe.desk.form.assign_to."


def steps() -> Iterator[Step]:
    yield from _made_by_managers()
    yield from _sent()
    yield from _shipped()
    yield from _tasks()
    yield from _talk()


def _told(count: int) -> Callable[[Any], bool]:
    """Whether as many notices are there: they may be written in the background."""
    return lambda answer: len((answer.json() or {}).get("data") or []) >= count


def _notices(key: str, user: str, filters: Any, count: int, **more: Any) -> Step:
    return listed(key, user, LOG, filters, SHOWN, until=_told(count), **more)


def _rule(name: str, **more: Any) -> dict[str, Any]:
    base = {
        "subject": f"{name}: {{{{ doc.name }}}}",
        "document_type": "Case",
        "event": "New",
        "channel": "System Notification",
        "message": "m",
        "recipients": [{"receiver_by_document_field": "owner"}],
    }
    return {"name": name, **base, **more}


def _made_by_managers() -> Iterator[Step]:
    pick = {
        "name": "data.name",
        "enabled": "data.enabled",
        "event": "data.event",
        "condition": "data.condition",
    }
    for user in ("operator", "manager", "dataprotection", "analyst", "technician", "none"):
        yield new(
            f"a notification by {user}",
            user,
            "Notification",
            values=_rule(f"By {user}", enabled=0),
            keep="pick",
            pick=pick,
        )
    for label, more in {
        "without a type": {"document_type": ""},
        "with an unknown event": {"event": "Never"},
        "with a broken condition": {"condition": "doc.sex =="},
        "with a condition that imports": {"condition": "__import__('os')"},
        "on a value that is not named": {"event": "Value Change"},
        "on days without a date": {"event": "Days Before"},
        "on an unknown type": {"document_type": "Nowhere"},
        "without recipients": {"recipients": []},
    }.items():
        yield new(
            f"one {label}",
            "chief",
            "Notification",
            values=_rule(f"Gold {label}", enabled=0, **more),
            keep="pick",
            pick=pick,
        )
    role = [{"receiver_by_role": "CFM Manager"}]
    for name, more in {
        "Gold new": {"condition": "doc.priority == 'Urgente'", "recipients": role},
        "Gold state": {
            "event": "Value Change",
            "value_changed": "workflow_state",
            "condition": "doc.workflow_state == 'Referred'",
        },
        "Gold referral": {
            "document_type": "Referral",
            "recipients": [{"receiver_by_document_field": "focal_point"}],
        },
        "Gold saved": {
            "event": "Save",
            "condition": "doc.sex == 'Other'",
            "recipients": [*role, {"receiver_by_document_field": "owner"}],
        },
    }.items():
        yield new(
            f"the manager makes {name}",
            "chief",
            "Notification",
            values=_rule(name, **more),
            keep="pick",
            pick=pick,
        )
    for user in ("manager", "operator", "none"):
        yield get(
            f"notifications as read by {user}",
            user,
            address("Notification"),
            {
                "filters": [["name", "like", "%CFM%"]],
                "fields": ["name", "enabled", "event", "document_type"],
                "order_by": "name asc",
            },
        )


def _sent() -> Iterator[Step]:
    """Ordinary cases reach everybody who is meant; restricted ones only who may know of them."""
    yield a_case("urgent", priority="Urgente")
    yield a_case("quiet")
    yield a_case("secret", "psea", category=RESTRICTED["psea"], priority="Urgente", sex="Other")
    yield change("saved with a sign", "operator", "Case", "quiet", {"sex": "Other"}, keep="status")
    yield from a_consent("consent", "urgent", share_inside="Granted")
    yield a_referral("referral", "urgent")
    yield act("referred", "operator", "Case", "urgent", "Refer")
    names = ["{$urgent}", "{$quiet}", "{$secret}", "{$referral}"]
    for user, count in (("manager", 2), ("operator", 2), ("focal", 2)):
        yield _notices(
            f"waiting for those of {user}",
            user,
            [["document_name", "in", names]],
            count,
            quiet=True,
        )
    for user in (
        "manager",
        "operator",
        "focal",
        "psea",
        "psea2",
        "operator2",
        "aap",
        "technician",
        "none",
        "guest",
    ):
        for name in ("urgent", "quiet", "secret", "referral"):
            filters = [["document_name", "=", f"{{${name}}}"], ["subject", "like", "Gold%"]]
            yield listed(f"{user} was told of {name}", user, LOG, filters, SHOWN)
    for name in ("Gold new", "Gold state", "Gold referral", "Gold saved"):
        yield delete(f"{name} is removed", "chief", address("Notification", name))


def _shipped() -> Iterator[Step]:
    """The shipped notification of a reopened case, and what the app says itself."""
    yield a_case("told", information_given="Distribution lundi")
    for action in ("Answer", "Close"):
        yield act(f"told: {action}", "operator", "Case", "told", action, quiet=True)
    yield act("the manager reopens it", "manager", "Case", "told", "Reopen")
    yield _notices("its owner is told", "operator", {"document_name": "{$told}"}, 1)
    yield listed("the manager is not", "manager", LOG, {"document_name": "{$told}"}, SHOWN)


def _tasks() -> Iterator[Step]:
    yield a_case("work")
    base = {"doctype": "Case", "name": "{$work}", "description": "Appeler"}
    for user in (
        "operator",
        "manager",
        "aap",
        "dataprotection",
        "analyst",
        "focal",
        "technician",
        "none",
        "guest",
    ):
        to = json.dumps([mail("operator2")])
        yield call(
            f"assigned by {user}",
            user,
            A + "add",
            {**base, "assign_to": to},
            keep="pick",
            pick={"to": "message.*.owner"},
        )
        remove = {"doctype": "Case", "name": "{$work}", "assign_to": mail("operator2")}
        yield call(
            f"taken back by {user}",
            user,
            A + "remove",
            remove,
            keep="pick",
            pick={"to": "message.*.owner"},
        )
    for to in ("focal", "none", "psea"):
        yield call(
            f"assigned to {to}",
            "operator",
            A + "add",
            {**base, "assign_to": json.dumps([mail(to)])},
            keep="pick",
            pick={"to": "message.*.owner"},
        )
    yield call(
        "assigned to nobody known",
        "operator",
        A + "add",
        {**base, "assign_to": '["nobody@golden.example"]'},
    )
    yield call(
        "assigned twice",
        "operator",
        A + "add",
        {**base, "assign_to": json.dumps([mail("operator2")])},
        keep="pick",
        pick={"to": "message.*.owner"},
    )
    yield call(
        "assigned twice, again",
        "operator",
        A + "add",
        {**base, "assign_to": json.dumps([mail("operator2")])},
        keep="status",
    )
    yield listed(
        "his tasks",
        "operator2",
        "ToDo",
        {"reference_name": "{$work}"},
        ["allocated_to", "status", "description", "assigned_by"],
    )
    yield _notices(
        "he is told", "operator2", {"document_name": "{$work}", "type": "Assignment"}, 11
    )
    for user in ("operator", "manager", "focal", "aap", "none"):
        yield listed(
            f"tasks as seen by {user}",
            user,
            "ToDo",
            {"reference_name": "{$work}"},
            ["allocated_to", "status"],
        )
    yield read(
        "the case carries it",
        "operator",
        "Case",
        "work",
        keep="pick",
        pick={"state": "data.workflow_state"},
    )


def _talk() -> Iterator[Step]:
    yield a_case("talk")
    told = {"reference_doctype": "Case", "reference_name": "{$talk}", "comment_by": "x"}
    for user in ("operator", "manager", "aap", "analyst", "focal", "none", "guest"):
        text = f"<p>by {user}</p><script>alert(1)</script>"
        yield call(
            f"a comment by {user}",
            user,
            "frappe.desk.form.utils.add_comment",
            {**told, "content": text, "comment_email": mail("manager")},
            keep="pick",
            pick={
                "text": "message.content",
                "by": "message.comment_email",
                "owner": "message.owner",
            },
        )
    mention = (
        f'<div><span class="mention" data-id="{mail("operator2")}" data-value="Operator2"'
        ' data-denotation-char="@">@Operator2</span> appelle</div>'
    )
    yield call(
        "a mention",
        "operator",
        "frappe.desk.form.utils.add_comment",
        {**told, "content": mention, "comment_email": mail("operator")},
        keep="status",
    )
    yield _notices(
        "the mentioned one is told", "operator2", {"document_name": "{$talk}", "type": "Mention"}, 1
    )
    for user in ("operator", "aap", "analyst", "focal", "none"):
        filters = {"reference_name": "{$talk}", "comment_type": "Comment"}
        yield listed(
            f"comments as seen by {user}",
            user,
            "Comment",
            filters,
            ["content", "owner", "comment_email"],
        )
