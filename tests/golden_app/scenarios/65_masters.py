"""Lists that the manager extends, rules on places, and users restricted to a province."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.golden_app.words import ORDINARY, a_case, address, change, listed, mail, new, read
from tests.golden_http.harness import Step, call, delete, get

TOPIC = "masters of the manager, and users restricted to a province"
C = "cfm_app.api.console."
MASTERS: dict[str, dict[str, Any]] = {
    "CFM Channel": {"channel_name": "Gold radio"},
    "CFM Language": {"code": "gld", "language_name": "Gold"},
    "CFM Programme": {"programme_name": "Gold programme"},
    "CFM Partner": {"partner_name": "Gold partner"},
    "CFM Functional Area": {"area_name": "Gold area"},
    "Case Priority": {"priority_name": "Gold priority", "resolve_within_hours": 12},
    "Case Sensitivity": {"sensitivity_name": "Gold class"},
    "Case Category": {
        "category_name": "Gold category",
        "parent_case_category": "Plainte non sensible",
    },
    "CFM Location": {
        "location_name": "Gold place",
        "pcode": "TD9901",
        "parent_cfm_location": "TD07",
        "admin_level": "Site",
    },
    "CFM SOP": {
        "title": "Gold SOP",
        "category": "Gold category",
        "respond_within_hours": 2,
        "resolve_within_hours": 10,
    },
    "CFM Standard Answer": {
        "title": "Gold answer",
        "category": ORDINARY,
        "language": "fra",
        "answer_text": "Bonjour",
    },
    "CFM Call Script": {
        "title": "Gold script",
        "moment": "Greeting",
        "language": "fra",
        "script_text": "Bonjour",
    },
    "Consent Statement": {
        "title": "Gold statement",
        "version_no": "1.0",
        "language": "fra",
        "statement_text": "Bonjour",
        "status": "Published",
    },
}


def steps() -> Iterator[Step]:
    yield from _masters()
    yield from _used()
    yield from _classes()
    yield from _trees()
    yield from _statements()
    yield from _provinces()
    yield from _advice()


def _masters() -> Iterator[Step]:
    for doctype, values in MASTERS.items():
        for user in ("operator", "focal", "analyst", "none", "manager"):
            yield new(f"{doctype} by {user}", user, doctype, "made", values=values)
        yield new(f"{doctype} again", "manager", doctype, values=values)
        yield new(f"{doctype} without a name", "manager", doctype, values={})
        yield new(
            f"{doctype} with a name of blanks",
            "manager",
            doctype,
            values={next(iter(values)): "   "},
        )
        yield listed(
            f"{doctype} as listed for the operator", "operator", doctype, {"name": "{$made}"}
        )
        yield change(
            f"{doctype} changed by the operator", "operator", doctype, "made", {"sort_index": 7}
        )
        yield call(
            f"{doctype} in the link search",
            "operator",
            "frappe.desk.search.search_link",
            {"doctype": doctype, "txt": "Gold"},
        )


def _used() -> Iterator[Step]:
    told = {
        "description": "x",
        "category": "Gold category",
        "channel": "Gold radio",
        "language": "gld",
        "location": "TD9901",
        "partner": "Gold partner",
        "programme": "Gold programme",
        "received_on": "2020-06-01 08:00:00",
    }
    pick = {
        "class": "data.sensitivity",
        "sop": "data.sop",
        "why": "data.sop_reason",
        "respond": "data.respond_by",
        "resolve": "data.resolve_by",
    }
    yield new(
        "a case with all of them", "operator", "Case", "golden", values=told, keep="pick", pick=pick
    )
    for doctype, name in (
        ("CFM Channel", "Gold radio"),
        ("Case Category", "Gold category"),
        ("CFM Location", "TD9901"),
        ("CFM SOP", "Gold SOP"),
        ("CFM Partner", "Gold partner"),
    ):
        yield delete(f"{name} is deleted while it is used", "manager", address(doctype, name))
        yield call(
            f"{name} is renamed by the operator",
            "operator",
            "frappe.client.rename_doc",
            {"doctype": doctype, "old_name": name, "new_name": f"{name} 2"},
        )
    yield call(
        "the channel is renamed",
        "manager",
        "frappe.client.rename_doc",
        {"doctype": "CFM Channel", "old_name": "Gold radio", "new_name": "Gold waves"},
    )
    yield read(
        "the case follows",
        "operator",
        "Case",
        "golden",
        keep="pick",
        pick={"channel": "data.channel", "category": "data.category"},
    )
    yield delete("what nobody uses goes", "manager", address("CFM Standard Answer", "Gold answer"))


def _classes() -> Iterator[Step]:
    """A class of its own, with people who handle it."""
    name = {"sensitivity_name": "Gold secret", "hidden": 1}
    yield new("a restricted class without a role", "manager", "Case Sensitivity", values=name)
    yield new(
        "a restricted class",
        "manager",
        "Case Sensitivity",
        values={**name, "handler_role": "CFM Gender Focal Point"},
        keep="pick",
        pick={"role": "data.handler_role"},
    )
    yield new(
        "a category that leads to it",
        "manager",
        "Case Category",
        values={"category_name": "Gold whisper", "sensitivity": "Gold secret"},
        keep="pick",
        pick={"class": "data.sensitivity"},
    )
    yield a_case("whisper", category="Gold whisper", description="zqwhisper")
    for user in ("operator", "gender", "manager", "aap", "psea"):
        yield read(
            f"the new secret as read by {user}",
            user,
            "Case",
            "whisper",
            keep="pick",
            pick={
                "class": "data.sensitivity",
                "said": "data.description",
                "state": "data.workflow_state",
            },
        )
    yield get(
        "who handles it",
        "Administrator",
        address("Sensitive Report"),
        {"filters": {"cfm_case": "{$whisper}"}, "fields": ["name", "sensitivity"]},
    )
    for user in ("manager", "chief"):
        yield delete(
            f"a category that only the secret uses is deleted by {user}",
            user,
            address("Case Category", "Gold whisper"),
        )


def _trees() -> Iterator[Step]:
    for label, values in {
        "a parent that is not there": {
            "category_name": "Gold orphan",
            "parent_case_category": "Nowhere",
        },
        "a parent that is no group": {
            "category_name": "Gold leaf",
            "parent_case_category": ORDINARY,
        },
        "itself above itself": {"category_name": "Gold loop", "parent_case_category": "Gold loop"},
    }.items():
        yield new(
            f"a category with {label}",
            "manager",
            "Case Category",
            values=values,
            keep="pick",
            pick={"name": "data.name", "above": "data.parent_case_category"},
        )
    for text in ("lac", "Mamdi", "TD07", "tcd0701", "zz", ""):
        yield call(f"places like '{text}'", "operator", C + "find_places", {"text": text})


def _statements() -> Iterator[Step]:
    name = address("Consent Statement", "Consentement général-fra-1.0")
    for user in ("operator", "manager"):
        yield Step(
            f"a published statement is changed by {user}",
            user,
            "PUT",
            name,
            body={"statement_text": "autre chose"},
        )
    for language in ("fra", "ara", "shu", "kbl", "zzz", None):
        pick = {
            "name": "message.name",
            "language": "message.language",
            "other": "message.is_other_language",
        }
        yield call(
            f"the statement in {language}",
            "operator",
            C + "consent_text",
            {"language": language},
            keep="pick",
            pick=pick,
        )
        yield call(
            f"scripts in {language}",
            "operator",
            C + "call_scripts",
            {"language": language or ""},
            keep="pick",
            pick={"title": "message.*.title", "language": "message.*.language"},
        )


def _provinces() -> Iterator[Step]:
    """An operator who works in one province alone, by the rights of the framework."""
    for case, place in (("lac", "TD0701"), ("east", "TD0201"), ("nowhere", None)):
        yield a_case(case, location=place, description=f"zqplace {case}")
    rule = {
        "user": mail("operator2"),
        "allow": "CFM Location",
        "for_value": "TD07",
        "apply_to_all_doctypes": 1,
    }
    for user in ("operator", "manager"):
        yield new(
            f"a restriction by {user}",
            user,
            "User Permission",
            values=rule,
            keep="pick",
            pick={"for": "data.for_value"},
        )
    yield new(
        "a restriction",
        "chief",
        "User Permission",
        "rule",
        values=rule,
        keep="pick",
        pick={"for": "data.for_value", "user": "data.user"},
    )
    yield new("the same again", "chief", "User Permission", values=rule)
    here = [["description", "like", "zqplace%"]]
    for user in ("operator2", "operator"):
        yield listed(f"cases listed for {user}", user, "Case", here, ["name", "location"])
        yield call(
            f"cases counted for {user}",
            user,
            "frappe.client.get_count",
            {"doctype": "Case", "filters": here},
        )
        yield call(
            f"places offered to {user}",
            user,
            "frappe.desk.search.search_link",
            {"doctype": "CFM Location", "txt": "", "page_length": 50},
            sort="message",
        )
        for case in ("lac", "east", "nowhere"):
            yield read(
                f"{case} as read by {user}",
                user,
                "Case",
                case,
                keep="pick",
                pick={"place": "data.location"},
            )
            yield change(
                f"{case} as written by {user}",
                user,
                "Case",
                case,
                {"sex": "Male"},
                keep="pick",
                pick={"sex": "data.sex"},
            )
    for place in ("TD0701", "TD0702", "TD0201", None):
        yield new(
            f"recorded in {place}",
            "operator2",
            "Case",
            values={"description": "x", "location": place},
            keep="pick",
            pick={"place": "data.location"},
        )
    yield call("the calls of the console", "operator2", C + "find_places", {"text": "ba"})
    yield delete("lifted", "chief", address("User Permission", "{$rule}"))
    yield read(
        "open again", "operator2", "Case", "east", keep="pick", pick={"place": "data.location"}
    )


def _advice() -> Iterator[Step]:
    for category in (
        ORDINARY,
        "Information sur le ciblage",
        "Exploitation ou abus sexuel",
        "Gold category",
        "Nowhere",
        "",
    ):
        yield call(
            f"what {category} means",
            "operator",
            C + "category_info",
            {
                "category": category,
                "channel": "Ligne verte",
                "location": "TD0701",
                "language": "fra",
            },
        )
    for user in ("manager", "psea", "focal", "analyst", "none", "guest"):
        yield call(
            f"what it means to {user}",
            user,
            C + "category_info",
            {"category": ORDINARY},
            keep="pick",
            pick={"sop": "message.sop", "to": "message.focal_point"},
        )
        yield call(
            f"the receiver as told to {user}",
            user,
            C + "receiver",
            {"functional_area": "Logistique"},
        )
        yield call(
            f"choices for {user}",
            user,
            C + "choices",
            keep="pick",
            pick={"channels": "message.channels.*.name", "states": "message.states.*.name"},
        )
